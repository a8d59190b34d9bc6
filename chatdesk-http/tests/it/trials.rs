//! Which ways out there are, and what a test by one of them comes to, as administrators see it.

use std::time::Duration;

use axum::Router;
use chatdesk_core::{Clock as _, Content, Delivery, DeliveryId, Outcome, Recipient, Timestamp};
use chatdesk_http::webhook_event;
use chatdesk_testkit::RecordingNotifier;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, ask, get, tokens};

const HOUR: Duration = Duration::from_hours(1);

async fn test(router: &Router, bearer: &str, kind: &str) -> Answer {
    let path = format!("/admin/channels/{kind}/test");
    ask(router, Request::post(&path).header("authorization", bearer), "").await
}

#[tokio::test]
async fn a_test_is_one_attempt_and_says_what_it_came_to_in_words() {
    let bell = RecordingNotifier::new("bell");
    let stage = Stage::telling(&bell).await;
    let router = stage.router(tokens());
    let admin = format!("Bearer {}", stage.token("root", "admin", HOUR));
    let why = || "a word".to_owned();
    let until = stage.clock.now().plus(HOUR);
    let rows: [(Outcome, Value); 7] = [
        (Outcome::SENT, json!({"state": "sent", "error": null})),
        (Outcome::sent("7".to_owned()), json!({"state": "sent", "error": null})),
        (Outcome::Retry { after: None, why: why() }, json!({"state": "failed", "error": "a word"})),
        (Outcome::Refused { why: why() }, json!({"state": "failed", "error": "a word"})),
        (Outcome::Gone { why: why() }, json!({"state": "failed", "error": "a word"})),
        (Outcome::NeedsTemplate { why: why() }, json!({"state": "failed", "error": "a word"})),
        (Outcome::Pause { until, why: why() }, json!({"state": "failed", "error": "a word"})),
    ];
    for (n_before, (outcome, expected)) in rows.into_iter().enumerate() {
        bell.answer(outcome);
        let answer = test(&router, &admin, "bell").await;

        assert_eq!((answer.status, answer.json()), (StatusCode::OK, expected));
        let attempts = bell.attempts();
        assert_eq!(attempts.len(), n_before + 1);
        assert_eq!(attempts[n_before].content, Content::Test(Recipient::Own));
        assert_eq!((attempts[n_before].attempt, attempts[n_before].at), (1, stage.clock.now()));
    }
    let ids: std::collections::BTreeSet<_> =
        bell.attempts().into_iter().map(|delivery| delivery.id).collect();
    assert_eq!(ids.len(), 7, "a receiver that counts would drop the second");
}

#[tokio::test]
async fn a_way_out_that_is_not_there_is_not_found_and_nothing_is_stored_of_a_test() {
    let bell = RecordingNotifier::new("bell");
    let stage = Stage::telling(&bell).await;
    let router = stage.router(tokens());
    let admin = format!("Bearer {}", stage.token("root", "admin", HOUR));
    bell.answer(Outcome::Refused { why: "no".to_owned() });

    assert_eq!(test(&router, &admin, "bell").await.status, StatusCode::OK);
    assert_eq!(test(&router, &admin, "telegram").await.status, StatusCode::NOT_FOUND);
    assert_eq!(test(&router, &admin, "%FF").await.status, StatusCode::NOT_FOUND);
    for state in ["failed", "waiting"] {
        let path = format!("/admin/deliveries?state={state}");
        let listed = ask(&router, get(&path).header("authorization", &admin), "").await.json();
        assert_eq!((&listed["total"], &listed["pauses"]), (&json!(0), &json!([])));
    }
    assert_eq!(bell.n_attempts(), 1);
}

#[tokio::test]
async fn every_way_out_is_listed_with_what_it_is_for() {
    let bell = RecordingNotifier::new("bell");
    let stage = Stage::telling(&bell).await;
    let router = stage.router(tokens());
    let admin = format!("Bearer {}", stage.token("root", "admin", HOUR));
    let asked = get("/admin/channels").header("authorization", &admin);

    let listed = ask(&router, asked, "").await;

    let bell = json!({
        "kind": "bell", "alerts": true, "answers": false, "events": false, "carries": [],
        "paused": null,
    });
    assert_eq!(listed.json(), json!({ "channels": [bell] }));
}

#[test]
fn a_system_of_the_hosts_is_tested_with_the_event_check() {
    let content = Content::Test(Recipient::Own);
    let delivery = Delivery::new(
        DeliveryId::made("test:1"),
        "2026-11-22T00:00:00Z".parse::<Timestamp>().unwrap(),
        content,
    );
    let event = serde_json::to_value(webhook_event(&delivery).unwrap()).unwrap();
    assert_eq!((&event["type"], &event["data"]), (&json!("check"), &json!({})));
}
