//! What Twilio's answers come to.

use std::time::Duration;

use chatdesk_core::{Channel, Notifier as _, Outcome};
use serde_json::json;
use tokio::net::TcpListener;

use super::{ACCOUNT, builder, error, taken, whole};
use crate::{
    after,
    given::{PHONE, asks, assert_silent, says, test},
    provider::{Answer, Provider},
};

async fn outcome(answer: Answer) -> Outcome {
    let provider = Provider::new([answer]).await;
    let outcome = whole(&provider).deliver(&says(PHONE, "my card is 4711", &[])).await;
    assert_silent(&outcome);
    outcome
}

/// What it is, with its seconds.
fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NeedsTemplate { .. } => "template".to_owned(),
        Outcome::Retry { after, .. } => format!("retry {}", after.unwrap_or_default().as_secs()),
        Outcome::Pause { until, .. } => format!("pause {}", until.since(after(0)).as_secs()),
        Outcome::Refused { .. } => "refused".to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_code_comes_to_its_action() {
    let rows = [
        (400, 63_016, "template"),
        (401, 20_003, "pause 300"),
        (401, 20_005, "pause 300"),
        (403, 20_008, "pause 300"),
        (403, 99_999, "pause 300"),
        (429, 20_429, "pause 60"),
        (429, 14_107, "pause 60"),
        (429, 63_018, "pause 60"),
        (429, 99_999, "pause 60"),
        (400, 21_201, "refused"),
        (400, 21_211, "refused"),
        (400, 21_610, "refused"),
        (400, 21_617, "refused"),
        (404, 20_404, "refused"),
        (400, 99_999, "refused"),
        (500, 20_500, "retry 0"),
        (503, 30_001, "retry 0"),
    ];
    for (status, code, expected) in rows {
        let outcome = outcome(error(status, code)).await;
        assert_eq!(word(&outcome), expected, "{code}");
        assert!(format!("{outcome:?}").contains(&code.to_string()), "{outcome:?}");
    }
}

#[tokio::test]
async fn twilio_says_how_long_it_wants_to_be_left_alone() {
    let rows = [
        (error(429, 20_429).with("retry-after: 7"), "pause 7"),
        (error(503, 20_503).with("retry-after: 9"), "retry 9"),
        (Answer::html(429), "pause 60"),
        (Answer::html(429).with("retry-after: 3600"), "pause 3600"),
    ];
    for (answer, expected) in rows {
        assert_eq!(word(&outcome(answer).await), expected);
    }
}

#[tokio::test]
async fn what_is_not_twilios_own_answer_is_tried_again() {
    for answer in [
        Answer::html(200),
        Answer::html(302).with("location: https://example.com/"),
        Answer::html(404),
        Answer::html(502),
        Answer::json(201, &json!([])),
        Answer::json(500, &json!({})),
    ] {
        assert_eq!(word(&outcome(answer).await), "retry 0");
    }
}

#[tokio::test]
async fn while_twilio_is_away_it_is_tried_again() {
    // A port on which nobody listens.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let provider = Provider::new([taken("SM1")]).await;

    let twilio = builder(&provider).api_base(base).build().unwrap();
    let outcome = twilio.deliver(&says(PHONE, "Hello", &[])).await;

    assert_eq!(word(&outcome), "retry 0");
    assert_silent(&outcome);
}

#[tokio::test]
async fn a_test_asks_for_the_account_and_sends_nothing() {
    let account = json!({"friendly_name": "Shop", "status": "active"});
    let provider = Provider::new([Answer::json(200, &account), error(401, 20_003)]).await;
    let twilio = whole(&provider);

    assert_eq!(twilio.deliver(&test()).await, Outcome::SENT);
    let why = twilio.check(after(0)).await.unwrap_err();
    assert!(why.contains("auth_token"), "{why}");

    for request in provider.requests() {
        assert_eq!(request.line, format!("GET /2010-04-01/Accounts/{ACCOUNT}.json"));
    }
}

#[tokio::test]
async fn the_window_and_the_template_are_what_the_desk_is_told() {
    let provider = Provider::new([taken("SM1")]).await;
    let bare = builder(&provider).build().unwrap();
    assert_eq!(word(&bare.deliver(&asks(None)).await), "refused");
    let window = Some(Duration::from_secs(24 * 3_600 - 300));
    for (twilio, has_template) in [(whole(&provider), true), (bare, false)] {
        let carriage = twilio.interest().carries[&Channel::Whatsapp];
        assert_eq!((carriage.window, carriage.has_template), (window, has_template));
        assert_eq!(twilio.kind(), "twilio");
    }
    assert!(provider.requests().is_empty());
}
