//! The "Quick API Reference" of the feature's document, replayed. `quick_reference.json` holds it to the letter; what only a
//! messenger can say stands there as its kind.

use chatdesk_tests::{Actor, Caller, Server, User};
use serde_json::json;

use super::{amend, answer, list, lost, open};
use crate::replay::Call;

const DOCUMENT: &str = include_str!("quick_reference.json");

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
    let calls = Call::all(DOCUMENT);
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
        let answer = call.replay(asker).await.json();
        if let Some(token) = answer["token"].as_str() {
            customer = Some(User::with_token(server.api(), "", token));
        }
    }
    let listed = list(&admin, "?status=OPEN").await;
    assert_eq!((listed.tickets.len(), listed.total), (24, 24), "one of 25 is resolved");
}
