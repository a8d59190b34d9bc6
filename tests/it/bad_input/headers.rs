//! Client ids in body and header, and who asks.

use chatdesk_tests::{Actor, Request};
use http::Method;
use serde_json::json;

use super::expected::{FORBIDDEN, INVALID, NOT_FOUND, NOT_JSON, UNKNOWN_ASKER};
use super::{Row, World, as_json, fault, row};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = client_ids(world);
    rows.extend(keys(world));
    rows.extend(askers(world));
    rows
}

fn client_ids(world: &World) -> Vec<Row> {
    let named = |id: &str| world.sends(json!({"content": "x", "client_id": id}).to_string());
    let opens = json!({"message": "x", "client_id": "a b"}).to_string();
    let number = json!({"content": "x", "client_id": 7}).to_string();
    vec![
        fault("an empty client id", named(""), "/client_id"),
        fault("a client id of 65", named(&"x".repeat(65)), "/client_id"),
        fault("a space in it", named("a b"), "/client_id"),
        fault("a space at its end", named("a "), "/client_id"),
        fault("an emoji in it", named("a😀"), "/client_id"),
        fault("a slash in it", named("a/b"), "/client_id"),
        fault("a letter of another script", named("ä"), "/client_id"),
        fault("NUL in it", named("a\u{0}"), "/client_id"),
        fault("a client id of a number", world.sends(number), "/client_id"),
        fault("a bad one for opening", world.posts("/chat/sessions", opens), "/client_id"),
    ]
}

fn keys(world: &World) -> Vec<Row> {
    let keyed = |key: &[u8]| message(world).header("idempotency-key", key);
    let differs = world.sends(json!({"content": "x", "client_id": "one"}).to_string());
    let twice = keyed(b"one").header("idempotency-key", "two");
    vec![
        row("an empty key", keyed(b""), INVALID),
        row("a key of 65", keyed("x".repeat(65).as_bytes()), INVALID),
        row("a space in the key", keyed(b"a b"), INVALID),
        row("an emoji in the key", keyed("😀".as_bytes()), INVALID),
        row("a key of no script", keyed(b"\xff"), INVALID),
        row("another key than in the body", differs.header("idempotency-key", "two"), INVALID),
        row("two keys", twice, INVALID),
    ]
}

fn askers(world: &World) -> Vec<Row> {
    let again = format!("Bearer {}", world.user.token());
    let bare = |value: &[u8]| {
        let target = world.server.api().target(&world.on("messages"));
        as_json(Request::new(Method::POST, &target), "{\"content\":\"x\"}")
            .header("authorization", value)
    };
    let nobody = |path: &str, body: &str| as_json(world.nobody.request(Method::POST, path), body);
    let by_user = as_json(world.user.request(Method::PUT, "/admin/user/42/chat-toggle"), "{}");
    let elsewhere = world.posts("/chat/session/unknown/messages", "{\"content\":\"\"}");
    let broken = world.posts("/chat/session/unknown/messages", "{");
    vec![
        row("Authorization twice", message(world).header("authorization", again), UNKNOWN_ASKER),
        row("an empty Authorization", bare(b""), UNKNOWN_ASKER),
        row("Bearer alone", bare(b"Bearer"), UNKNOWN_ASKER),
        row("Bearer of no script", bare(b"Bearer \xff"), UNKNOWN_ASKER),
        row("nobody, and no JSON", nobody(&world.on("messages"), "{"), UNKNOWN_ASKER),
        row("nobody, at an unknown session", nobody("/chat/session/x/read", "{}"), UNKNOWN_ASKER),
        row("a user switches, wrongly", by_user, FORBIDDEN),
        row("nothing, to an unknown session", elsewhere, NOT_FOUND),
        row("no JSON, to an unknown session", broken, NOT_JSON),
    ]
}

fn message(world: &World) -> Request {
    world.sends("{\"content\":\"x\"}")
}
