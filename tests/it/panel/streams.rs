//! Streams of every kind bring what is one's own, and nothing of others'.

use chatdesk_api::{EventsAnswer, ReadUpTo, StreamEvent};
use chatdesk_tests::{Actor, Event, Handshake, Resume, Server, Socket};
use http::Method;
use serde_json::json;

use super::{add, begun, page, read, remove};

/// What a stream said of a conversation, in words.
fn said(events: &[Event], session: &str) -> Vec<String> {
    let of = |id: &str| id == session;
    let word = |event: &Event| match &event.event {
        StreamEvent::Message(it) if of(&it.session.id) => Some(it.message.content.clone()),
        StreamEvent::Session(it) if of(&it.session.id) => {
            Some(format!("session {}", if it.session.is_active { "open" } else { "over" }))
        }
        StreamEvent::Read(it) if of(&it.session_id) => Some(format!("read {:?}", read(&it.read))),
        StreamEvent::Typing(it) if of(&it.session_id) => Some("typing".to_owned()),
        _ => None,
    };
    events.iter().filter_map(word).collect()
}

async fn poll(reader: &impl Actor, after: &str) -> Vec<Event> {
    let request = reader
        .request(Method::GET, &format!("/chat/events?after={after}"))
        .header("accept", "application/json");
    let EventsAnswer { events, .. } = reader.send(request).await.ok();
    events.into_iter().map(|it| Event { id: it.id.unwrap_or_default(), event: it.event }).collect()
}

#[tokio::test]
async fn each_member_is_told_at_once_and_nobody_else_ever() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    // A user with the id of somebody who is in it is somebody else.
    let user = server.user("bob");
    let customers = user.open("help").await.id;
    let visitor = server.visitor().await;
    visitor.open("hello").await;
    let mut others = vec![
        server.agent("zoe").stream(&Resume::now()).await,
        server.admin("root").stream(&Resume::now()).await,
        user.stream(&Resume::now()).await,
        visitor.stream(&Resume::now()).await,
    ];
    let mut of_bob = bob.stream(&Resume::now()).await;
    let begin = of_bob.hello().cursor.clone();
    let mut socket =
        Socket::open(server.api(), Handshake::new().offering(bob.token()).after(&begin)).await;

    let session = begun(&ann, json!(["bob"])).await.id;
    ann.write(&session, "one").await;
    ann.mark_read(&session, 1).await.expect(200);
    bob.write(&session, "two").await;
    // What comes after it all, for everybody.
    server.agent("ann").write(&customers, "the end").await;
    visitor.open("the end").await;

    let expected = ["session open", "one", r#"read [("ann", 1), ("bob", 0)]"#, "two"];
    assert_eq!(said(&of_bob.until_message("the end").await, &session), expected);
    assert_eq!(said(&socket.until_message("the end").await, &session), expected);
    assert_eq!(said(&poll(&bob, &begin).await, &session), expected);
    for stream in &mut others {
        assert_eq!(said(&stream.until_message("the end").await, &session), [""; 0]);
    }
    for who in [server.agent("zoe").caller(), user.caller(), visitor.caller()] {
        assert_eq!(said(&poll(who, &begin).await, &session), [""; 0]);
    }
}

#[tokio::test]
async fn a_message_brings_its_reader_their_own_count() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob"])).await.id;
    let mut streams = [ann.stream(&Resume::now()).await, bob.stream(&Resume::now()).await];

    ann.write(&session, "hello").await;

    let mut counts = Vec::new();
    for stream in &mut streams {
        let events = stream.until_message("hello").await;
        let StreamEvent::Message(it) = &events.last().unwrap().event else { panic!("{events:?}") };
        counts.push((it.session.unread_count, it.message.client_id.is_some()));
        assert_eq!(it.message.sender.id.as_deref(), Some("ann"));
    }
    assert_eq!(counts, [(0, false), (1, false)]);
    bob.mark_read(&session, 1).await.expect(200);
    let events = streams[0].until(|event| matches!(event, StreamEvent::Read(_))).await;
    let StreamEvent::Read(it) = &events.last().unwrap().event else { panic!("{events:?}") };
    assert_eq!(it.read, ReadUpTo::Members([("ann".into(), 0), ("bob".into(), 1)].into()));
    assert_eq!(it.unread_count, 0);
}

#[tokio::test]
async fn who_left_is_told_so_and_then_nothing_however_they_resume() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob", "cleo"])).await.id;
    let customers = server.user("42").open("help").await.id;
    let mut of_bob = bob.stream(&Resume::now()).await;
    let begin = of_bob.hello().cursor.clone();

    ann.write(&session, "before").await;
    remove(&bob, &session, json!({})).await.expect(200);
    ann.write(&session, "after").await;
    ann.mark_read(&session, 2).await.expect(200);
    add(&ann, &session, json!(["dan"])).await.expect(200);
    ann.write(&customers, "the end").await;

    let expected = ["before", "session over"];
    assert_eq!(said(&of_bob.until_message("the end").await, &session), expected);
    // From before: what they saw is told again as it is to them now.
    let mut again = bob.stream(&Resume::after(&begin)).await;
    assert_eq!(said(&again.until_message("the end").await, &session), expected);
    assert_eq!(said(&poll(&bob, &begin).await, &session), expected);
    assert_eq!(page(&bob, &session, "").await.last_seq, 1);
}

#[tokio::test]
async fn typing_is_shown_to_the_others_in_it_alone() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob"])).await.id;
    let customers = server.user("42").open("help").await.id;
    let mut of_bob = bob.stream(&Resume::now()).await;
    let mut of_zoe = server.agent("zoe").stream(&Resume::now()).await;

    ann.post(&format!("/chat/session/{session}/typing"), json!({})).await.expect(204);

    let StreamEvent::Typing(typing) = of_bob.hint().await else { panic!("no typing") };
    assert_eq!(
        (typing.session_id.as_str(), typing.name.as_deref()),
        (&*session, Some("Agent ann"))
    );
    ann.post(&format!("/chat/session/{customers}/typing"), json!({})).await.expect(204);
    let StreamEvent::Typing(typing) = of_zoe.hint().await else { panic!("no typing") };
    assert_eq!(typing.session_id, customers);
}

#[tokio::test]
async fn who_polls_a_conversation_waits_for_what_comes() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob"])).await.id;
    let waiting = async { page(&bob, &session, "?after=0&wait=5").await };
    let (found, _) = tokio::join!(waiting, ann.write(&session, "hello"));
    assert_eq!(super::contents(&found), ["hello"]);
}
