use std::collections::BTreeMap;

use chatdesk_api::StreamEvent;
use chatdesk_tests::{Actor, EventStream, RawConnection, Resume, Server, User};
use futures_util::StreamExt as _;
use http::Method;
use serde_json::json;

use crate::view;

const N_SENDS: usize = 200;

/// Writes each send as a whole and hangs up at once, eight connections at a time.
async fn send_and_vanish(user: &User, sends: &[(String, String)]) {
    let authority = user.caller().api().authority();
    futures_util::stream::iter(sends)
        .for_each_concurrent(8, |(session, content)| async move {
            let path = format!("/chat/session/{session}/messages");
            let body = json!({"content": content, "client_id": content});
            let request = user.request(Method::POST, &path).json(&body);
            RawConnection::send_and_vanish(authority, &request).await;
        })
        .await;
}

/// How often the other side's stream tells of each message, until all were told of.
async fn heard(desk: &mut EventStream, n_messages: usize) -> BTreeMap<(String, String), usize> {
    let mut heard = BTreeMap::new();
    while heard.len() < n_messages {
        if let StreamEvent::Message(it) = desk.next().await.event {
            *heard.entry((it.message.session_id, it.message.content)).or_default() += 1;
        }
    }
    heard
}

/// Sends to these sessions in turn, each by a client that is gone before the answer.
async fn assert_each_is_stored_and_heard_once(n_sessions: usize) {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let mut sessions = Vec::new();
    for _ in 0..n_sessions {
        sessions.push(user.open("first").await.id);
    }
    let mut desk = agent.stream(&Resume::now()).await;
    let sends: Vec<(String, String)> = (0..N_SENDS)
        .map(|number| (sessions[number % n_sessions].clone(), format!("send-{number}")))
        .collect();

    send_and_vanish(&user, &sends).await;

    let heard = heard(&mut desk, N_SENDS).await;
    let expected: BTreeMap<_, _> = sends.iter().map(|send| (send.clone(), 1)).collect();
    assert_eq!(heard, expected);
    for session in &sessions {
        let thread = view::thread(&agent, session).await;
        assert_eq!(thread.len(), 1 + N_SENDS / n_sessions);
        let positions: Vec<_> = thread.iter().map(|message| message.id).collect();
        assert_eq!(positions, (1..=thread.len() as u64).collect::<Vec<_>>());
        for message in &thread[1..] {
            assert!(sends.contains(&(session.clone(), message.content.clone())), "{message:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_of_200_sends_to_one_session_vanishes_and_each_is_stored_and_heard_once() {
    assert_each_is_stored_and_heard_once(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_of_200_sends_to_20_sessions_vanishes_and_each_is_stored_and_heard_once() {
    assert_each_is_stored_and_heard_once(20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_of_20_openings_vanishes_and_each_session_is_there() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let mut desk = agent.stream(&Resume::now()).await;

    for number in 0..20 {
        let user = server.user(&format!("user-{number}"));
        let body = json!({"message": format!("send-{number}")});
        let request = user.request(Method::POST, "/chat/sessions").json(&body);
        RawConnection::send_and_vanish(server.api().authority(), &request).await;
    }

    let heard = heard(&mut desk, 20).await;
    assert!(heard.values().all(|times| *times == 1), "{heard:?}");
    assert_eq!(view::desk_sessions(&agent).await.len(), 20);
}
