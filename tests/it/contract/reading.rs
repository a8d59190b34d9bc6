use chatdesk_api::{MessagesAnswer, ProblemCode};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use crate::view;

#[tokio::test]
async fn the_read_cursor_never_moves_back() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("1").await.id;
    for text in ["2", "3", "4"] {
        agent.write(&session, text).await;
    }

    let three = view::read(&user, &session, 3).await;
    let back = view::read(&user, &session, 1).await;
    let page: MessagesAnswer = user.messages(&session, "").await.ok();

    assert_eq!((three, back), (1, 1));
    assert_eq!(page.read.sides().user, 3);
}

#[tokio::test]
async fn past_the_last_message_counts_as_the_last() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("1").await.id;
    agent.write(&session, "2").await;

    let left = view::read(&user, &session, 9_223_372_036_854_775_807).await;
    agent.write(&session, "3").await;
    let page: MessagesAnswer = user.messages(&session, "").await.ok();

    assert_eq!(left, 0);
    assert_eq!(page.read.sides().user, 2);
    assert_eq!(page.session.unread_count, 1);
}

#[tokio::test]
async fn nothing_or_less_cannot_be_read() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("1").await.id;
    let path = format!("/chat/session/{session}/read");

    for up_to in [0, -1, i64::MIN] {
        let problem = user.post(&path, json!({"up_to": up_to})).await;
        let problem = problem.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, "/up_to");
    }
}

#[tokio::test]
async fn any_agents_reading_counts_for_the_whole_desk() {
    let server = Server::start().await;
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("b"));
    let session = user.open("1").await.id;
    user.write(&session, "2").await;

    let before = view::session(&admin, &session).await.unread_count;
    view::read(&agent, &session, 2).await;
    let after: MessagesAnswer = admin.messages(&session, "").await.ok();

    assert_eq!(before, 2);
    assert_eq!(after.session.unread_count, 0);
    assert_eq!((after.read.sides().user, after.read.sides().admin), (0, 2));
}

#[tokio::test]
async fn is_read_says_what_the_other_side_has_read() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("1").await.id;
    user.write(&session, "2").await;
    agent.write(&session, "3").await;
    agent.write(&session, "4").await;

    view::read(&agent, &session, 1).await;
    view::read(&user, &session, 3).await;

    for reader in [view::thread(&user, &session).await, view::thread(&agent, &session).await] {
        let read: Vec<_> = reader.iter().map(|message| message.is_read).collect();
        assert_eq!(read, [true, false, true, false]);
    }
}
