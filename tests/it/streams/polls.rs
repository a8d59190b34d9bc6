//! Long polls: of the events, and of one session's messages.

use std::time::Duration;

use chatdesk_api::{EventsAnswer, MessagesAnswer, PresenceEvent, ProblemCode, StreamEvent};
use chatdesk_tests::{
    Actor, Answer, Deadline, Event, Jwt, RawConnection, Resume, Server, User, eventually, unix_now,
};
use http::Method;
use serde_json::json;

use super::fold::contents;
use crate::view;

/// The long-poll form of the stream, as one list of events and the cursor to go on from.
async fn poll(reader: &impl Actor, query: &str) -> (Vec<Event>, String) {
    let path = format!("/chat/events{query}");
    let request = reader.request(Method::GET, &path).header("accept", "application/json");
    let EventsAnswer { events, cursor } = reader.send(request).await.ok();
    let events = events.into_iter().map(|it| {
        let is_hint = matches!(it.event, StreamEvent::Typing(_) | StreamEvent::Presence(_));
        assert_eq!(it.id.is_none(), is_hint, "hints alone have no id: {it:?}");
        Event { id: it.id.unwrap_or_default(), event: it.event }
    });
    (events.collect(), cursor)
}

/// Looks at the server's own count until so many polls wait.
async fn until_waiting(server: &Server, n_polls: usize) {
    let request =
        server.admin("root").request(Method::GET, "/metrics").header("connection", "close");
    let authority = server.api().authority();
    let bytes = &RawConnection::bytes_of(authority, &request);
    let wanted = &format!(r#"{{transport="long_poll"}} {n_polls}"#);
    eventually("the polls wait", async || {
        let mut connection = RawConnection::open(authority).await;
        connection.write(bytes).await;
        let metrics = String::from_utf8_lossy(&connection.read_to_end().await).into_owned();
        metrics.contains(wanted).then_some(())
    })
    .await;
}

/// Does something once the reader waits; what both came to.
async fn meanwhile<A, B>(
    server: &Server,
    waits: impl Future<Output = A>,
    does: impl Future<Output = B>,
) -> (A, B) {
    let does = async {
        until_waiting(server, 1).await;
        does.await
    };
    tokio::join!(waits, does)
}

#[tokio::test]
async fn what_is_there_is_answered_at_once_and_the_cursor_goes_on_after_it() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let (nothing, users) = poll(&user, "").await;
    let (_, desks) = poll(&agent, "?wait=0").await;
    assert_eq!(nothing, []);
    let session = user.open("one").await.id;
    agent.write(&session, "two").await;

    for (reader, begin) in [(user.caller(), users), (agent.caller(), desks)] {
        let (events, cursor) = poll(reader, &format!("?wait=20&after={begin}")).await;
        assert_eq!(contents(&events), ["one", "two"]);
        assert_eq!(events.last().unwrap().id, cursor);
        assert_eq!(poll(reader, &format!("?after={cursor}")).await, (vec![], cursor));
    }
}

#[tokio::test]
async fn a_poll_waits_for_what_comes_first_and_no_longer_than_it_said() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("before").await.id;
    let (_, cursor) = poll(&user, "").await;

    let query = format!("?wait=9&after={cursor}");
    let waits = async { (poll(&user, &query).await, Deadline::within(Duration::from_secs(9))) };
    let (((events, next), _), _) =
        meanwhile(&server, waits, agent.write(&session, "while it waits")).await;
    assert_eq!(contents(&events), ["while it waits"]);

    let clock = Deadline::within(Duration::from_secs(9));
    let (events, same) = poll(&user, &format!("?wait=1&after={next}")).await;
    assert_eq!((events, same), (vec![], next));
    assert!(clock.elapsed() >= Duration::from_secs(1), "{:?}", clock.elapsed());
}

#[tokio::test]
async fn a_poll_resumes_as_a_stream_does() {
    let server = Server::start().await;
    let user = server.user("42");
    let mut stream = user.stream(&Resume::now()).await;
    user.open("one").await;
    let events = stream.until_message("one").await;

    let (polled, _) = poll(&user, &format!("?after={}", stream.hello_id())).await;
    assert_eq!(contents(&polled), contents(&events));
    let (polled, _) = poll(&user, "?after=junk&wait=20").await;
    assert!(matches!(polled[0].event, StreamEvent::Reset(_)), "{polled:?}");
}

#[tokio::test]
async fn a_poll_is_told_of_typing_and_of_who_is_there_without_being_woken_again_and_again() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await.id;
    agent.post("/chat/presence", json!({"visible": true})).await.expect(204);
    let (events, cursor) = poll(&user, "").await;
    let there = StreamEvent::Presence(PresenceEvent::Desk { agents_online: 1 });
    assert_eq!(events.iter().map(|it| &it.event).collect::<Vec<_>>(), [&there]);

    let query = format!("?wait=9&after={cursor}");
    let path = format!("/chat/session/{session}/typing");
    let typing = agent.post(&path, json!({}));
    let ((events, same), _) = meanwhile(&server, poll(&user, &query), typing).await;

    assert!(events.iter().any(|it| matches!(it.event, StreamEvent::Typing(_))), "{events:?}");
    assert_eq!(same, cursor);
}

#[tokio::test]
async fn what_cannot_be_waited_for_is_refused_by_name() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("hello").await.id;
    let messages = format!("/chat/session/{session}/messages");

    for wait in ["31", "-1", "x", "", "1.5", "1&wait=2"] {
        for path in ["/chat/events", &messages] {
            let problem = user.get(&format!("{path}?wait={wait}")).await;
            let problem = problem.refused(422, ProblemCode::InvalidRequest);
            assert_eq!(problem.errors[0].pointer, "?wait");
        }
    }
}

#[tokio::test]
async fn messages_are_answered_at_once_when_there_are_some() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await.id;

    let page: MessagesAnswer = user.messages(&session, "?after=0&wait=30").await.ok();

    assert_eq!(page.messages.len(), 1);
}

#[tokio::test]
async fn messages_are_waited_for_until_anything_in_the_answer_changes() {
    let server = Server::start().await;
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("root"));
    let session = user.open("one").await.id;
    let page = format!("/chat/session/{session}/messages");

    for (reader, other) in [(user.caller(), agent.caller()), (agent.caller(), user.caller())] {
        let waits =
            || async { reader.get(&format!("{page}?after=9&wait=9")).await.ok::<MessagesAnswer>() };
        let last = view::session(reader, &session).await.last_seq;
        let (answer, _) = meanwhile(&server, waits(), view::read(other, &session, last)).await;
        assert_eq!(answer.read.sides().user.max(answer.read.sides().admin), last);
        let before: MessagesAnswer = reader.get(&page).await.ok();
        let (answer, _) = meanwhile(&server, waits(), agent.write(&session, "more")).await;
        assert_eq!(answer.last_seq, before.last_seq + 1);
        let (answer, _) = meanwhile(&server, waits(), admin.switch("42", json!(false))).await;
        assert!(!answer.session.chat_enabled);
        admin.switch("42", json!(true)).await.expect(200);
    }
    let waits = async { user.get(&format!("{page}?wait=9")).await.ok::<MessagesAnswer>() };
    let (answer, _) = meanwhile(&server, waits, user.end(&session)).await;
    assert!(!answer.session.is_active);
}

#[tokio::test]
async fn a_state_that_is_known_is_waited_for_and_then_304_and_another_is_answered_at_once() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let get = |query: &str, etag: &str| {
        let path = format!("/chat/session/{session}/messages{query}");
        user.send(user.request(Method::GET, &path).header("if-none-match", etag))
    };
    let etag = user.messages(&session, "").await.header("etag").to_owned();

    let clock = Deadline::within(Duration::from_secs(9));
    get("?wait=1", &etag).await.expect(304);
    assert!(clock.elapsed() >= Duration::from_secs(1));
    get("?wait=30", "\"another\"").await.expect(200);
    let (answer, _) = meanwhile(&server, get("?wait=9", &etag), agent.write(&session, "two")).await;
    assert_eq!(answer.expect(200).json()["last_seq"], 2);
}

/// Asks for what can be waited for, as somebody whose token is this.
async fn wait_with(server: &Server, user: &str, token: &str, path: &str) -> Answer {
    let user = User::with_token(server.api(), user, token);
    user.send(user.request(Method::GET, path).header("accept", "application/json")).await
}

#[tokio::test]
async fn a_poll_ends_with_401_when_its_token_runs_out_or_is_revoked() {
    let server = Server::start().await;
    let admin = server.admin("root");

    for (user, is_events) in [("events", true), ("messages", false)] {
        let session = server.user(user).open("one").await.id;
        let messages = format!("/chat/session/{session}/messages?wait=9");
        let path = if is_events { "/chat/events?wait=9" } else { &messages };

        let short = Jwt::of(user).claim("exp", unix_now() + 2).sign();
        let clock = Deadline::within(Duration::from_secs(9));
        let answer = wait_with(&server, user, &short, path).await;
        answer.refused(401, ProblemCode::Unauthenticated);
        assert!(clock.elapsed() > Duration::from_millis(500), "it did not wait");

        let revoked = Jwt::of(user).claim("iat", unix_now() - 60).sign();
        let revoke = format!("/admin/user/{user}/revoke");
        let revoke = admin.post(&revoke, json!({}));
        let waits = wait_with(&server, user, &revoked, path);
        let (answer, revoke) = meanwhile(&server, waits, revoke).await;
        revoke.expect(204);
        answer.refused(401, ProblemCode::Unauthenticated);
    }
}

#[tokio::test]
async fn somebody_who_is_erased_while_they_wait_finds_nothing_any_more() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;

    let waits = user.messages(&session, "?wait=9");
    let (answer, _) = meanwhile(&server, waits, admin.delete("/admin/user/42")).await;

    answer.refused(404, ProblemCode::NotFound);
}

#[tokio::test]
async fn polls_are_answered_at_once_when_the_server_stops() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await.id;
    let clock = Deadline::within(Duration::from_secs(9));
    let waiting = tokio::spawn({
        let user = user.clone();
        async move {
            let events = user.request(Method::GET, "/chat/events?wait=9");
            let events = user.send(events.header("accept", "application/json"));
            tokio::join!(events, user.messages(&session, "?wait=9"))
        }
    });
    until_waiting(&server, 2).await;

    let stopped = tokio::task::spawn_blocking(|| server.terminate());

    let (events, messages) = waiting.await.unwrap();
    events.expect(200);
    messages.expect(200);
    assert_eq!(stopped.await.unwrap().status.code(), Some(0));
    assert!(clock.elapsed() < Duration::from_secs(8), "{:?}", clock.elapsed());
}
