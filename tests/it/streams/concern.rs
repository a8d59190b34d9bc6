use chatdesk_api::{StreamEvent, Transport};
use chatdesk_tests::{Actor, Resume, Server};
use serde_json::json;

use super::fold::contents;
use crate::view;

#[tokio::test]
async fn a_stream_begins_with_hello_and_says_how_to_carry_it() {
    let server = Server::start().await;
    let user = server.user("42");

    let stream = user.stream(&Resume::now()).await;

    assert_eq!(stream.answer.media_type(), "text/event-stream");
    assert_eq!(stream.answer.header("x-accel-buffering"), "no");
    let cache = stream.answer.header("cache-control");
    assert!(cache.contains("no-store") && cache.contains("no-transform"), "{cache}");
    let hello = stream.hello();
    assert_eq!((hello.heartbeat_ms, hello.transport), (15_000, Transport::Sse));
    assert_eq!(hello.cursor, stream.hello_id());
}

#[tokio::test]
async fn a_message_reaches_both_sides_and_the_senders_other_tabs() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("before").await.id;
    let mut tabs = [user.stream(&Resume::now()).await, user.stream(&Resume::now()).await];
    let mut desk = agent.stream(&Resume::now()).await;

    user.write(&session, "from the user").await;
    agent.write(&session, "from the desk").await;

    for stream in &mut tabs {
        let events = stream.until_message("from the desk").await;
        assert_eq!(contents(&events), ["from the user", "from the desk"]);
    }
    let events = desk.until_message("from the desk").await;
    assert_eq!(contents(&events), ["from the user", "from the desk"]);
}

#[tokio::test]
async fn an_event_shows_to_each_side_what_that_side_may_know() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("secret-id"));
    let session = user.open("before").await.id;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = agent.stream(&Resume::now()).await;

    let body = json!({"content": "answer", "client_id": "c1"});
    agent.post_message(&session, body).await.expect(201);

    let (users, desk) = (users.until_message("answer").await, desk.until_message("answer").await);
    let StreamEvent::Message(to_user) = &users.last().unwrap().event else { panic!("{users:?}") };
    let StreamEvent::Message(to_desk) = &desk.last().unwrap().event else { panic!("{desk:?}") };
    assert_eq!(to_user.message.sender.id, None);
    assert_eq!(to_user.message.sender.name.as_deref(), Some("Agent secret-id"));
    assert!(to_user.session.agent.as_ref().is_none_or(|agent| agent.id.is_none()));
    assert_eq!(to_user.message.client_id, None);
    assert_eq!(to_user.session.unread_count, 1);
    assert_eq!(to_desk.message.sender.id.as_deref(), Some("secret-id"));
    assert_eq!(to_desk.session.unread_count, 1);
    assert!(to_user.session.last_seq >= to_user.message.id);
}

#[tokio::test]
async fn a_customer_never_hears_of_another_customer() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let (one, two, user) = (server.visitor().await, server.visitor().await, server.user("42"));
    let session = one.open("before").await.id;
    let mut streams = [
        one.stream(&Resume::now()).await,
        two.stream(&Resume::now()).await,
        user.stream(&Resume::now()).await,
    ];

    // Something of every kind happens to the second visitor, and then one thing to each.
    let others = two.open("of the second").await.id;
    admin.write(&others, "to the second").await;
    view::read(&two, &others, 2).await;
    view::read(&admin, &others, 1).await;
    admin.switch(two.id(), json!(false)).await.expect(200);
    admin.switch(two.id(), json!(true)).await.expect(200);
    two.end(&others).await.expect(200);
    one.write(&session, "last").await;
    user.open("last").await;
    two.open("last").await;

    let [ones, twos, users] = &mut streams;
    let (ones, twos, users) = (
        ones.until_message("last").await,
        twos.until_message("last").await,
        users.until_message("last").await,
    );
    for event in ones.iter().chain(&users) {
        let text = serde_json::to_string(&event.event).unwrap();
        assert!(!text.contains(two.id()) && !text.contains(&others), "{text}");
    }
    assert_eq!((contents(&ones), contents(&users)), (vec!["last"], vec!["last"]));
    assert_eq!(contents(&twos), ["of the second", "to the second", "last"]);
}

#[tokio::test]
async fn reading_is_told_to_both_sides_with_what_is_left() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("1").await.id;
    agent.write(&session, "2").await;
    agent.write(&session, "3").await;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = agent.stream(&Resume::now()).await;

    view::read(&user, &session, 2).await;

    for (stream, left) in [(&mut users, 1), (&mut desk, 1)] {
        let events = stream.until(|event| matches!(event, StreamEvent::Read(_))).await;
        let StreamEvent::Read(read) = &events.last().unwrap().event else { panic!("{events:?}") };
        assert_eq!((read.session_id.as_str(), read.unread_count), (session.as_str(), left));
        assert_eq!((read.read.sides().user, read.read.sides().admin), (2, 0));
    }
}

#[tokio::test]
async fn the_switch_is_told_to_the_user_and_to_the_desk() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    user.open("hello").await;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = server.agent("a").stream(&Resume::now()).await;

    admin.switch("42", json!(false)).await.expect(200);

    for stream in [&mut users, &mut desk] {
        let events = stream.until(|event| matches!(event, StreamEvent::Toggle(_))).await;
        let StreamEvent::Toggle(toggle) = &events.last().unwrap().event else { panic!() };
        assert_eq!((toggle.user_id.as_str(), toggle.chat_enabled), ("42", false));
    }
}

#[tokio::test]
async fn a_user_whom_nobody_knew_hears_of_the_switch() {
    let server = Server::start().await;
    let (user, admin) = (server.user("new"), server.admin("root"));
    let mut stream = user.stream(&Resume::now()).await;

    admin.switch("new", json!(false)).await.expect(200);

    let event = stream.next().await.event;
    assert!(matches!(event, StreamEvent::Toggle(toggle) if !toggle.chat_enabled));
}

#[tokio::test]
async fn opening_and_ending_are_told_as_a_change_of_the_session() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = agent.stream(&Resume::now()).await;

    let empty = user.post("/chat/sessions", json!({})).await.expect(201).json();
    let session = empty["id"].as_str().unwrap();
    user.write(session, "hello").await;
    user.end(session).await.expect(200);

    for (stream, sees_the_empty_one) in [(&mut users, true), (&mut desk, false)] {
        let is_end = |event: &StreamEvent| matches!(event, StreamEvent::Session(it) if !it.session.is_active);
        let events = stream.until(is_end).await;
        let first = &events.first().unwrap().event;
        let told_of_empty = matches!(first, StreamEvent::Session(it) if it.session.last_seq == 0);
        assert_eq!(told_of_empty, sees_the_empty_one, "{first:?}");
        assert_eq!(contents(&events), ["hello"]);
    }
}
