use chatdesk_api::{Session, SessionKind, SessionStatus, SessionsAnswer};
use chatdesk_tests::{Actor, Jwt, Server, User};
use serde_json::json;

use crate::view;

#[tokio::test]
async fn the_first_call_opens_a_session_and_the_next_finds_it() {
    let server = Server::start().await;
    let user = server.user("42");

    let opened: Session = user.post("/chat/sessions", json!({})).await.created();
    let found: Session = user.post("/chat/sessions", json!({})).await.ok();

    assert_eq!(found, opened);
    assert_eq!(opened.status, SessionStatus::Waiting);
    assert_eq!(opened.kind, SessionKind::Support);
    assert_eq!((opened.last_seq, opened.last_message), (0, None));
}

#[tokio::test]
async fn another_opens_one_more_and_a_plain_call_finds_the_newest_open_one() {
    let server = Server::start().await;
    let user = server.user("42");
    let older = user.open("first").await;

    let newer: Session = user.post("/chat/sessions", json!({"another": true})).await.created();
    let found: Session = user.post("/chat/sessions", json!({"another": false})).await.ok();
    user.end(&newer.id).await.expect(200);
    let found_after_end: Session = user.post("/chat/sessions", json!({})).await.ok();

    assert_ne!(newer.id, older.id);
    assert_eq!(found.id, newer.id);
    assert_eq!(found_after_end.id, older.id);
}

#[tokio::test]
async fn the_message_is_appended_whether_a_session_is_opened_or_found() {
    let server = Server::start().await;
    let user = server.user("42");

    let opened: Session = user.post("/chat/sessions", json!({"message": " one "})).await.created();
    let found: Session = user.post("/chat/sessions", json!({"message": "two"})).await.ok();

    assert_eq!((found.id.as_str(), found.last_seq), (opened.id.as_str(), 2));
    assert_eq!(opened.last_seq, 1);
    assert_eq!(opened.last_message.unwrap().preview, "one");
    let thread = view::thread(&user, &opened.id).await;
    let contents: Vec<_> = thread.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(contents, ["one", "two"]);
}

#[tokio::test]
async fn a_subject_is_kept_by_the_session_that_it_opened() {
    let server = Server::start().await;
    let user = server.user("42");

    let opened: Session =
        user.post("/chat/sessions", json!({"subject": "Invoice"})).await.created();
    let found: Session = user.post("/chat/sessions", json!({"subject": "Other"})).await.ok();

    assert_eq!(opened.subject.as_deref(), Some("Invoice"));
    assert_eq!(found.subject.as_deref(), Some("Invoice"));
}

#[tokio::test]
async fn after_the_end_a_new_session_is_opened() {
    let server = Server::start().await;
    let user = server.user("42");
    let first = user.open("hello").await;
    user.end(&first.id).await.expect(200);

    let second: Session = user.post("/chat/sessions", json!({})).await.created();

    assert_ne!(second.id, first.id);
}

#[tokio::test]
async fn a_session_without_messages_is_not_shown_to_the_desk() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));

    let session: Session = user.post("/chat/sessions", json!({})).await.created();
    let before = view::desk_sessions(&agent).await;
    user.write(&session.id, "now").await;
    let after = view::desk_sessions(&agent).await;

    assert_eq!(before, []);
    assert_eq!(after.len(), 1);
    assert_eq!(after[0].id, session.id);
}

#[tokio::test]
async fn a_customer_sees_the_own_sessions_newest_first() {
    let server = Server::start().await;
    let (user, other) = (server.user("42"), server.user("43"));
    let first = user.open("one").await;
    other.open("not mine").await;
    let second = user.open("two").await;

    let answer: SessionsAnswer = user.get("/chat/sessions").await.ok();

    let ids: Vec<_> = answer.sessions.iter().map(|session| session.id.as_str()).collect();
    assert_eq!(ids, [second.id.as_str(), first.id.as_str()]);
}

#[tokio::test]
async fn a_visitor_is_nobody_to_the_desk_until_the_first_message() {
    let server = Server::start().await;
    let admin = server.admin("root");

    let visitor = server.visitor().await;
    let before = view::desk_users(&admin).await;
    let session = visitor.open("hello").await;
    let after = view::desk_users(&admin).await;

    assert_eq!((before.total, before.users), (0, vec![]));
    assert_eq!(session.kind, SessionKind::Visitor);
    assert_eq!(session.user.id, visitor.id());
    let ids: Vec<_> = after.users.iter().map(|user| user.user_id.as_str()).collect();
    assert_eq!(ids, [visitor.id()]);
}

#[tokio::test]
async fn name_and_address_that_a_visitor_gives_are_shown_to_the_desk() {
    let server = Server::start().await;
    let given = json!({"name": "Ada", "email": "ada@example.org", "page": "https://example.org/x"});
    let answer = server.anonymous().post("/visitor/session", given).await.expect(201).json();
    let id = answer["visitor_id"].as_str().unwrap();
    let token = answer["token"].as_str().unwrap();
    let visitor = chatdesk_tests::Visitor::with_token(server.api(), id, token);

    visitor.open("hello").await;

    assert!(token.starts_with("cdv_"));
    let seen = &view::desk_sessions(&server.agent("a")).await[0].user;
    assert_eq!(seen.name.as_deref(), Some("Ada"));
    assert_eq!(seen.email.as_deref(), Some("ada@example.org"));
}

#[tokio::test]
async fn what_the_hosts_token_says_of_a_user_is_shown_to_the_desk() {
    let server = Server::start().await;
    let token = Jwt::of("42")
        .claim("name", "Grace")
        .claim("email", "grace@example.org")
        .claim("phone", "+15550100")
        .sign();
    let user = User::with_token(server.api(), "42", &token);

    user.open("hello").await;

    let seen = &view::desk_sessions(&server.agent("a")).await[0].user;
    assert_eq!(seen.id, "42");
    assert_eq!(seen.name.as_deref(), Some("Grace"));
    assert_eq!(seen.email.as_deref(), Some("grace@example.org"));
    assert_eq!(seen.phone.as_deref(), Some("+15550100"));
}

#[tokio::test]
async fn a_session_waits_until_somebody_of_the_desk_writes() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await;

    view::read(&agent, &session.id, 1).await;
    let read = view::session(&user, &session.id).await;
    agent.write(&session.id, "yes?").await;
    let answered = view::session(&user, &session.id).await;

    assert_eq!(session.status, SessionStatus::Waiting);
    assert_eq!(read.status, SessionStatus::Waiting);
    assert_eq!(answered.status, SessionStatus::Active);
}
