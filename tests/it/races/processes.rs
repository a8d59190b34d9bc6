//! Two servers on one folder: slower than one, and as correct.

use std::sync::Arc;

use chatdesk_api::{Message, Session, SessionsAnswer};
use chatdesk_tests::{Actor, Launch, Resume, Server};
use futures_util::future::join_all;
use serde_json::json;

use crate::view;

/// Two servers that share everything but the port.
async fn two_servers() -> (Server, Server) {
    let one = Server::start().await;
    let two = Server::launch(Launch::server_in(Arc::clone(one.folder()))).await;
    (one, two)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_at_two_servers_get_positions_without_gaps() {
    let (one, two) = two_servers().await;
    let session = one.user("42").open("first").await.id;

    let (at_one, at_two) = (one.user("42"), two.agent("a"));
    let ones = join_all((0..10).map(|_| at_one.write(&session, "at one")));
    let twos = join_all((0..10).map(|_| at_two.write(&session, "at two")));
    let (ones, twos) = tokio::join!(ones, twos);

    let mut given: Vec<_> = ones.iter().chain(&twos).map(|message| message.id).collect();
    given.sort_unstable();
    assert_eq!(given, (2..=21).collect::<Vec<_>>());
    assert_eq!(view::thread(&at_two, &session).await.len(), 21);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_at_another_server_is_known_and_first_messages_at_both_make_one_session() {
    let (one, two) = two_servers().await;

    for round in 0..10 {
        let id = format!("user-{round}");
        let (at_one, at_two) = (one.user(&id), two.user(&id));
        let body = json!({"message": "hello", "client_id": "c1"});
        let (first, second) = tokio::join!(
            at_one.post("/chat/sessions", body.clone()),
            at_two.post("/chat/sessions", body.clone())
        );
        let mut statuses = [first.code(), second.code()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 201]);
        let sessions = at_one.get("/chat/sessions").await.ok::<SessionsAnswer>().sessions;
        assert_eq!(sessions.len(), 1);
        assert_eq!(first.typed::<Session>().id, sessions[0].id);
        assert_eq!(second.typed::<Session>().id, sessions[0].id);
        let thread: Vec<Message> = view::thread(&at_two, &sessions[0].id).await;
        assert_eq!(thread.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_at_one_server_is_heard_and_enforced_at_the_other() {
    let (one, two) = two_servers().await;
    let user = one.user("42");
    let session = user.open("first").await.id;
    let mut desk = two.agent("a").stream(&Resume::now()).await;

    user.write(&session, "heard at the other").await;
    desk.until_message("heard at the other").await;
    two.admin("root").switch("42", json!(false)).await.expect(200);

    view::assert_switched_off(&user.post_message(&session, json!({"content": "x"})).await);
}
