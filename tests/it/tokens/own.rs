use chatdesk_tests::{Actor, HostKey, Jwt, Server, User, ticket_token};
use serde_json::json;

use super::{good, hold, server_for, shared, shown};

#[tokio::test]
async fn own_tokens_are_no_jwts_and_no_jwt_is_one_of_them() {
    let key = shared();
    let server = server_for(&key).await;
    let visitor = server.visitor().await;
    let token = visitor.token();
    let bare = token.strip_prefix("cdv_").unwrap();
    let jwt = good(&key).signed_by(&key);
    let by_host = {
        let payload = bare.split_once('.').unwrap().0;
        let HostKey::Secret(_) = &key else { unreachable!() };
        let text = format!("cdv_{payload}");
        let tag = key.sign(text.as_bytes());
        use base64::Engine as _;
        format!("{text}.{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(tag))
    };
    let mut wrong = Vec::new();
    for (what, bad) in [
        ("a visitor's token without its beginning", bare.to_owned()),
        ("a JWT behind cdv_", format!("cdv_{jwt}")),
        ("a JWT behind cdt_", format!("cdt_{jwt}")),
        ("a JWT behind cdl_", format!("cdl_{jwt}")),
        ("a visitor's token as a ticket's", format!("cdt_{bare}")),
        ("a visitor's token as a link's", format!("cdl_{bare}")),
        ("a visitor's token in capitals", format!("CDV_{bare}")),
        ("a visitor's token signed by the host", by_host),
        ("a visitor's token as a sub", Jwt::of(token).algorithm("none").unsigned()),
        ("half a visitor's token", token[..token.len() / 2].to_owned()),
    ] {
        hold(&server, what, (&bad, token), &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_tickets_token_opens_nothing_of_a_chat_and_only_at_its_own_server() {
    let server = Server::start().await;
    let token = ticket_token(server.folder(), 1);
    let ticket = User::with_token(server.api(), "", &token);
    let session = server.user("42").open("mine").await;

    let status = ticket.get("/chat/status").await.expect(200).json();
    assert_eq!((&status["cursor"], &status["open_session_id"]), (&json!(null), &json!(null)));
    ticket.messages(&session.id, "").await.expect(404);
    ticket.get("/chat/sessions").await.expect(403);
    ticket.get("/chat/events").await.expect(403);

    let elsewhere = Server::start().await;
    shown(&elsewhere, &token).await.expect(401);
    shown(&elsewhere, &ticket_token(elsewhere.folder(), 1)).await.expect(403);
}
