use std::time::Duration;

use chatdesk_api::StreamEvent;
use chatdesk_tests::{Actor, Jwt, Resume, Server, User, unix_now};

use super::fold::contents;

#[tokio::test]
async fn a_ping_comes_in_time_and_carries_the_current_cursor() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let mut stream = user.stream(&Resume::now()).await;
    let session = user.open("before the ping").await.id;
    stream.until_message("before the ping").await;

    let ping = loop {
        let event = stream.next_within(Duration::from_secs(20)).await.unwrap();
        if matches!(event.event, StreamEvent::Ping(_)) {
            break event;
        }
    };
    agent.write(&session, "after the ping").await;
    let mut resumed = user.stream(&Resume::after(&ping.id)).await;

    let events = resumed.until_message("after the ping").await;
    assert_eq!(contents(&events), ["after the ping"]);
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_the_next_request_is_401() {
    let server = Server::start().await;
    let token = Jwt::of("42").claim("exp", unix_now() + 2).sign();
    let user = User::with_token(server.api(), "42", &token);

    let mut stream = user.stream(&Resume::now()).await;
    let rest = stream.rest().await;

    assert_eq!(rest, []);
    user.get("/chat/status").await.expect(401);
}

#[tokio::test]
async fn two_streams_of_one_person_are_independent() {
    let server = Server::start().await;
    let user = server.user("42");
    let first = user.stream(&Resume::now()).await;
    let mut second = user.stream(&Resume::now()).await;

    drop(first);
    user.open("still heard").await;

    let events = second.until_message("still heard").await;
    assert_eq!(contents(&events), ["still heard"]);
}

#[tokio::test]
async fn streams_that_were_left_do_not_disturb_the_others() {
    let server = Server::start().await;
    let user = server.user("42");
    let mut kept = user.stream(&Resume::now()).await;
    let session = user.open("first").await.id;

    for _ in 0..50 {
        drop(user.stream(&Resume::now()).await);
        user.write(&session, "again").await;
    }
    user.write(&session, "last").await;

    assert_eq!(contents(&kept.until_message("last").await).len(), 52);
}
