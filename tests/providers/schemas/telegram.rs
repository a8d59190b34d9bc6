//! Telegram's Bot API.

use serde_json::{Value, json};

use super::server;
use crate::{golden, program::Program};

const DESCRIPTION: &str = "telegram.openapi.json";

fn post(server: &Program, method: &str, body: &Value) -> (u16, String) {
    let path = format!("/bot4711:AAE-s3cret_of-the_bot/{method}");
    server.post(&path, &[("content-type", "application/json")], &body.to_string())
}

#[test]
fn every_body_is_taken() {
    let Some(server) = server(DESCRIPTION) else { return };
    let kept = golden("telegram");
    assert!(kept.len() > 20);
    for (name, calls) in kept {
        for call in calls.as_array().unwrap() {
            let (status, said) = post(&server, call["method"].as_str().unwrap(), &call["body"]);
            assert_eq!(status, 200, "{name}: {said}");
        }
    }
}

#[test]
fn what_is_broken_on_purpose_is_refused() {
    let Some(server) = server(DESCRIPTION) else { return };
    let with = |key: &str, value: Value| {
        let mut body = json!({"chat_id": 7, "text": "x"});
        body[key] = value;
        body
    };
    assert_eq!(post(&server, "sendMessage", &with("text", json!("y"))).0, 200);
    let key = |key: Value| with("reply_markup", json!({"inline_keyboard": [[key]]}));
    let broken = [
        ("sendMessage", json!({"text": "x"})),
        ("sendMessage", json!({"chat_id": 7})),
        ("sendMessage", with("text", json!(""))),
        ("sendMessage", with("text", json!(7))),
        ("sendMessage", with("message_thread_id", json!("42"))),
        ("sendMessage", with("reply_to_message_id", json!(5))),
        ("sendMessage", with("parse_mode", json!("html"))),
        ("sendMessage", with("entities", json!([{"type": "bold", "offset": 0}]))),
        ("sendMessage", with("disable_web_page_preview", json!(true))),
        ("sendMessage", key(json!({"text": "x", "callback_data": "x".repeat(65)}))),
        ("sendMessage", key(json!({"url": "https://desk.example/"}))),
        ("editMessageText", json!({"chat_id": 7, "message_id": "7", "text": "x"})),
        ("createForumTopic", json!({"chat_id": 7, "name": ""})),
        ("createForumTopic", json!({"chat_id": 7, "name": "x".repeat(129)})),
        ("setWebhook", json!({"url": "https://desk.example/", "secret_token": "a b"})),
    ];
    for (method, body) in broken {
        assert_eq!(post(&server, method, &body).0, 400, "{method} {body}");
    }
}
