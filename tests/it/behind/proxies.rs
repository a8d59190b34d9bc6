//! Proxies that drop, cut, repeat and hold back.

use std::time::Duration;

use chatdesk_api::{EventsAnswer, MessagesAnswer, ProblemCode, StreamEvent};
use chatdesk_tests::{Actor, Between, Deadline, Jwt, Request, Resume, Server, Treatment, User};
use http::Method;
use serde_json::{Value, json};

use crate::streams::fold::contents;

async fn between(server: &Server, treatment: Treatment) -> Between {
    Between::start(server.api(), treatment).await
}

async fn texts(user: &User, session: &str) -> Vec<String> {
    let answer: MessagesAnswer = user.messages(session, "").await.ok();
    answer.messages.into_iter().map(|it| it.content).collect()
}

#[tokio::test]
async fn behind_one_that_repeats_posts_everything_with_a_client_id_is_stored_once() {
    let server = Server::start().await;
    let treatment = Treatment { repeats_posts: true, ..Treatment::default() };
    let proxy = between(&server, treatment).await;
    let user = User::new(proxy.api(), "42");

    let opened = user.post("/chat/sessions", json!({"message": "one", "client_id": "c1"})).await;
    let session = opened.expect(200).json()["id"].as_str().unwrap().to_owned();
    let sent = user.post_message(&session, json!({"content": "two", "client_id": "c2"})).await;
    assert_eq!(sent.expect(200).json()["id"], json!(2));
    let by_header = user.request(Method::POST, &format!("/chat/session/{session}/messages"));
    let by_header = by_header.header("idempotency-key", "c3").json(&json!({"content": "three"}));
    assert_eq!(user.send(by_header).await.expect(200).json()["id"], json!(3));
    user.mark_read(&session, 3).await.expect(200);
    user.end(&session).await.expect(200);

    assert_eq!(texts(&user, &session).await, ["one", "two", "three"]);
    let sessions = user.get("/chat/sessions").await.json();
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn behind_one_that_repeats_posts_a_ticket_with_a_client_id_is_opened_once() {
    let server = Server::start().await;
    let treatment = Treatment { repeats_posts: true, ..Treatment::default() };
    let proxy = between(&server, treatment).await;
    let body = json!({
        "phone_number": "+31 6 1234 5678", "sender_name": "Ann", "issue_description": "lost",
        "client_id": "t1",
    });
    let request = Request::new(Method::POST, &proxy.api().target("/support/tickets")).json(&body);

    let answer = proxy.api().send(request).await;

    assert_eq!(answer.expect(200).json()["ticket_id"], json!(1));
    let open: Value = server.agent("a").get("/support/open-tickets").await.ok();
    assert_eq!(open["total"], json!(1));
}

#[tokio::test]
async fn behind_one_that_repeats_posts_what_has_no_client_id_is_stored_twice() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await.id;
    let treatment = Treatment { repeats_posts: true, ..Treatment::default() };
    let proxy = between(&server, treatment).await;

    let through = User::new(proxy.api(), "42");
    through.post_message(&session, json!({"content": "two"})).await.expect(201);

    assert_eq!(texts(&user, &session).await, ["one", "two", "two"]);
}

#[tokio::test]
async fn behind_one_that_drops_authorization_everybody_is_nobody_and_is_told_why() {
    let server = Server::start().await;
    let treatment = Treatment { drops_authorization: true, ..Treatment::default() };
    let proxy = between(&server, treatment).await;
    let session = server.user("42").open("one").await.id;
    let user = User::new(proxy.api(), "42");

    let status = user.get("/chat/status").await.json();
    assert_eq!((&status["cursor"], &status["open_session_id"]), (&json!(null), &json!(null)));
    for path in ["/chat/sessions", "/chat/events", &format!("/chat/session/{session}/messages")] {
        let detail = user.get(path).await.refused(401, ProblemCode::Unauthenticated).detail;
        assert!(detail.contains("Authorization") && detail.contains("proxy"), "{detail}");
    }
}

#[tokio::test]
async fn behind_one_that_cuts_what_is_silent_for_20_seconds_a_stream_goes_on() {
    let server = Server::start().await;
    let treatment =
        Treatment { longest_silence: Some(Duration::from_secs(20)), ..Treatment::default() };
    let proxy = between(&server, treatment).await;
    let mut stream = User::new(proxy.api(), "42").stream(&Resume::now()).await;
    let begun = Deadline::within(Duration::from_secs(60));

    let mut n_pings = 0;
    while n_pings < 2 {
        let event = stream.next_within(Duration::from_secs(20)).await.unwrap();
        n_pings += usize::from(matches!(event.event, StreamEvent::Ping(_)));
    }
    assert!(begun.elapsed() > Duration::from_secs(20), "{:?}", begun.elapsed());
    server.user("42").open("still there").await;

    assert_eq!(contents(&stream.until_message("still there").await), ["still there"]);
}

#[tokio::test]
async fn behind_one_that_cuts_sooner_than_the_pings_come_nothing_is_lost_or_repeated() {
    let server = Server::start().await;
    let treatment =
        Treatment { longest_silence: Some(Duration::from_millis(300)), ..Treatment::default() };
    let proxy = between(&server, treatment).await;
    let (user, agent) = (User::new(proxy.api(), "42"), server.agent("a"));
    let session = user.open("0").await.id;
    let mut stream = user.stream(&Resume::now()).await;
    let mut cursor = stream.hello_id().to_owned();
    let mut heard = Vec::new();
    for round in 1..=5 {
        agent.write(&session, &format!("{round} while it is open")).await;
        // It ends, by the proxy's hand.
        heard.extend(stream.rest().await);
        agent.write(&session, &format!("{round} while it is cut")).await;
        cursor = heard.last().map_or(cursor, |event| event.id.clone());
        stream = user.stream(&Resume::after(&cursor)).await;
    }
    heard.extend(stream.rest().await);

    let expected: Vec<String> = (1..=5)
        .flat_map(|round| ["open", "cut"].map(|how| format!("{round} while it is {how}")))
        .collect();
    assert_eq!(contents(&heard), expected);
}

#[tokio::test]
async fn behind_one_that_holds_answers_back_a_long_poll_brings_the_news() {
    let server = Server::start().await;
    let proxy = between(&server, Treatment { buffers: true, ..Treatment::default() }).await;
    let token = Jwt::of("42").sign();
    let user = User::with_token(proxy.api(), "42", &token);
    let session = user.open("one").await.id;
    let cursor = user.get("/chat/status").await.json()["cursor"].as_str().unwrap().to_owned();
    let path = format!("/chat/events?after={cursor}&wait=5");
    let poll = user.request(Method::GET, &path).header("accept", "application/json");

    server.agent("a").write(&session, "two").await;
    let EventsAnswer { events, .. } = user.send(poll).await.ok();

    let is_it = |event: &StreamEvent| matches!(event, StreamEvent::Message(it) if it.message.content == "two");
    assert!(events.iter().any(|it| is_it(&it.event)), "{events:?}");
}
