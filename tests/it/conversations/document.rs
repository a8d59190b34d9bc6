//! The "User Experience Flow" and the endpoints of the feature's document, replayed. `user_experience_flow.json` holds them
//! to the letter; what differs from run to run stands there as its kind.

use chatdesk_tests::{Actor, Caller, Jwt, Server, User};
use serde::Deserialize;
use serde_json::Value;

use super::{Bot, JOHN};

const DOCUMENT: &str = include_str!("user_experience_flow.json");

#[derive(Deserialize)]
struct Call {
    title: String,
    #[serde(rename = "as")]
    asker: String,
    method: String,
    path: String,
    body: Value,
    status: u16,
    answer: Value,
}

/// Whether an answer holds all that the document shows; it may hold more.
fn holds(answer: &Value, shown: &Value) -> bool {
    match (answer, shown) {
        (Value::String(time), Value::String(kind)) if kind == "<time>" => {
            time.len() == "2026-01-09T12:30:45.123456Z".len() && time.ends_with('Z')
        }
        (Value::String(text), Value::String(shown)) if shown.starts_with("<begins> ") => {
            text.starts_with(&shown["<begins> ".len()..])
        }
        (Value::Object(answer), Value::Object(shown)) => {
            let held = |(name, shown)| answer.get(name).is_some_and(|it| holds(it, shown));
            shown.iter().all(held)
        }
        (Value::Array(answer), Value::Array(shown)) => {
            answer.len() == shown.len() && answer.iter().zip(shown).all(|(a, s)| holds(a, s))
        }
        (answer, shown) => answer == shown,
    }
}

#[tokio::test]
async fn every_request_is_answered_as_the_document_shows() {
    let bot = Bot::new().await;
    let server: Server = bot.server().await;
    let token = Jwt::of("a-host").claim("role", "host").sign();
    let host = User::with_token(server.api(), "a-host", &token);
    let admin = server.admin("root");
    let calls: Vec<Call> = serde_json::from_str(DOCUMENT).unwrap();
    assert_eq!(calls.len(), 8);
    for call in calls {
        let asker: &Caller = if call.asker == "host" { host.caller() } else { admin.caller() };
        let path = call.path.strip_prefix("/api").unwrap().replace('+', "%2B");
        let request = asker.request(call.method.parse().unwrap(), &path);
        let request = if call.body.is_null() { request } else { request.json(&call.body) };
        let answer = asker.send(request).await;
        let shown = answer.expect(call.status).json();
        assert!(holds(&shown, &call.answer), "{}: {answer}\nnot {}", call.title, call.answer);
    }
    let sent = bot.sent(JOHN, 4).await;
    assert_eq!(sent[0], "Support Team: What file format are you trying to upload?");
    assert_eq!(sent[1], "Support Team: Thank you for contacting support!");
    assert!(sent[2].contains("main menu"), "{sent:?}");
    assert_eq!(sent[3], "Support Team: How can I help?");
}
