//! What Meta's answers come to: by the code of an error, whatever its status.

use std::time::Duration;

use chatdesk_core::{Notifier as _, Outcome, Timestamp};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    after, error,
    given::{PHONE, again, assert_silent, says, test},
    provider::{Answer, Provider},
    taken, whole,
};

/// As a table says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    NeedsTemplate,
    RetryAfter(Option<u64>),
    PauseFor(u64),
    Refused,
}

async fn outcome(answer: Answer, attempt: u32) -> Outcome {
    let provider = Provider::new([answer]).await;
    let delivery = again(says(PHONE, "my card is 4711", &[]), attempt, after(0));
    let outcome = whole(&provider).carrier.deliver(&delivery).await;
    assert_eq!(provider.requests().len(), 1);
    assert_silent(&outcome);
    outcome
}

fn action(outcome: &Outcome) -> Action {
    match outcome {
        Outcome::NeedsTemplate { .. } => Action::NeedsTemplate,
        Outcome::Retry { after, .. } => Action::RetryAfter(after.map(|it| it.as_secs())),
        Outcome::Pause { until, .. } => Action::PauseFor(until.since(after(0)).as_secs()),
        Outcome::Refused { .. } => Action::Refused,
        other => panic!("{other:?}"),
    }
}

/// The rows of the providers' table, and what is done about them.
fn table() -> Vec<(i64, Action)> {
    let rows: [(&[i64], Action); 11] = [
        (&[131_047], Action::NeedsTemplate),
        (&[131_056], Action::RetryAfter(Some(4))),
        (&[130_429, 4, 80_007], Action::PauseFor(60)),
        (&[131_048], Action::PauseFor(900)),
        (&[131_016, 131_000, 131_057, 2, 1], Action::RetryAfter(None)),
        (&[131_026, 131_049, 131_050], Action::Refused),
        (&[131_051, 131_008, 131_009, 100, 131_062], Action::Refused),
        (&[132_000, 132_001, 132_005, 132_007, 132_012, 132_015, 132_016], Action::Refused),
        (&[190, 0, 3, 10, 200, 250, 299], Action::PauseFor(300)),
        (&[368, 131_031, 131_042, 130_497], Action::PauseFor(300)),
        (&[131_030], Action::Refused),
    ];
    rows.iter().flat_map(|(codes, action)| codes.iter().map(|&code| (code, *action))).collect()
}

#[tokio::test]
async fn each_code_comes_to_its_action_whatever_the_status() {
    for (code, expected) in table() {
        for status in [400, 401, 403, 429, 500] {
            let outcome = outcome(error(status, code), 1).await;
            assert_eq!(action(&outcome), expected, "{code} with {status}: {outcome:?}");
            assert!(format!("{outcome:?}").contains(&code.to_string()), "{outcome:?}");
        }
    }
}

#[tokio::test]
async fn one_person_is_left_alone_for_four_times_as_long_each_time() {
    for (attempt, seconds) in [(1, 4), (2, 16), (3, 64), (4, 256), (60, u64::MAX)] {
        let outcome = outcome(error(400, 131_056), attempt).await;
        assert_eq!(action(&outcome), Action::RetryAfter(Some(seconds)));
    }
}

#[tokio::test]
async fn meta_says_how_long_it_wants_to_be_left_alone() {
    let rows = [
        (error(429, 130_429).with("retry-after: 7"), Action::PauseFor(7)),
        (error(429, 131_056).with("retry-after: 90"), Action::RetryAfter(Some(90))),
        (error(500, 131_000).with("retry-after: 9"), Action::RetryAfter(Some(9))),
        (error(429, 999_999), Action::PauseFor(60)),
        (Answer::html(429), Action::PauseFor(60)),
        (Answer::html(429).with("retry-after: 3600"), Action::PauseFor(3_600)),
        (Answer::html(503).with("retry-after: 30"), Action::RetryAfter(Some(30))),
    ];
    for (answer, expected) in rows {
        assert_eq!(action(&outcome(answer, 1).await), expected);
    }
}

#[tokio::test]
async fn what_is_not_metas_own_answer_is_tried_again() {
    let answers = [
        Answer::html(200),
        Answer::html(302).with("location: https://example.com/"),
        Answer::html(400),
        Answer::html(403),
        Answer::html(502),
        Answer::json(500, &json!({})),
        Answer::json(500, &json!({"error": "oops"})),
        error(500, 999_999),
        Answer::json(400, &json!([])),
    ];
    for answer in answers {
        let outcome = outcome(answer, 1).await;
        assert_eq!(action(&outcome), Action::RetryAfter(None), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_code_that_nobody_knows_is_refused_and_named() {
    let outcome = outcome(error(400, 999_999), 1).await;

    assert_eq!(action(&outcome), Action::Refused);
    assert!(format!("{outcome:?}").contains("999999"), "{outcome:?}");
}

#[tokio::test]
async fn a_number_that_the_token_may_not_use_is_a_wrong_setting() {
    let mut body = crate::error_body(100);
    body["error"]["error_subcode"] = json!(33);
    let outcome = outcome(Answer::json(400, &body), 1).await;

    assert_eq!(action(&outcome), Action::PauseFor(300));
    assert!(format!("{outcome:?}").contains("phone_number_id"), "{outcome:?}");
}

#[tokio::test]
async fn an_expired_token_is_named_as_what_is_wrong() {
    let outcome = outcome(error(401, 190), 1).await;

    let Outcome::Pause { until, why } = outcome else { panic!("{outcome:?}") };
    assert_eq!(until, after(300));
    assert!(why.contains("access_token"), "{why}");
}

#[tokio::test]
async fn over_an_hour_without_meta_nothing_is_given_up_by_the_notifier() {
    // A port on which nobody listens.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let provider = Provider::new([taken("wamid.1")]).await;
    let whatsapp = crate::builder(&provider).api_base(base).build().unwrap().carrier;

    for (attempt, minutes) in [(1, 0), (2, 1), (5, 20), (8, 60)] {
        let at: Timestamp = after(minutes * 60);
        let delivery = again(says(PHONE, "Hello", &[]), attempt, at);
        let outcome = whatsapp.deliver(&delivery).await;
        assert_eq!(action(&outcome), Action::RetryAfter(None), "{outcome:?}");
        assert_silent(&outcome);
    }
}

#[tokio::test]
async fn a_channel_without_a_template_refuses_one() {
    let provider = Provider::new([taken("wamid.1")]).await;
    let whatsapp = crate::builder(&provider).build().unwrap().carrier;

    let outcome = whatsapp.deliver(&crate::given::asks(None)).await;

    assert_eq!(action(&outcome), Action::Refused);
    assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn a_test_asks_for_the_number_and_sends_nothing() {
    let number = json!({"verified_name": "Shop", "display_phone_number": "+1 555", "id": "1"});
    let provider = Provider::new([Answer::json(200, &number), error(401, 190)]).await;
    let whatsapp = whole(&provider).carrier;

    assert_eq!(whatsapp.deliver(&test()).await, Outcome::SENT);
    let outcome = whatsapp.deliver(&test()).await;
    assert_eq!(action(&outcome), Action::PauseFor(300));
    let why = whatsapp.check(after(0)).await.unwrap_err();
    assert!(why.contains("access_token"), "{why}");

    let fields = "?fields=display_phone_number,verified_name";
    for request in provider.requests() {
        assert_eq!(request.line, format!("GET /v26.0/106540352242922{fields}"));
    }
}

#[tokio::test]
async fn the_window_and_the_template_are_what_the_desk_is_told() {
    let provider = Provider::new([taken("wamid.1")]).await;
    let window = Some(Duration::from_secs(24 * 3_600 - 300));
    for (whatsapp, has_template) in [
        (whole(&provider).carrier, true),
        (crate::builder(&provider).build().unwrap().carrier, false),
    ] {
        let carries = whatsapp.interest().carries;
        let carriage = carries[&chatdesk_core::Channel::Whatsapp];
        assert_eq!((carriage.window, carriage.has_template), (window, has_template));
        assert_eq!((whatsapp.kind(), carries.len()), ("whatsapp", 1));
    }
}
