//! The "User Experience Flow" and the endpoints of the feature's document, replayed. `user_experience_flow.json` holds them
//! to the letter; what differs from run to run stands there as its kind.

use chatdesk_tests::{Actor, Caller, Jwt, Server, User};

use super::{Bot, JOHN};
use crate::replay::Call;

const DOCUMENT: &str = include_str!("user_experience_flow.json");

#[tokio::test]
async fn every_request_is_answered_as_the_document_shows() {
    let bot = Bot::new().await;
    let server: Server = bot.server().await;
    let token = Jwt::of("a-host").claim("role", "host").sign();
    let host = User::with_token(server.api(), "a-host", &token);
    let admin = server.admin("root");
    let calls = Call::all(DOCUMENT);
    assert_eq!(calls.len(), 8);
    for call in calls {
        let asker: &Caller = if call.asker == "host" { host.caller() } else { admin.caller() };
        call.replay(asker).await;
    }
    let sent = bot.sent(JOHN, 4).await;
    assert_eq!(sent[0], "Support Team: What file format are you trying to upload?");
    assert_eq!(sent[1], "Support Team: Thank you for contacting support!");
    assert!(sent[2].contains("main menu"), "{sent:?}");
    assert_eq!(sent[3], "Support Team: How can I help?");
}
