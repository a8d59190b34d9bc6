//! What waits to be told, and what was given up, as administrators see it.

use std::time::Duration;

use axum::Router;
use chatdesk_core::{Clock as _, Outcome};
use chatdesk_testkit::{RecordingNotifier, eventually};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::stage::{Stage, ask, get, tokens};

const HOUR: Duration = Duration::from_hours(1);

async fn list(router: &Router, bearer: &str, query: &str) -> Value {
    let path = format!("/admin/deliveries{query}");
    let answer = ask(router, get(&path).header("authorization", bearer), "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

/// The one delivery of a state, once it is there.
async fn one(router: &Router, bearer: &str, state: &str) -> Value {
    eventually("the delivery is listed", async || {
        let listed = list(router, bearer, &format!("?state={state}")).await;
        let row = listed["deliveries"].get(0).filter(|row| !row["error"].is_null());
        row.map(|row| {
            assert_eq!(listed["total"], 1);
            assert_eq!(listed["next_cursor"], Value::Null);
            row.clone()
        })
    })
    .await
}

#[tokio::test]
async fn what_was_given_up_is_shown_without_an_address_and_tried_again_by_hand() {
    let bell = RecordingNotifier::new("bell");
    bell.answer(Outcome::Refused { why: "the receiver is gone".to_owned() });
    bell.answer(Outcome::Retry { after: Some(HOUR), why: "busy".to_owned() });
    let stage = Stage::telling(&bell).await;
    let router = stage.router(tokens());
    let bearer = |sub, role| format!("Bearer {}", stage.token(sub, role, HOUR * 9));
    let admin = bearer("root", "admin");
    let asked =
        Request::post("/chat/sessions").header("authorization", bearer("ada@x.org", "user"));
    let opened = ask(&router, asked, r#"{"message": "a secret"}"#).await;
    assert!(opened.status.is_success(), "{}", opened.text);

    let failed = one(&router, &admin, "failed").await;

    assert_eq!(failed["notifier"], "bell");
    assert_eq!(failed["state"], "failed");
    assert_eq!(failed["attempts"], 1);
    assert_eq!(failed["error"], "the receiver is gone");
    assert!(failed["id"].as_str().unwrap().starts_with("dlv_"));
    let text = failed.to_string();
    assert!(!text.contains("ada@x.org") && !text.contains("secret"), "{text}");
    let retry = format!("/admin/deliveries/{}/retry", failed["id"].as_str().unwrap());
    let asked = || Request::post(&retry).header("authorization", &admin);
    let answer = ask(&router, asked(), "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(
        (&answer.json()["state"], &answer.json()["attempts"]),
        (&"waiting".into(), &0.into())
    );
    let waiting = one(&router, &admin, "waiting").await;
    assert_eq!(waiting["id"], failed["id"]);
    eventually("it is tried again", async || {
        let row = one(&router, &admin, "waiting").await;
        (row["error"] == "busy").then_some(())
    })
    .await;
    // One that waits stays as it is.
    let answer = ask(&router, asked(), "").await;
    assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::OK, &"busy".into()));
    assert_eq!(bell.n_attempts(), 2);
}

#[tokio::test]
async fn who_is_left_alone_is_shown_until_when_and_why() {
    let bell = RecordingNotifier::new("bell");
    let stage = Stage::telling(&bell).await;
    let until = stage.clock.now().plus(HOUR);
    bell.answer(Outcome::Pause { until, why: "too many".to_owned() });
    let router = stage.router(tokens());
    let bearer = |sub, role| format!("Bearer {}", stage.token(sub, role, HOUR * 9));
    let admin = bearer("root", "admin");
    let asked = Request::post("/chat/sessions").header("authorization", bearer("ada", "user"));
    assert_eq!(list(&router, &admin, "").await["pauses"], json!([]));

    ask(&router, asked, r#"{"message": "hello"}"#).await;

    let pauses = eventually("it pauses", async || {
        let listed = list(&router, &admin, "").await;
        listed["pauses"].get(0).is_some().then(|| listed["pauses"].clone())
    });
    let until = until.to_string();
    let pause = json!({"notifier": "bell", "until": until, "why": "too many"});
    assert_eq!(pauses.await, json!([pause]));
}
