use chatdesk_api::{MessagesAnswer, ProblemCode, Session, SessionStatus, Status};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use crate::view;

#[tokio::test]
async fn ending_again_changes_nothing() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await;

    let first: Session = user.end(&session.id).await.ok();
    let again: Session = user.end(&session.id).await.ok();
    agent.end(&session.id).await.expect(200);
    let after = view::session(&user, &session.id).await;

    assert_eq!((first.status, first.is_active), (SessionStatus::Ended, false));
    assert!(first.version > session.version);
    assert_eq!(again, first);
    assert_eq!(after, first);
}

#[tokio::test]
async fn an_ended_session_takes_no_message_from_anybody() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await;

    agent.end(&session.id).await.expect(200);

    let body = json!({"content": "too late"});
    let users = user.post_message(&session.id, body.clone()).await;
    let agents = agent.post_message(&session.id, body).await;
    users.refused(409, ProblemCode::SessionEnded);
    agents.refused(409, ProblemCode::SessionEnded);
    assert_eq!(view::thread(&user, &session.id).await.len(), 1);
}

#[tokio::test]
async fn an_ended_session_can_still_be_read_and_marked_read() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await;
    agent.write(&session.id, "bye").await;
    agent.end(&session.id).await.expect(200);

    let page: MessagesAnswer = user.messages(&session.id, "").await.ok();
    let left = view::read(&user, &session.id, 2).await;

    assert_eq!(page.messages.len(), 2);
    assert_eq!(page.session.unread_count, 1);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_ended_session_is_not_the_open_one() {
    let server = Server::start().await;
    let user = server.user("42");
    let older = user.open("one").await;
    let newer = user.open("two").await;

    let both: Status = user.get("/chat/status").await.ok();
    user.end(&newer.id).await.expect(200);
    let one: Status = user.get("/chat/status").await.ok();
    user.end(&older.id).await.expect(200);
    let none: Status = user.get("/chat/status").await.ok();

    assert_eq!(both.open_session_id, Some(newer.id));
    assert_eq!(one.open_session_id, Some(older.id));
    assert_eq!(none.open_session_id, None);
}

#[tokio::test]
async fn what_is_wrong_with_the_content_is_said_before_the_end_is() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("hello").await;
    user.end(&session.id).await.expect(200);

    let answer = user.post_message(&session.id, json!({"content": " "})).await;

    let problem = answer.refused(422, ProblemCode::InvalidRequest);
    assert_eq!(problem.errors[0].pointer, "/content");
}
