//! Bodies that are no JSON, too large, of the wrong media type, or no object.

use chatdesk_tests::{Actor, Request};
use http::Method;

use super::expected::{
    INVALID, NOT_JSON, NOT_JSON_OR_INVALID, TOO_LARGE, UNKNOWN_ASKER, WRONG_MEDIA_TYPE,
};
use super::{Row, World, as_json, row};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = not_json(world);
    rows.extend(no_object(world));
    rows.extend(media_types(world));
    rows.extend(sizes(world));
    rows
}

fn not_json(world: &World) -> Vec<Row> {
    let deep = |n_levels: usize| format!("{{\"content\":{}", "[".repeat(n_levels));
    let closed = format!("{{\"content\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let unclosed_names = format!("{}1", "{\"content\":".repeat(2_000));
    vec![
        row("half an object", world.sends("{\"content\":"), NOT_JSON),
        row("a trailing comma", world.sends("{\"content\":\"x\",}"), NOT_JSON),
        row("two values", world.sends("{\"content\":\"x\"}{}"), NOT_JSON),
        row("single quotes", world.sends("{'content':'x'}"), NOT_JSON),
        row("a bare word", world.sends("content"), NOT_JSON),
        row("white space", world.sends(" \n "), NOT_JSON_OR_INVALID),
        row("a raw control character", world.sends("{\"content\":\"a\u{1}b\"}"), NOT_JSON),
        row("a lone surrogate", world.sends(r#"{"content":"\ud800"}"#), NOT_JSON),
        row("a pair the wrong way round", world.sends(r#"{"content":"\udc00\ud800"}"#), NOT_JSON),
        row("half an escape", world.sends(r#"{"content":"\u00"}"#), NOT_JSON),
        row("invalid UTF-8", world.sends(b"{\"content\":\"\xff\xfe\"}"), NOT_JSON),
        row("an overlong NUL", world.sends(b"{\"content\":\"\xc0\x80\"}"), NOT_JSON),
        row("UTF-8 cut short", world.sends(b"{\"content\":\"\xf0\x9f\x98\"}"), NOT_JSON),
        row("UTF-16", world.sends(b"\xff\xfe{\0}\0"), NOT_JSON),
        row("deep and unclosed", world.sends(deep(30_000)), NOT_JSON_OR_INVALID),
        row("deep and closed", world.sends(closed), NOT_JSON_OR_INVALID),
        row("deep objects", world.sends(unclosed_names), NOT_JSON_OR_INVALID),
        row("not JSON when opening", world.posts("/chat/sessions", "{"), NOT_JSON),
        row("not JSON when reading", world.posts(&world.on("read"), "{"), NOT_JSON),
        row("not JSON when switching", world.puts("/admin/user/42/chat-toggle", "{"), NOT_JSON),
        row("not JSON on arrival", as_json(arrival(world), "{"), NOT_JSON),
    ]
}

fn no_object(world: &World) -> Vec<Row> {
    let on_read = world.on("read");
    vec![
        row("an array", world.sends("[\"x\"]"), INVALID),
        row("an array with all fields", world.sends("[\"x\",\"c1\"]"), INVALID),
        row("a text", world.sends("\"x\""), INVALID),
        row("a number", world.sends("7"), INVALID),
        row("null", world.sends("null"), INVALID),
        row("true", world.sends("true"), INVALID),
        row("an array for reading", world.posts(&on_read, "[1]"), INVALID),
        row("a number for reading", world.posts(&on_read, "1"), INVALID),
        row("an array for opening", world.posts("/chat/sessions", "[]"), INVALID),
        row("a text for opening", world.posts("/chat/sessions", "\"hello\""), INVALID),
        row("an array for switching", world.puts("/admin/user/42/chat-toggle", "[false]"), INVALID),
        row("an array on arrival", as_json(arrival(world), "[\"Ada\"]"), INVALID),
    ]
}

fn media_types(world: &World) -> Vec<Row> {
    let typed = |media_type: &str| {
        let request = world.user.request(Method::POST, &world.on("messages"));
        with_body(request.header("content-type", media_type))
    };
    let untyped = world.user.request(Method::POST, &world.on("messages"));
    vec![
        row("no media type", with_body(untyped), WRONG_MEDIA_TYPE),
        row("plain text", typed("text/plain"), WRONG_MEDIA_TYPE),
        row("a form", typed("application/x-www-form-urlencoded"), WRONG_MEDIA_TYPE),
        row("multipart", typed("multipart/form-data; boundary=x"), WRONG_MEDIA_TYPE),
        row("almost JSON", typed("application/jsonx"), WRONG_MEDIA_TYPE),
        row("another JSON", typed("application/problem+json"), WRONG_MEDIA_TYPE),
        row("an empty media type", typed(""), WRONG_MEDIA_TYPE),
    ]
}

fn sizes(world: &World) -> Vec<Row> {
    let padded = format!("{{\"content\":\"x\"{}}}", " ".repeat(65_537 - 15));
    let long = format!("{{\"content\":\"{}\"}}", "x".repeat(66_000));
    let path = world.on("messages");
    let nobody = as_json(world.nobody.request(Method::POST, &path), long.clone());
    vec![
        row("one byte over 64 KiB", world.sends(padded.clone()), TOO_LARGE),
        row("a long text", world.sends(long), TOO_LARGE),
        row("too large, no JSON", world.sends("[".repeat(70_000)), TOO_LARGE),
        row("too large on opening", world.posts("/chat/sessions", padded.clone()), TOO_LARGE),
        row("too large on arrival", as_json(arrival(world), padded), TOO_LARGE),
        row("too large from nobody", nobody, UNKNOWN_ASKER),
    ]
}

fn arrival(world: &World) -> Request {
    world.nobody.request(Method::POST, "/visitor/session")
}

fn with_body(mut request: Request) -> Request {
    request.body = "{\"content\":\"x\"}".into();
    request
}
