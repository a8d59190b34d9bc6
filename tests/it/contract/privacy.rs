use chatdesk_api::{Message, MessagesAnswer, SessionsAnswer};
use chatdesk_tests::{Actor, Answer, Server};
use serde_json::{Value, json};

use crate::view;

#[tokio::test]
async fn the_desks_ids_are_kept_from_customers_and_its_names_are_shown() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("secret-id"));
    let session = user.open("one").await.id;
    agent.write(&session, "two").await;

    let page: MessagesAnswer = user.messages(&session, "").await.ok();
    let sessions = user.get("/chat/sessions").await;

    let sender = &page.messages[1].sender;
    assert_eq!((sender.id.as_deref(), sender.name.as_deref()), (None, Some("Agent secret-id")));
    let listed = &sessions.ok::<SessionsAnswer>().sessions[0];
    assert_eq!(page.session.agent, listed.agent);
    assert!(page.session.agent.is_none_or(|agent| agent.id.is_none()));
    let desk = view::thread(&server.admin("root"), &session).await;
    assert_eq!(desk[1].sender.id.as_deref(), Some("secret-id"));
    assert_eq!(desk[0].sender.id.as_deref(), Some("42"));
}

#[tokio::test]
async fn a_client_id_is_shown_to_its_sender_only() {
    let server = Server::start().await;
    let (user, one, two) = (server.user("42"), server.agent("a"), server.agent("b"));
    let session = user.open("one").await.id;
    let body = |client_id: &str| json!({"content": "text", "client_id": client_id});
    user.post_message(&session, body("of-the-user")).await.expect(201);
    one.post_message(&session, body("of-agent-a")).await.expect(201);

    let seen = |thread: Vec<Message>| -> Vec<Option<String>> {
        thread.into_iter().skip(1).map(|message| message.client_id).collect()
    };
    let users = seen(view::thread(&user, &session).await);
    let ones = seen(view::thread(&one, &session).await);
    let twos = seen(view::thread(&two, &session).await);

    assert_eq!(users, [Some("of-the-user".to_owned()), None]);
    assert_eq!(ones, [None, Some("of-agent-a".to_owned())]);
    assert_eq!(twos, [None, None]);
}

/// What a stranger is told by every call on a session.
async fn told_to(stranger: &impl Actor, session: &str) -> Vec<Answer> {
    let path = |end: &str| format!("/chat/session/{session}/{end}");
    vec![
        stranger.get(&path("messages")).await,
        stranger.get(&path("messages?after=0")).await,
        stranger.post(&path("messages"), json!({"content": "x"})).await,
        stranger.post(&path("messages"), json!({"content": ""})).await,
        stranger.post(&path("messages"), json!({"content": "x", "client_id": "c1"})).await,
        stranger.post(&path("read"), json!({"up_to": 1})).await,
        stranger.post(&path("read"), json!({"up_to": 0})).await,
        stranger.post(&path("end"), Value::Null).await,
        stranger.post(&path("end"), json!({})).await,
    ]
}

/// An id of the right shape that names nothing.
fn unknown_like(session: &str) -> String {
    let (head, last) = session.split_at(session.len() - 1);
    format!("{head}{}", if last == "0" { "1" } else { "0" })
}

#[tokio::test]
async fn not_yours_is_answered_as_not_there_to_the_byte() {
    let server = Server::start().await;
    let (owner, stranger, visitor) = (server.user("42"), server.user("43"), server.visitor().await);
    stranger.open("mine").await;
    let owners = owner.open("one").await.id;
    let body = json!({"content": "two", "client_id": "c1"});
    owner.post_message(&owners, body).await.expect(201);
    let unknown = unknown_like(&owners);

    for (not_yours, not_there) in [
        (told_to(&stranger, &owners).await, told_to(&stranger, &unknown).await),
        (told_to(&visitor, &owners).await, told_to(&visitor, "no-such-session").await),
    ] {
        for (not_yours, not_there) in not_yours.iter().zip(&not_there) {
            assert_eq!(not_yours.expect(404).without_request_id(), not_there.without_request_id());
            let names = |answer: &Answer| {
                let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
                names.sort();
                names
            };
            assert_eq!(names(not_yours), names(not_there), "{not_yours}");
        }
    }
    assert_eq!(view::thread(&owner, &owners).await.len(), 2);
}

#[tokio::test]
async fn a_user_named_like_a_visitor_is_not_that_visitor() {
    let server = Server::start().await;
    let visitor = server.visitor().await;
    let session = visitor.open("one").await.id;

    let impostor = server.user(visitor.id());

    let answer = impostor.messages(&session, "").await;
    assert!(matches!(answer.code(), 401 | 404), "{answer}");
}
