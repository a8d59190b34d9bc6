use chatdesk_api::Status;
use chatdesk_tests::{Actor, Launch, Server};
use serde_json::json;

use crate::view;

#[tokio::test]
async fn without_a_token_the_status_is_defaults_and_nulls() {
    let server = Server::start().await;

    let answer = server.anonymous().get("/chat/status").await;

    let expected = json!({
        "chat_enabled": true, "unread_count": 0, "open_session_id": null,
        "poll_interval_ms": 5_000, "cursor": null,
    });
    assert_eq!(answer.expect(200).json(), expected);
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn asking_for_a_status_makes_no_record() {
    let server = Server::start().await;
    let (user, visitor) = (server.user("42"), server.visitor().await);

    let first: Status = user.get("/chat/status").await.ok();
    let second: Status = visitor.get("/chat/status").await.ok();
    user.get("/chat/sessions").await.expect(200);

    assert!(first.cursor.is_some() && second.cursor.is_some());
    let known = view::desk_users(&server.admin("root")).await;
    assert_eq!((known.total, known.users), (0, vec![]));
}

#[tokio::test]
async fn the_status_counts_over_all_sessions_and_names_the_newest_open_one() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let (one, two) = (user.open("one").await.id, user.open("two").await.id);
    for session in [&one, &one, &two] {
        agent.write(session, "answer").await;
    }

    let status: Status = user.get("/chat/status").await.ok();

    assert!(status.chat_enabled);
    assert_eq!(status.unread_count, 3);
    assert_eq!(status.open_session_id, Some(two));
}

#[tokio::test]
async fn a_desk_may_be_closed_to_all_who_were_not_let_in() {
    let server = Server::launch(Launch::server().env("CHATDESK_CHAT_ENABLED_BY_DEFAULT", "false"));
    let server = server.await;
    let (user, admin) = (server.user("42"), server.admin("root"));

    let before: Status = user.get("/chat/status").await.ok();
    let refused = user.post("/chat/sessions", json!({"message": "x"})).await;
    admin.switch("42", json!(true)).await.expect(200);

    assert!(!before.chat_enabled);
    view::assert_switched_off(&refused);
    user.open("now").await;
}

#[tokio::test]
async fn health_and_readiness_are_answered_at_the_root_and_under_the_mount() {
    let server = Server::start().await;
    let api = server.api();

    for target in ["/healthz", "/readyz", "/api/healthz", "/api/readyz"] {
        let request = chatdesk_tests::Request::new(http::Method::GET, target);
        assert_eq!(api.send(request).await.expect(200).json()["status"], "ok");
    }
}
