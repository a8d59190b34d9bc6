//! The "Quick API Reference" of the feature's document, replayed. `quick_reference.json` holds it to the letter; what only a
//! messenger can say stands there as its kind.

use chatdesk_tests::{Actor, Caller, Server, User};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{amend, answer, list, lost, open};

const DOCUMENT: &str = include_str!("quick_reference.json");

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
        (answer, Value::String(kind)) if kind == "<boolean>" => answer.is_boolean(),
        (answer, Value::String(kind)) if kind == "<string>" => answer.is_string(),
        (Value::Object(answer), Value::Object(shown)) => {
            let held = |(name, shown)| answer.get(name).is_some_and(|it| holds(it, shown));
            shown.iter().all(held)
        }
        // `[...]`
        (Value::Array(_), Value::Array(shown)) if shown.is_empty() => true,
        (Value::Array(answer), Value::Array(shown)) => {
            answer.len() == shown.len() && answer.iter().zip(shown).all(|(a, s)| holds(a, s))
        }
        (answer, shown) => answer == shown,
    }
}

/// What the document leaves out: what happened before its next call.
async fn before(title: &str, server: &Server) {
    let admin = server.admin("root");
    match title {
        "Get Ticket with Messages" => {
            answer(&admin, 1, "Let me help! What error do you see?").await.expect(201);
            amend(&admin, 1, json!({"status": "OPEN"})).await.expect(200);
        }
        "Get Dashboard Notifications" => {
            for number in 2..=7 {
                assert_eq!(open(server, lost()).await.number, number);
            }
            for (number, status) in [(2, "IN_PROGRESS"), (3, "IN_PROGRESS"), (4, "OPEN")] {
                let body = json!({"status": status, "assigned_admin_id": "kim"});
                amend(&admin, number, body).await.expect(200);
            }
        }
        "List All Tickets (Paginated)" => {
            for _ in 0..20 {
                open(server, lost()).await;
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_request_is_answered_as_the_document_shows() {
    let server = Server::start().await;
    let calls: Vec<Call> = serde_json::from_str(DOCUMENT).unwrap();
    assert_eq!(calls.len(), 7);
    let admin = server.admin("root");
    let nobody = server.anonymous();
    let mut customer: Option<User> = None;
    for call in calls {
        before(&call.title, &server).await;
        let asker: &Caller = match call.asker.as_str() {
            "nobody" => nobody.caller(),
            "customer" => customer.as_ref().unwrap().caller(),
            _ => admin.caller(),
        };
        let path = call.path.strip_prefix("/api").unwrap();
        let request = asker.request(call.method.parse().unwrap(), path);
        let request = if call.body.is_null() { request } else { request.json(&call.body) };

        let answer = asker.send(request).await;

        let shown = answer.expect(call.status).json();
        assert!(holds(&shown, &call.answer), "{}: {answer}\nnot {}", call.title, call.answer);
        if let Some(token) = shown["token"].as_str() {
            customer = Some(User::with_token(server.api(), "", token));
        }
    }
    let listed = list(&admin, "?status=OPEN").await;
    assert_eq!((listed.tickets.len(), listed.total), (24, 24), "one of 25 is resolved");
}
