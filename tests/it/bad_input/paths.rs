//! Paths that lead nowhere, by accident or by intent.

use chatdesk_tests::Actor;
use http::Method;
use serde_json::json;

use super::expected::{INVALID, INVALID_OR_NOT_FOUND, NOT_FOUND, WRONG_METHOD};
use super::{Row, World, fault, row};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = sessions(world);
    rows.extend(users(world));
    rows.extend(elsewhere(world));
    rows.extend(methods(world));
    rows
}

fn sessions(world: &World) -> Vec<Row> {
    let send = |session: &str| {
        world.posts(&format!("/chat/session/{session}/messages"), "{\"content\":\"x\"}")
    };
    let ticket = world.session.replace("ses_", "tic_");
    let bare = world.session.trim_start_matches("ses_").to_owned();
    let upper = world.session.to_uppercase();
    let longer = format!("{}0", world.session);
    let spaced = format!("{}%20", world.session);
    vec![
        row("an unknown session", send("ses_01900000000070008000000000000000"), NOT_FOUND),
        row("a number", send("1"), NOT_FOUND),
        row("no id", send("x"), NOT_FOUND),
        row("the id of a ticket", send(&ticket), NOT_FOUND),
        row("an id without prefix", send(&bare), NOT_FOUND),
        row("an id in capitals", send(&upper), NOT_FOUND),
        row("an id with more", send(&longer), NOT_FOUND),
        row("an id with a space", send(&spaced), NOT_FOUND),
        row("an id of 5,000", send(&"x".repeat(5_000)), NOT_FOUND),
        row("SQL", send("'%20OR%20'1'='1"), NOT_FOUND),
        row("an id of NUL", send("%00"), NOT_FOUND),
        row("bytes that are no text", send("%ff%fe"), NOT_FOUND),
        row("half an escape", send("%4"), NOT_FOUND),
        row("no escape", send("%zz"), NOT_FOUND),
        row("up and away", send("..%2f..%2fadmin"), NOT_FOUND),
        row("up", send(".."), NOT_FOUND),
    ]
}

fn users(world: &World) -> Vec<Row> {
    let switch = |user: &str| {
        let path = format!("/admin/user/{user}/chat-toggle");
        world.puts(&path, json!({"chat_enabled": false}).to_string())
    };
    let of_257 = "%C3%BC".repeat(257);
    let history = format!("/admin/user/{}/chat-toggle/history", "x".repeat(257));
    let history = world.admin.request(Method::GET, &history);
    vec![
        fault("a user of 257 characters", switch(&"x".repeat(257)), "{userId}"),
        fault("a user of 257 heavy characters", switch(&of_257), "{userId}"),
        row("the history of one of 257", history, INVALID),
        row("a user without a name", switch(""), INVALID_OR_NOT_FOUND),
        row("a user of no text", switch("%ff"), INVALID_OR_NOT_FOUND),
        row("a user of NUL", switch("%00"), INVALID_OR_NOT_FOUND),
        row("a user of two segments", switch("a/b"), NOT_FOUND),
    ]
}

fn elsewhere(world: &World) -> Vec<Row> {
    let get = |path: &str| world.user.request(Method::GET, path);
    vec![
        row("an unknown path", get("/chat/nothing"), NOT_FOUND),
        row("one segment too many", get("/chat/status/x"), NOT_FOUND),
        row("a path in capitals", get("/CHAT/STATUS"), NOT_FOUND),
        row("out of the mount", get("/../etc/passwd"), NOT_FOUND),
        row("out of the mount, encoded", get("/%2e%2e/%2e%2e/etc/passwd"), NOT_FOUND),
        row("up inside a path", get("/chat/session/../status"), NOT_FOUND),
        row("two slashes", get("//chat/status"), NOT_FOUND),
        row("a path of no text", get("/%ff"), NOT_FOUND),
    ]
}

fn methods(world: &World) -> Vec<Row> {
    let ask = |method: Method, path: &str| world.user.request(method, path);
    vec![
        row("DELETE of a session", ask(Method::DELETE, &world.on("messages")), WRONG_METHOD),
        row("GET to end", ask(Method::GET, &world.on("end")), WRONG_METHOD),
        row("GET to read", ask(Method::GET, &world.on("read")), WRONG_METHOD),
        row("PUT of the status", ask(Method::PUT, "/chat/status"), WRONG_METHOD),
        row("a method of one's own", ask("BREW".parse().unwrap(), "/chat/status"), WRONG_METHOD),
        row("GET of the switch", ask(Method::GET, "/admin/user/42/chat-toggle"), WRONG_METHOD),
    ]
}
