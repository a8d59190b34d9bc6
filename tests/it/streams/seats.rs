//! How many streams one person may have.

use chatdesk_api::{ResetReason, StreamEvent};
use chatdesk_tests::{Actor, Frame, Handshake, Launch, Resume, Server, Socket};

use super::fold::contents;

#[tokio::test]
async fn beyond_ten_streams_the_oldest_ends_with_reset() {
    let server = Server::launch(Launch::limited()).await;
    let (user, agent) = (server.user("42"), server.agent("42"));
    let session = user.open("before").await.id;
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(user.stream(&Resume::now()).await);
    }
    let mut desk = agent.stream(&Resume::now()).await;
    let mut socket = Socket::open(server.api(), Handshake::new().bearer(user.token())).await;
    socket.next().await;

    let rest = streams[0].rest().await;
    assert!(
        matches!(&rest[..], [one] if matches!(&one.event, StreamEvent::Reset(it) if it.reason == ResetReason::Slow)),
        "{rest:?}"
    );
    user.write(&session, "still heard").await;
    for stream in &mut streams[1..] {
        assert_eq!(contents(&stream.until_message("still heard").await), ["still heard"]);
    }
    desk.until_message("still heard").await;
    socket.until_message("still heard").await;
}

#[tokio::test]
async fn a_socket_that_is_the_oldest_is_reset_and_closed_too() {
    let server = Server::launch(Launch::limited()).await;
    let user = server.user("42");
    let mut socket = Socket::open(server.api(), Handshake::new().bearer(user.token())).await;
    assert!(matches!(socket.next().await, Frame::Event(_)));
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(user.stream(&Resume::now()).await);
    }

    assert!(matches!(socket.event().await.event, StreamEvent::Reset(_)));
    assert_eq!(socket.closed().await, 1013);
}

#[tokio::test]
async fn a_stream_that_was_left_makes_room() {
    let server = Server::launch(Launch::limited()).await;
    let user = server.user("42");
    let session = user.open("before").await.id;
    let mut first = user.stream(&Resume::now()).await;

    for _ in 0..15 {
        let stream = user.stream(&Resume::now()).await;
        drop(stream);
        user.write(&session, "told").await;
        // Its end is noticed by the next that is told.
        first.until_message("told").await;
    }
}
