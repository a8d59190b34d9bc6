//! Fields that are missing, of the wrong type, or out of range.

use chatdesk_tests::Actor;
use http::Method;
use serde_json::{Value, json};

use super::expected::{ENDED, SWITCHED_OFF};
use super::{Row, World, as_json, fault, row};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = contents(world);
    rows.extend(openings(world));
    rows.extend(reads(world));
    rows.extend(switches(world));
    rows.extend(arrivals(world));
    rows.extend(states(world));
    rows
}

fn contents(world: &World) -> Vec<Row> {
    let empty = world.user.request(Method::POST, &world.on("messages"));
    let content = |value: Value| world.sends(json!({"content": value}).to_string());
    vec![
        fault("no body", empty, "/content"),
        fault("an empty object", world.sends("{}"), "/content"),
        fault("content null", content(Value::Null), "/content"),
        fault("content a number", content(json!(7)), "/content"),
        fault("content a list", content(json!(["x"])), "/content"),
        fault("content an object", content(json!({"text": "x"})), "/content"),
        fault("empty", content(json!("")), "/content"),
        fault("blank", content(json!(" \t\r\n\u{a0}\u{2003}\u{3000}")), "/content"),
        fault("4,001 characters", content(json!("x".repeat(4_001))), "/content"),
        fault("4,001 heavy characters", content(json!("😀".repeat(4_001))), "/content"),
        fault("NUL inside", content(json!("a\u{0}b")), "/content"),
        fault("NUL alone", content(json!("\u{0}")), "/content"),
        fault("Content", world.sends("{\"Content\":\"x\"}"), "/content"),
    ]
}

fn openings(world: &World) -> Vec<Row> {
    let open = |body: Value| world.posts("/chat/sessions", body.to_string());
    vec![
        fault("an empty message", open(json!({"message": ""})), "/message"),
        fault("a blank message", open(json!({"message": "  "})), "/message"),
        fault("a message of 4,001", open(json!({"message": "x".repeat(4_001)})), "/message"),
        fault("a message with NUL", open(json!({"message": "\u{0}"})), "/message"),
        fault("a message of a number", open(json!({"message": 7})), "/message"),
        fault("a subject of a list", open(json!({"subject": []})), "/subject"),
        fault("a subject of 201", open(json!({"subject": "x".repeat(201)})), "/subject"),
        fault("another as text", open(json!({"another": "yes"})), "/another"),
        fault("another as a number", open(json!({"another": 1})), "/another"),
    ]
}

fn reads(world: &World) -> Vec<Row> {
    let read = |body: &str| world.posts(&world.on("read"), body);
    vec![
        fault("up to nothing", read("{}"), "/up_to"),
        fault("up to 0", read("{\"up_to\":0}"), "/up_to"),
        fault("up to -1", read("{\"up_to\":-1}"), "/up_to"),
        fault("up to 1.5", read("{\"up_to\":1.5}"), "/up_to"),
        fault("up to a text", read("{\"up_to\":\"1\"}"), "/up_to"),
        fault("up to null", read("{\"up_to\":null}"), "/up_to"),
        fault("up to true", read("{\"up_to\":true}"), "/up_to"),
        fault("up to a list", read("{\"up_to\":[1]}"), "/up_to"),
    ]
}

fn switches(world: &World) -> Vec<Row> {
    let switch = |body: Value| world.puts("/admin/user/42/chat-toggle", body.to_string());
    let long = "x".repeat(501);
    let unknown = world.puts("/admin/user/unknown/chat-toggle", "{\"chat_enabled\":\"off\"}");
    vec![
        fault("no chat_enabled", switch(json!({"reason": "x"})), "/chat_enabled"),
        fault("chat_enabled 0", switch(json!({"chat_enabled": 0})), "/chat_enabled"),
        fault("chat_enabled \"false\"", switch(json!({"chat_enabled": "false"})), "/chat_enabled"),
        fault("chat_enabled null", switch(json!({"chat_enabled": null})), "/chat_enabled"),
        fault("an unknown user wrongly", unknown, "/chat_enabled"),
        fault("a long reason", switch(json!({"chat_enabled": false, "reason": long})), "/reason"),
        fault("a reason of 7", switch(json!({"chat_enabled": false, "reason": 7})), "/reason"),
        fault("NUL in it", switch(json!({"chat_enabled": false, "reason": "\u{0}"})), "/reason"),
    ]
}

fn arrivals(world: &World) -> Vec<Row> {
    let arrive = |body: Value| {
        as_json(world.nobody.request(Method::POST, "/visitor/session"), body.to_string())
    };
    let long = format!("{}@example.org", "x".repeat(250));
    vec![
        fault("an address without @", arrive(json!({"email": "ada"})), "/email"),
        fault("an address of 262", arrive(json!({"email": long})), "/email"),
        fault("an address of 7", arrive(json!({"email": 7})), "/email"),
        fault("a name of 101", arrive(json!({"name": "x".repeat(101)})), "/name"),
        fault("a name with NUL", arrive(json!({"name": "a\u{0}"})), "/name"),
        fault("a name of a list", arrive(json!({"name": ["Ada"]})), "/name"),
        fault("a page of 2,049", arrive(json!({"page": "x".repeat(2_049)})), "/page"),
    ]
}

/// What is well formed and does not fit the state; the order of the contract decides.
fn states(world: &World) -> Vec<Row> {
    let ended = format!("/chat/session/{}/messages", world.ended);
    let disabled = format!("/chat/session/{}/messages", world.disabled_session);
    let by_disabled =
        |path: &str, body: &str| as_json(world.disabled.request(Method::POST, path), body);
    let opens = by_disabled("/chat/sessions", "{\"message\":\"x\"}");
    let sends = by_disabled(&disabled, "{\"content\":\"x\"}");
    let sends_nothing = by_disabled(&disabled, "{\"content\":\"\"}");
    vec![
        row("to an ended session", world.posts(&ended, "{\"content\":\"x\"}"), ENDED),
        fault("nothing, to an ended session", world.posts(&ended, "{}"), "/content"),
        row("while switched off", sends, SWITCHED_OFF),
        row("opening while switched off", opens, SWITCHED_OFF),
        fault("nothing, while switched off", sends_nothing, "/content"),
    ]
}
