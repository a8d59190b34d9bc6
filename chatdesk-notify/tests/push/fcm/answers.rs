//! Every code of FCM, and what stands in between.

use chatdesk_core::{Content, Notifier as _, Outcome, Recipient};
use serde_json::{Value, json};

use super::{fcm, fcm_at, google, push_one, sent};
use crate::{
    provider::{Answer, Provider},
    told::{answered, assert_silent, browser, delivery, digest, shown, unread, wording},
};

fn failed(status: u16, name: &str, details: &Value) -> Answer {
    // What it says may name the device.
    let message = "Requested entity t0ken-of-a-device was not found.";
    let error = json!({"code": status, "status": name, "message": message, "details": details});
    Answer::new(status, json!({"error": error}))
}

fn coded(status: u16, name: &str, code: &str) -> Answer {
    let kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
    failed(status, name, &json!([{"@type": kind, "errorCode": code}]))
}

fn field(name: &str) -> Answer {
    let fcm = json!({"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError",
        "errorCode": "INVALID_ARGUMENT"});
    let request = json!({"@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": name, "description": "Invalid value"}]});
    failed(400, "INVALID_ARGUMENT", &json!([fcm, request]))
}

fn invalid_token() -> Answer {
    let message = "The registration token is not a valid FCM registration token";
    let error = json!({"code": 400, "status": "INVALID_ARGUMENT", "message": message});
    Answer::new(400, json!({"error": error}))
}

/// From the table of FCM's error codes.
fn table() -> Vec<(Answer, &'static str)> {
    let html = "<html><body>Bad Gateway";
    vec![
        (sent(), "sent"),
        (Answer::new(200, "taken"), "sent"),
        (coded(404, "NOT_FOUND", "UNREGISTERED"), "gone"),
        (coded(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), "gone"),
        (field("message.token"), "gone"),
        (field("message.fid"), "gone"),
        (invalid_token(), "gone"),
        (field("message.data[0].value"), "refused"),
        (failed(400, "INVALID_ARGUMENT", &json!([])), "refused"),
        // Also said of a project that is not there: no device is forgotten for it.
        (failed(404, "NOT_FOUND", &json!([])), "refused"),
        (Answer::new(404, html), "refused"),
        (coded(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), "retry 60"),
        (coded(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED").with("retry-after: 7"), "retry 7"),
        (Answer::new(429, html), "retry 60"),
        (coded(503, "UNAVAILABLE", "UNAVAILABLE"), "retry 10"),
        (coded(503, "UNAVAILABLE", "UNAVAILABLE").with("retry-after: 90"), "retry 90"),
        (failed(503, "UNAVAILABLE", &json!([])), "retry 10"),
        (Answer::new(503, html), "retry 10"),
        (coded(500, "INTERNAL", "INTERNAL"), "retry"),
        (Answer::new(500, ""), "retry"),
        (Answer::new(502, html), "retry"),
        (Answer::new(504, html).with("retry-after: 3"), "retry 3"),
        (coded(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), "pause 300"),
        (failed(403, "PERMISSION_DENIED", &json!([])), "pause 300"),
        (Answer::new(302, ""), "refused"),
        (Answer::new(413, html), "refused"),
        (coded(400, "INVALID_ARGUMENT", "SOMETHING_NEW"), "refused"),
        (Answer::new(503, json!({"error": "text"})), "retry 10"),
        (Answer::new(503, json!([1])), "retry 10"),
    ]
}

#[tokio::test]
async fn every_code_comes_to_what_it_says() {
    for (answer, outcome) in table() {
        let said = answer.clone();
        let google = google(move |_| said.clone()).await;
        assert_eq!(shown(&push_one(&google).await), outcome, "{answer:?}");
        assert_eq!(google.asked(":send").len(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn what_is_sent_is_called_as_fcm_calls_it() {
    let google = google(|_| sent()).await;
    let name = "projects/demo-shop/messages/0:1".to_owned();
    assert_eq!(push_one(&google).await, Outcome::sent(name));
}

#[tokio::test]
async fn nobody_there_is_tried_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let google = google(|_| sent()).await;
    let content = || unread(browser(), "Ada", "hello");
    for (tokens, api) in [(nobody.as_str(), google.base()), (google.base(), nobody.as_str())] {
        let outcome = fcm_at(tokens, api, wording()).deliver(&delivery(content())).await;
        assert_eq!(shown(&outcome), "retry");
    }
}

#[tokio::test]
async fn a_check_sends_nothing_and_says_what_is_wrong() {
    let google = google(|_| sent()).await;
    let fcm = fcm(&google, wording());
    assert_eq!(shown(&fcm.check(delivery(Content::Test(browser())).at).await), "sent");
    let [asked] = &google.asked("v1/projects/demo-shop/messages:send")[..] else { panic!() };
    assert_eq!(asked.json()["validate_only"], true);

    let denied = Provider::new(|_| Answer::new(400, json!({"error": "invalid_grant"}))).await;
    let outcome = super::fcm(&denied, wording()).check(delivery(Content::Test(browser())).at).await;
    let Outcome::Pause { why, .. } = &outcome else { panic!("{outcome:?}") };
    assert!(why.contains("service account") && why.contains("invalid_grant"), "{why}");
    assert_silent(&outcome);
}

#[tokio::test]
async fn what_is_for_no_device_is_refused() {
    let google = google(|_| sent()).await;
    let fcm = fcm(&google, wording());
    let own = Recipient::Own;
    let email = Recipient::Email("ada@example.com".to_owned());
    let rows = [unread(own.clone(), "Ada", "x"), answered(email, "Sam", "x"), digest(own)];
    for content in rows {
        assert_eq!(shown(&fcm.deliver(&delivery(content)).await), "refused");
    }
    assert!(google.asked("").is_empty());
}
