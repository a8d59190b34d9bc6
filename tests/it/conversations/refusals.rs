//! What is handed in or said and does not fit: the right code, and nothing changed.

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Server};
use serde_json::{Value, json};

use super::{JOHN, hand_in, of, rows, talk, wrote};

fn with(other: &Value) -> Value {
    let mut body = json!({"address": JOHN, "text": "support", "message_id": "1"});
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn what_is_handed_in_and_does_not_fit_is_named() {
    let server = Server::start().await;
    let unfit = [
        (json!({"address": "abc"}), "/address"),
        (json!({"address": "+1 234"}), "/address"),
        (json!({"address": "+1234567890123456"}), "/address"),
        (json!({"address": "telegram:42"}), "/address"),
        (json!({"address": 7}), "/address"),
        (json!({"message_id": ""}), "/message_id"),
        (json!({"message_id": "x".repeat(257)}), "/message_id"),
        (json!({"text": null}), "/text"),
        (json!({"text": "nul \0"}), "/text"),
        (json!({"kind": "voice"}), "/kind"),
        (json!({"sent_at": "yesterday"}), "/sent_at"),
        (json!({"registered": "yes"}), "/registered"),
    ];
    for (other, pointer) in unfit {
        let problem =
            hand_in(&server, with(&other)).await.refused(422, ProblemCode::InvalidRequest);
        let errors = problem.errors;
        assert_eq!(errors[0].pointer, pointer, "{other}: {errors:?}");
    }
    assert!(rows(&server.admin("root")).await.is_empty());
    let path = "/channels/fax/inbound";
    let token = chatdesk_tests::Jwt::of("a-host").claim("role", "host").sign();
    let host = chatdesk_tests::User::with_token(server.api(), "a-host", &token);
    host.post(path, with(&json!({}))).await.refused(404, ProblemCode::NotFound);
}

#[tokio::test]
async fn nothing_is_said_where_no_chat_goes_on() {
    let server = Server::start().await;
    let admin = server.admin("root");
    talk(&admin, "send", json!({"message": "x"})).await.refused(404, ProblemCode::NotFound);
    talk(&admin, "end", json!({})).await.refused(404, ProblemCode::NotFound);
    wrote(&server, "support", "1").await;
    wrote(&server, "done", "2").await;
    let said = talk(&admin, "send", json!({"message": "x"})).await;
    said.refused(409, ProblemCode::SessionEnded);
    talk(&admin, "end", json!({"message": "bye"})).await.expect(200);
    let body = json!({"message": ""});
    talk(&admin, "send", body).await.refused(422, ProblemCode::InvalidRequest);
    let body = json!({"message": "x".repeat(4_001)});
    talk(&admin, "start", body).await.refused(422, ProblemCode::InvalidRequest);
    admin.post("/admin/conversations/nobody/chat-support/start", json!({})).await.expect(422);
    let texts: Vec<String> =
        super::messages(&admin).await.messages.into_iter().map(|it| it.text).collect();
    assert!(!texts.iter().any(|text| text == "x" || text == "bye"), "{texts:?}");
}

#[tokio::test]
async fn whoever_is_switched_off_is_handed_back() {
    let server = Server::start().await;
    let admin = server.admin("root");
    wrote(&server, "support", "1").await;
    admin.switch(&format!("whatsapp:{}", JOHN.replace('+', "%2B")), json!(false)).await.expect(200);
    let row = super::row(&admin).await;
    assert_eq!((row.chat_support_active, row.chat_enabled), (false, false));
    assert!(!wrote(&server, "hello?", "2").await.handled);
    talk(&admin, "start", json!({})).await.refused(403, ProblemCode::ChatDisabled);
    let said = super::messages(&admin).await.messages;
    assert_eq!(said.len(), 1, "the greeting alone: {}", of(JOHN, "messages"));
}
