//! Meta's Cloud API.

use serde_json::{Value, json};

use super::server;
use crate::{golden, program::Program};

const DESCRIPTION: &str = "whatsapp-messages.openapi.json";
/// Of the kinds of posts those that the description knows as they are; it knows not all of Meta's own examples.
const KNOWN_POSTS: [&str; 16] = [
    "00-text",
    "02-text",
    "03-button",
    "05-interactive",
    "06-interactive",
    "08-image",
    "09-video",
    "10-audio",
    "11-sticker",
    "12-document",
    "13-location",
    "17-reaction",
    "status-sent",
    "status-delivered",
    "status-read",
    "status-failed",
];

fn send(server: &Program, body: &Value) -> (u16, String) {
    let headers = [("content-type", "application/json"), ("authorization", "Bearer token")];
    server.post("/v26.0/106540352242922/messages", &headers, &body.to_string())
}

#[test]
fn every_body_is_taken() {
    let Some(server) = server(DESCRIPTION) else { return };
    let kept = golden("whatsapp");
    assert!(kept.len() > 30);
    for (name, bodies) in kept {
        for body in bodies.as_array().unwrap() {
            let (status, said) = send(&server, body);
            assert_eq!(status, 200, "{name}: {said}");
        }
    }
}

#[test]
fn a_broken_body_is_refused() {
    let Some(server) = server(DESCRIPTION) else { return };
    let kept = golden("whatsapp");
    let of = |name: &str| kept.iter().find(|(it, _)| it == name).unwrap().1[0].clone();
    let button = json!({"type": "reply", "reply": {"id": "a", "title": "A"}});
    let (text, buttons) = (of("text-short"), of("buttons-short"));
    let (template, person) = (of("template-named"), of("text-to-a-person"));
    let rows = [
        (&text, "/text/body", json!("a".repeat(4_097))),
        (&text, "/text/body", json!(7)),
        (&text, "/text/body", json!("")),
        (&text, "/type", json!("texts")),
        (&text, "/messaging_product", json!("sms")),
        (&text, "/to", json!("Anna")),
        (&text, "/to", json!(16_505_551_234_u64)),
        (&text, "/biz_opaque_callback_data", json!("x".repeat(513))),
        (&person, "/recipient", json!("us.1349")),
        (&buttons, "/interactive/body/text", json!("a".repeat(1_025))),
        (&buttons, "/interactive/action/buttons", json!([button, button, button, button])),
        (&buttons, "/interactive/action/buttons", json!([])),
        (&buttons, "/interactive/action/buttons/0/reply/title", json!("a".repeat(21))),
        (&buttons, "/interactive/action/buttons/0/reply/id", json!("a".repeat(257))),
        (&template, "/template/language", json!("en_US")),
        (&template, "/template/name", Value::Null),
    ];
    for (body, path, broken) in rows {
        assert_eq!(send(&server, body).0, 200, "{body}");
        let mut body = body.clone();
        *body.pointer_mut(path).unwrap() = broken;
        let (status, said) = send(&server, &body);
        assert_ne!(status, 200, "{path}: {said}");
    }
}

#[test]
fn what_is_read_in_tests_is_what_meta_posts() {
    let Some(server) = server(DESCRIPTION) else { return };
    let kept = golden("whatsapp-posts");
    for name in KNOWN_POSTS {
        let (_, body) = kept.iter().find(|(it, _)| it == name).unwrap();
        let headers = [("content-type", "application/json"), ("x-hub-signature-256", "sha256=00")];
        let (status, said) = server.post("/whatsapp/webhooks", &headers, &body.to_string());
        assert_eq!(status, 200, "{name}: {said}");
    }
}
