use chatdesk_api::{Message, Session};
use chatdesk_tests::{Actor, Server};
use http::Method;
use serde_json::json;

use crate::view;

#[tokio::test]
async fn the_same_client_id_again_answers_the_stored_message() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;

    let body = json!({"content": "two", "client_id": "c1"});
    let first: Message = user.post_message(&session.id, body.clone()).await.created();
    let again: Message = user.post_message(&session.id, body).await.ok();

    assert_eq!(again, first);
    assert_eq!(view::thread(&user, &session.id).await.len(), 2);
}

#[tokio::test]
async fn a_repeat_with_other_or_unacceptable_content_answers_the_stored_message() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;
    let body = json!({"content": "two", "client_id": "c1"});
    let first: Message = user.post_message(&session.id, body).await.created();

    let other = json!({"content": "else", "client_id": "c1"});
    let empty = json!({"content": "  ", "client_id": "c1"});
    let long = json!({"content": "x".repeat(4_001), "client_id": "c1"});
    let other: Message = user.post_message(&session.id, other).await.ok();
    let empty: Message = user.post_message(&session.id, empty).await.ok();
    let long: Message = user.post_message(&session.id, long).await.ok();

    assert_eq!([&other, &empty, &long], [&first; 3]);
}

#[tokio::test]
async fn a_repeat_is_answered_when_disabled_or_ended_since() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await;
    let body = json!({"content": "two", "client_id": "c1"});
    let first: Message = user.post_message(&session.id, body.clone()).await.created();

    admin.switch("42", json!(false)).await.expect(200);
    let when_disabled: Message = user.post_message(&session.id, body.clone()).await.ok();
    user.end(&session.id).await.expect(200);
    let when_both: Message = user.post_message(&session.id, body.clone()).await.ok();
    admin.switch("42", json!(true)).await.expect(200);
    let when_ended: Message = user.post_message(&session.id, body).await.ok();

    assert_eq!([&when_disabled, &when_both, &when_ended], [&first; 3]);
}

#[tokio::test]
async fn a_client_id_counts_per_session_and_per_sender() {
    let server = Server::start().await;
    let (user, one, two) = (server.user("42"), server.agent("a"), server.agent("b"));
    let (session, other) = (user.open("hello").await, user.open("again").await);
    let body = json!({"content": "same key", "client_id": "c1"});

    let mut ids = Vec::new();
    ids.push(user.post_message(&session.id, body.clone()).await.created::<Message>().id);
    ids.push(one.post_message(&session.id, body.clone()).await.created::<Message>().id);
    ids.push(two.post_message(&session.id, body.clone()).await.created::<Message>().id);
    ids.push(user.post_message(&other.id, body).await.created::<Message>().id);

    assert_eq!(ids, [2, 3, 4, 2]);
}

#[tokio::test]
async fn the_header_idempotency_key_is_the_same_as_the_field() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;
    let path = format!("/chat/session/{}/messages", session.id);
    let by_header = user.request(Method::POST, &path).header("idempotency-key", "c1");

    let first = user.send(by_header.clone().json(&json!({"content": "two"}))).await;
    let both = by_header.json(&json!({"content": "two", "client_id": "c1"}));
    let both: Message = user.send(both).await.ok();
    let field = json!({"content": "two", "client_id": "c1"});
    let field: Message = user.post_message(&session.id, field).await.ok();

    let first: Message = first.created();
    assert_eq!(first.client_id.as_deref(), Some("c1"));
    assert_eq!([&both, &field], [&first; 2]);
}

#[tokio::test]
async fn opening_again_with_the_same_client_id_answers_the_session_that_it_opened() {
    let server = Server::start().await;
    let user = server.user("42");
    let body = json!({"message": "one", "client_id": "c1", "another": true});

    let opened: Session = user.post("/chat/sessions", body.clone()).await.created();
    let again: Session = user.post("/chat/sessions", body).await.ok();

    assert_eq!(again, opened);
    assert_eq!(again.last_seq, 1);
}

#[tokio::test]
async fn opening_again_answers_the_same_session_though_it_ended_and_another_is_open() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let body = json!({"message": "one", "client_id": "c1"});
    let opened: Session = user.post("/chat/sessions", body.clone()).await.created();
    user.end(&opened.id).await.expect(200);
    let newer = user.open("two").await;

    let ended: Session = user.post("/chat/sessions", body.clone()).await.ok();
    admin.switch("42", json!(false)).await.expect(200);
    let disabled: Session = user.post("/chat/sessions", body).await.ok();

    assert_eq!((ended.id.as_str(), ended.last_seq), (opened.id.as_str(), 1));
    assert!(!ended.is_active);
    assert_eq!(disabled.id, opened.id);
    assert_ne!(newer.id, opened.id);
}

#[tokio::test]
async fn opening_again_answers_the_session_that_it_wrote_to() {
    let server = Server::start().await;
    let user = server.user("42");
    let opened = user.open("one").await;
    let body = json!({"message": "two", "client_id": "c2"});

    let wrote: Session = user.post("/chat/sessions", body.clone()).await.ok();
    user.end(&opened.id).await.expect(200);
    let again: Session = user.post("/chat/sessions", body).await.ok();

    assert_eq!(wrote.id, opened.id);
    assert_eq!((again.id, again.last_seq), (opened.id.clone(), 2));
    assert_eq!(view::thread(&user, &opened.id).await.len(), 2);
}

#[tokio::test]
async fn an_empty_session_too_is_opened_once_per_client_id() {
    let server = Server::start().await;
    let user = server.user("42");
    let body = json!({"client_id": "c1", "another": true});

    let opened: Session = user.post("/chat/sessions", body.clone()).await.created();
    let again: Session = user.post("/chat/sessions", body).await.ok();

    assert_eq!(again, opened);
}

#[tokio::test]
async fn another_users_client_id_is_nobodys_repeat() {
    let server = Server::start().await;
    let (one, two) = (server.user("1"), server.user("2"));
    let body = json!({"message": "hello", "client_id": "c1"});

    let first: Session = one.post("/chat/sessions", body.clone()).await.created();
    let second: Session = two.post("/chat/sessions", body).await.created();

    assert_ne!(first.id, second.id);
}
