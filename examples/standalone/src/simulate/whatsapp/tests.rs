use serde_json::{Value, json};

use super::*;
use crate::{
    cli::{SimulateArgs, Simulated},
    simulate::phone::Phone,
};

fn meta() -> Meta {
    Meta {
        phone_number_id: "1".to_owned(),
        access_token: "token".into(),
        app_secret: "secret".into(),
        verify_token: "a b&c".into(),
    }
}

fn customer(has_written: bool) -> Customer {
    let channel = Simulated::Whatsapp;
    let args = SimulateArgs { channel, url: None, name: "Zoë".to_owned(), from: None };
    let customer = Customer::of(&args);
    customer.has_written.store(has_written, std::sync::atomic::Ordering::Relaxed);
    customer
}

fn send(body: &Value, has_written: bool) -> Result<Taken, u64> {
    let sent = Sent {
        method: "POST",
        path: "/v26.0/1/messages",
        authorization: Some("Bearer token"),
        body: Some(body),
    };
    let fault = |fault: Fault| fault.body["error"]["code"].as_u64().unwrap();
    meta().answer(&sent, &customer(has_written)).map_err(fault)
}

/// A message with buttons, as Meta documents it.
fn interactive() -> Value {
    json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "15551234567",
        "type": "interactive", "biz_opaque_callback_data": "made:1",
        "interactive": {
            "type": "button", "body": { "text": "Hi!" },
            "action": { "buttons": [{ "type": "reply", "reply": { "id": "end_chat", "title": "End Chat" } }] },
        },
    })
}

fn text(body: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": "15551234567", "type": "text", "text": { "body": body } })
}

#[test]
fn what_meta_takes_is_shown_and_told_as_read() {
    let taken = send(&interactive(), true).unwrap();

    let bubble = taken.bubble.unwrap();
    assert_eq!(bubble.text, "Hi!");
    assert_eq!(
        bubble.buttons,
        [Button { id: "end_chat".to_owned(), title: "End Chat".to_owned() }]
    );
    assert_eq!(taken.answer["messages"][0]["id"], bubble.message_id.as_str());
    let post = taken.post.unwrap().body;
    for status in ["sent", "delivered", "read"] {
        assert!(post.contains(&format!("\"status\":\"{status}\"")), "{post}");
    }
    assert!(send(&text(&"x".repeat(4_096)), true).is_ok());
    let template = json!({
        "messaging_product": "whatsapp", "to": "15551234567", "type": "template",
        "template": { "name": "new_reply", "language": { "code": "en_US" } },
    });
    assert_eq!(
        send(&template, false).unwrap().bubble.unwrap().text,
        "(template new_reply, en_US) "
    );
}

#[test]
fn what_meta_refuses_is_refused_with_its_code() {
    let with = |pointer: &str, value: Value| {
        let mut body = interactive();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let two = json!([
        { "type": "reply", "reply": { "id": "a", "title": "End" } },
        { "type": "reply", "reply": { "id": "b", "title": "End" } },
    ]);
    let rows = [
        (with("/messaging_product", json!("sms")), 131_009),
        (with("/to", json!("+15551234567")), 131_026),
        (with("/interactive/body/text", json!("x".repeat(1_025))), 131_009),
        (with("/interactive/body/text", json!("")), 131_009),
        (with("/interactive/action/buttons", json!([])), 131_009),
        (with("/interactive/action/buttons", two), 131_009),
        (with("/interactive/action/buttons/0/reply/title", json!("x".repeat(21))), 131_009),
        (with("/interactive/action/buttons/0/reply/id", json!("x".repeat(257))), 131_009),
        (with("/interactive/type", json!("list")), 131_051),
        (with("/type", json!("text")), 131_009),
        (text(&"x".repeat(4_097)), 131_009),
        (json!({ "messaging_product": "whatsapp", "to": "15551234567", "type": "fax" }), 131_051),
    ];
    for (body, code) in rows {
        assert_eq!(send(&body, true).err(), Some(code), "{body}");
    }
    assert_eq!(send(&text("hello"), false).err(), Some(131_047));
}

#[test]
fn whoever_shows_another_token_or_asks_elsewhere_is_refused() {
    let body = text("hello");
    let rows = [
        (None, "/v26.0/1/messages", 190),
        (Some("Bearer other"), "/v26.0/1/messages", 190),
        (Some("Bearer token"), "/v26.0/2/messages", 100),
        (Some("Bearer token"), "/v26.0/1/media", 100),
    ];
    for (authorization, path, code) in rows {
        let sent = Sent { method: "POST", path, authorization, body: Some(&body) };
        let fault = meta().answer(&sent, &customer(true)).unwrap_err();
        assert_eq!(fault.body["error"]["code"], code, "{path}");
    }
}

#[test]
fn a_post_is_written_and_signed_as_meta_does_it() {
    // A vector of RFC 4231's kind, made with another tool.
    let expected = "0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914";
    assert_eq!(hex(&meta().sign(b"test")), expected);

    let line = Phone::default().read("Grüße 💬");
    let post = meta().tell(&line, &customer(false), "").unwrap();

    assert!(post.body.is_ascii() && post.body.contains("Gr\\u00fc\\u00dfe \\ud83d\\udcac"));
    let (name, signature) = post.header.clone().unwrap();
    assert_eq!(name, "x-hub-signature-256");
    assert_eq!(signature, format!("sha256={}", hex(&meta().sign(post.body.as_bytes()))));
    let body: Value = serde_json::from_str(&post.body).unwrap();
    let value = &body["entry"][0]["changes"][0]["value"];
    assert_eq!(value["messages"][0]["text"]["body"], "Grüße 💬");
    assert_eq!(value["contacts"][0]["profile"]["name"], "Zoë");
    assert_eq!(value["metadata"]["phone_number_id"], "1");
    assert!(meta().handshake("7").ends_with("&hub.verify_token=%61%20%62%26%63"));
}
