use chatdesk_api::{ResetReason, StreamEvent};
use chatdesk_tests::{Actor, Event, Launch, Resume, Server};
use serde_json::json;

use super::fold::{Known, contents, places};
use crate::view;

/// A small history with something of every kind, ending with the message `end`.
async fn history(server: &Server) {
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("root"));
    let session = user.open("one").await.id;
    agent.write(&session, "two").await;
    view::read(&user, &session, 1).await;
    view::read(&user, &session, 2).await;
    view::read(&agent, &session, 1).await;
    admin.switch("42", json!(false)).await.expect(200);
    admin.switch("42", json!(true)).await.expect(200);
    user.write(&session, "three").await;
    user.end(&session).await.expect(200);
    let second = user.open("four").await.id;
    user.write(&second, "five").await;
    agent.write(&second, "end").await;
}

/// Resumes from every event of a live stream, in both ways, and compares what is then known.
async fn assert_resumes_from_everywhere(reader: &impl Actor, begin: &str, live: &[Event]) {
    let mut all = Known::default();
    all.learn(live);
    for missed_from in 0..live.len() {
        let (seen, missed) = live.split_at(missed_from);
        let cursor = seen.last().map_or(begin, |event| event.id.as_str());
        let elsewhere = &live.last().unwrap().id;
        for resume in [
            Resume::after(cursor),
            Resume::last_event_id(cursor),
            Resume::after(elsewhere).and_last_event_id(cursor),
        ] {
            let mut stream = reader.stream(&resume).await;
            let mut known = Known::default();
            known.learn(seen);
            let mut resumed = Vec::new();
            while known != all {
                resumed.push(stream.next().await);
                known.learn(&resumed[resumed.len() - 1..]);
            }
            let wanted = places(missed);
            let mut given = places(&resumed);
            given.sort();
            let mut expected = wanted.clone();
            expected.sort();
            assert_eq!(given, expected, "after event {missed_from}, {resume:?}");
        }
    }
}

#[tokio::test]
async fn the_desk_resumes_from_every_position_without_loss_or_repetition() {
    let server = Server::start().await;
    let agent = server.agent("b");
    let mut stream = agent.stream(&Resume::now()).await;
    let begin = stream.hello().cursor.clone();
    history(&server).await;
    let live = stream.until_message("end").await;

    assert_resumes_from_everywhere(&agent, &begin, &live).await;
}

#[tokio::test]
async fn a_customer_resumes_from_every_position_without_loss_or_repetition() {
    let server = Server::start().await;
    let user = server.user("42");
    let mut stream = user.stream(&Resume::now()).await;
    let begin = stream.hello().cursor.clone();
    history(&server).await;
    let live = stream.until_message("end").await;

    assert_resumes_from_everywhere(&user, &begin, &live).await;
}

#[tokio::test]
async fn the_cursor_of_every_snapshot_contains_all_up_to_it() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("contained").await.id;
    let page = format!("/chat/session/{session}/messages");

    for path in ["/chat/status", "/chat/sessions", &page] {
        let cursor = user.get(path).await.expect(200).json()["cursor"].clone();
        user.write(&session, "after").await;
        let mut stream = user.stream(&Resume::after(cursor.as_str().unwrap())).await;
        assert_eq!(contents(&stream.until_message("after").await), ["after"], "{path}");
    }
    for path in ["/admin/chat/sessions", "/admin/users", &page] {
        let cursor = agent.get(path).await.expect(200).json()["cursor"].clone();
        user.write(&session, "desk").await;
        let mut stream = agent.stream(&Resume::after(cursor.as_str().unwrap())).await;
        assert_eq!(contents(&stream.until_message("desk").await), ["desk"], "{path}");
    }
}

/// Right after `hello` comes a reset, and the stream goes on from there.
async fn assert_reset(reader: &impl Actor, name: &str, resume: &Resume) {
    let mut stream = reader.stream(resume).await;
    let event = stream.next().await;
    let StreamEvent::Reset(reset) = &event.event else { panic!("{name}: {event:?}") };
    assert_eq!(reset.reason, ResetReason::UnknownCursor, "{name}");
    assert_eq!(reset.cursor, event.id, "{name}");
    let again = reader.stream(&Resume::after(&reset.cursor)).await;
    assert_eq!(again.hello().cursor, reset.cursor, "{name}: the new cursor is known");
}

#[tokio::test]
async fn a_cursor_that_is_not_known_is_answered_with_a_reset() {
    let (server, elsewhere) = (Server::start().await, Server::start().await);
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await.id;
    history(&elsewhere).await;
    let foreign = elsewhere.agent("a").stream(&Resume::now()).await.hello().cursor.clone();
    let known = agent.stream(&Resume::now()).await.hello().cursor.clone();

    let strange = ["junk", "-1", "0x10", "😀", "../..", &"9".repeat(64), &"x".repeat(300)];
    for cursor in strange {
        assert_reset(&user, cursor, &Resume::after(cursor)).await;
        assert_reset(&agent, cursor, &Resume::after(cursor)).await;
    }
    assert_reset(&user, "foreign", &Resume::after(&foreign)).await;
    assert_reset(&agent, "foreign", &Resume::last_event_id(&foreign)).await;
    assert_reset(&agent, "the header wins", &Resume::after(&known).and_last_event_id("junk")).await;
    let mut stream = agent.stream(&Resume::after("junk").and_last_event_id(&known)).await;
    user.write(&session, "the header wins here too").await;
    assert!(matches!(stream.next().await.event, StreamEvent::Message(_)));
}

#[tokio::test]
async fn a_cursor_from_the_future_is_answered_with_a_reset() {
    let server = Server::start().await;
    let session = server.user("42").open("hello").await.id;
    let folder = server.kill();
    let earlier = folder.copy_folder("chatdesk-data", "earlier");
    let server = Server::launch(Launch::server_in(folder)).await;
    for text in ["more", "and more"] {
        server.user("42").write(&session, text).await;
    }
    let future = server.agent("a").stream(&Resume::now()).await.hello().cursor.clone();

    // The backup of before is what runs now: it has not got there yet.
    let restored = Launch::server_in(server.kill()).path_arg("--data", earlier);
    let restored = Server::launch(restored).await;

    assert_reset(&restored.agent("a"), "the desk", &Resume::after(&future)).await;
    assert_reset(&restored.user("42"), "the user", &Resume::after(&future)).await;
}
