//! Sessions that were kept long enough, as clients see them go.

use std::time::Duration;

use axum::Router;
use chatdesk_testkit::eventually;
use http::{Request, StatusCode};
use serde_json::Value;

use crate::stage::{Line, Stage, ask, get, tokens};

const DAY: Duration = Duration::from_hours(24);

impl Stage {
    /// The token of somebody who is there to see it go.
    fn bearer(&self, sub: &str, role: &str) -> String {
        format!("Bearer {}", self.token(sub, role, 400 * DAY))
    }

    /// Time passes, past the sweep that follows.
    fn lets_pass(&self, time: Duration) {
        self.clock.advance(time + Duration::from_mins(1));
    }
}

async fn post(router: &Router, bearer: &str, path: &str, body: &str) -> Value {
    let answer = ask(router, Request::post(path).header("authorization", bearer), body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text);
    answer.json()
}

/// A session with one message, which has ended.
async fn ended(router: &Router, bearer: &str) -> String {
    let body = r#"{"message": "goodbye", "another": true}"#;
    let session = post(router, bearer, "/chat/sessions", body).await;
    let id = session["id"].as_str().unwrap().to_owned();
    post(router, bearer, &format!("/chat/session/{id}/end"), "{}").await;
    id
}

async fn status(router: &Router, bearer: &str, session: &str) -> StatusCode {
    let path = format!("/chat/session/{session}/messages");
    ask(router, get(&path).header("authorization", bearer), "").await.status
}

async fn goes(router: &Router, bearer: &str, session: &str) {
    eventually("the session goes", async || {
        (status(router, bearer, session).await == StatusCode::NOT_FOUND).then_some(())
    })
    .await;
}

/// What a stream says but `ping`; how long nothing happened is no news.
async fn news(line: &mut Line) -> (String, Value) {
    loop {
        let event = line.next().await.unwrap();
        if event.0 != "ping" {
            return event;
        }
    }
}

#[tokio::test]
async fn a_session_that_was_kept_long_enough_is_there_for_nobody_and_an_open_one_stays() {
    let stage = Stage::keeping(Some(30 * DAY)).await;
    let router = stage.router(tokens());
    let (user, agent) = (stage.bearer("42", "user"), stage.bearer("7", "agent"));
    let old = ended(&router, &user).await;
    stage.lets_pass(10 * DAY);
    let later = ended(&router, &user).await;
    let open = post(&router, &user, "/chat/sessions", r#"{"message": "still here"}"#).await;
    let open = open["id"].as_str().unwrap();

    stage.lets_pass(20 * DAY);

    goes(&router, &agent, &old).await;
    assert_eq!(status(&router, &user, &old).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&router, &user, &later).await, StatusCode::OK);
    let list = ask(&router, get("/admin/chat/sessions").header("authorization", &agent), "").await;
    assert_eq!(list.json()["total"], 2);
    stage.lets_pass(300 * DAY);
    goes(&router, &user, &later).await;
    assert_eq!(status(&router, &user, open).await, StatusCode::OK);
}

#[tokio::test]
async fn readers_of_what_goes_are_told_to_begin_anew() {
    let stage = Stage::keeping(Some(30 * DAY)).await;
    let router = stage.router(tokens());
    let (user, agent) = (stage.bearer("42", "user"), stage.bearer("7", "agent"));
    let old = ended(&router, &user).await;
    let mut lines = Vec::new();
    for bearer in [&user, &agent] {
        let request = get("/chat/events").header("authorization", bearer);
        let mut line = Line::open(&router, request).await;
        assert_eq!(line.event().await, "hello");
        lines.push(line);
    }

    stage.lets_pass(30 * DAY);

    for line in &mut lines {
        let (event, data) = news(line).await;
        assert_eq!((event.as_str(), &data["reason"]), ("reset", &Value::from("too_far")));
    }
    assert_eq!(status(&router, &user, &old).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_setting_nothing_goes() {
    let stage = Stage::new().await;
    let router = stage.router(tokens());
    let user = stage.bearer("42", "user");
    let old = ended(&router, &user).await;
    let request = get("/chat/events").header("authorization", &user);
    let mut line = Line::open(&router, request).await;
    assert_eq!(line.event().await, "hello");

    stage.lets_pass(399 * DAY);
    post(&router, &user, "/chat/sessions", r#"{"message": "here again"}"#).await;

    assert_eq!(news(&mut line).await.0, "message");
    assert_eq!(status(&router, &user, &old).await, StatusCode::OK);
}
