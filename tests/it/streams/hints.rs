//! Typing and presence over HTTP.

use chatdesk_api::{PresenceEvent, ProblemCode, SenderType, StreamEvent};
use chatdesk_tests::{Actor, Resume, Server};
use serde_json::json;

async fn types(who: &impl Actor, session: &str) {
    who.post(&format!("/chat/session/{session}/typing"), json!({})).await.expect(204);
}

#[tokio::test]
async fn typing_is_told_to_the_other_side_with_a_name_and_without_an_id() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await.id;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = agent.stream(&Resume::now()).await;
    assert!(matches!(users.hint().await, StreamEvent::Presence(_)));

    types(&agent, &session).await;
    let StreamEvent::Typing(typing) = users.hint().await else { panic!("not typing") };
    assert_eq!(
        (typing.session_id.as_str(), typing.sender_type),
        (session.as_str(), SenderType::Admin)
    );
    assert_eq!(typing.name.as_deref(), Some("Agent a"));
    types(&user, &session).await;
    let StreamEvent::Typing(typing) = desk.hint().await else { panic!("not typing") };
    assert_eq!((typing.session_id, typing.sender_type), (session, SenderType::User));
}

#[tokio::test]
async fn typing_changes_nothing_that_is_kept() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("hello").await.id;
    let before = user.messages(&session, "").await.header("etag").to_owned();

    types(&user, &session).await;

    assert_eq!(user.messages(&session, "").await.header("etag"), before);
}

#[tokio::test]
async fn typing_is_refused_where_sending_is() {
    let server = Server::start().await;
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("root"));
    let session = user.open("hello").await.id;
    let path = format!("/chat/session/{session}/typing");

    server.anonymous().post(&path, json!({})).await.refused(401, ProblemCode::Unauthenticated);
    server.user("43").post(&path, json!({})).await.refused(404, ProblemCode::NotFound);
    admin.switch("42", json!(false)).await.expect(200);
    user.post(&path, json!({})).await.refused(403, ProblemCode::ChatDisabled);
    agent.post(&path, json!({})).await.expect(204);
    admin.switch("42", json!(true)).await.expect(200);
    user.end(&session).await.expect(200);
    user.post(&path, json!({})).await.refused(409, ProblemCode::SessionEnded);
    agent.post(&path, json!({})).await.refused(409, ProblemCode::SessionEnded);
}

#[tokio::test]
async fn customers_hear_how_many_are_there_and_the_desk_who() {
    let server = Server::start().await;
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("root"));
    let session = user.open("hello").await.id;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = admin.stream(&Resume::now()).await;
    let count = |agents_online| StreamEvent::Presence(PresenceEvent::Desk { agents_online });
    assert_eq!(users.hint().await, count(0));

    let body = json!({"session_id": session, "visible": true});
    agent.post("/chat/presence", body).await.expect(204);
    assert_eq!(users.hint().await, count(1));
    let StreamEvent::Presence(PresenceEvent::Agent { agent: who, online: true }) =
        desk.hint().await
    else {
        panic!("nobody came")
    };
    assert_eq!((who.id.as_deref(), who.name.as_deref()), (Some("a"), Some("Agent a")));
    agent.post("/chat/presence", json!({"visible": false})).await.expect(204);
    assert_eq!(users.hint().await, count(0));
    let went = desk.hint().await;
    assert!(matches!(went, StreamEvent::Presence(PresenceEvent::Agent { online: false, .. })));
}

#[tokio::test]
async fn presence_is_the_desks_alone() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let body = json!({"visible": true});
    let nowhere = "ses_01920000-0000-7000-8000-000000000000";

    server.anonymous().post("/chat/presence", body.clone()).await.expect(401);
    user.post("/chat/presence", body).await.refused(403, ProblemCode::Forbidden);
    let not_there = agent.post("/chat/presence", json!({"visible": true, "session_id": nowhere}));
    let not_there = not_there.await;
    assert!([404, 422].contains(&not_there.code()), "{not_there}");
    for body in [json!({}), json!({"visible": 1}), json!({"visible": true, "session_id": "x"})] {
        agent.post("/chat/presence", body).await.refused(422, ProblemCode::InvalidRequest);
    }
}
