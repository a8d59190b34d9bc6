use std::collections::BTreeMap;

use chatdesk_api::StreamEvent;
use chatdesk_tests::{Actor, EventStream, RawConnection, Resume, Server, User};
use futures_util::StreamExt as _;
use http::Method;
use serde_json::json;

use crate::view;

const N_SENDS: usize = 200;

/// One send of somebody who will not wait for the answer; the content is unique.
struct Send {
    user: User,
    session: String,
    content: String,
}

/// Writes each send as a whole and hangs up at once, eight connections at a time.
async fn send_and_vanish(sends: &[Send]) {
    futures_util::stream::iter(sends)
        .for_each_concurrent(8, |Send { user, session, content }| async move {
            let path = format!("/chat/session/{session}/messages");
            let body = json!({"content": content, "client_id": content});
            let request = user.request(Method::POST, &path).json(&body);
            RawConnection::send_and_vanish(user.caller().api().authority(), &request).await;
        })
        .await;
}

/// Listens until so many different messages were told of; how often each was.
async fn listen(
    desk: &mut EventStream,
    heard: &mut BTreeMap<(String, String), usize>,
    n_messages: usize,
) {
    while heard.len() < n_messages {
        if let StreamEvent::Message(it) = desk.next().await.event {
            *heard.entry((it.message.session_id, it.message.content)).or_default() += 1;
        }
    }
}

/// Each send is heard by the desk once, and stands in its session once.
async fn assert_each_is_stored_and_heard_once(server: &Server, sends: &[Send]) {
    let agent = server.agent("a");
    let mut desk = agent.stream(&Resume::now()).await;
    let mut heard = BTreeMap::new();

    send_and_vanish(sends).await;
    listen(&mut desk, &mut heard, sends.len()).await;

    let mut expected: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Send { session, content, .. } in sends {
        assert_eq!(heard.get(&(session.clone(), content.clone())), Some(&1), "{content}");
        expected.entry(session).or_default().push(content);
    }
    for (session, mut contents) in expected {
        let thread = view::thread(&agent, session).await;
        let positions: Vec<_> = thread.iter().map(|message| message.id).collect();
        assert_eq!(positions, (1..=thread.len() as u64).collect::<Vec<_>>());
        let mut stored: Vec<_> = thread[1..].iter().map(|it| it.content.as_str()).collect();
        stored.sort_unstable();
        contents.sort_unstable();
        assert_eq!(stored, contents);
    }
}

/// A user with an open session, and sends of theirs to it.
async fn sends_of(server: &Server, id: &str, n_sends: usize) -> Vec<Send> {
    let user = server.user(id);
    let session = user.open("first").await.id;
    let send = |number| Send {
        user: user.clone(),
        session: session.clone(),
        content: format!("{id}-{number}"),
    };
    (0..n_sends).map(send).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_of_200_sends_to_one_session_vanishes_and_each_is_stored_and_heard_once() {
    let server = Server::start().await;
    let sends = sends_of(&server, "one", N_SENDS).await;

    assert_each_is_stored_and_heard_once(&server, &sends).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clients_of_200_sends_to_21_sessions_vanish_and_each_is_stored_and_heard_once() {
    let server = Server::start().await;
    let busy = sends_of(&server, "busy", N_SENDS / 2).await;
    let mut others = Vec::new();
    for number in 0..20 {
        others.extend(sends_of(&server, &format!("user-{number}"), N_SENDS / 40).await);
    }
    // One of the busy session's, one of another's, in turn.
    let sends: Vec<Send> =
        busy.into_iter().zip(others).flat_map(|(busy, other)| [busy, other]).collect();
    assert_eq!(sends.len(), N_SENDS);

    assert_each_is_stored_and_heard_once(&server, &sends).await;
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

    let mut heard = BTreeMap::new();
    listen(&mut desk, &mut heard, 20).await;
    assert!(heard.values().all(|times| *times == 1), "{heard:?}");
    assert_eq!(view::desk_sessions(&agent).await.len(), 20);
}
