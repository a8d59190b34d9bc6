//! What Telegram's refusals come to: every row of the table in the documentation.

use std::time::Duration;

use chatdesk_core::{Content, Delivery, Notifier as _, Outcome, Recipient};
use chatdesk_notify::Telegram;
use chatdesk_testkit::given::NOW;
use serde_json::{Value, json};

use crate::{
    given::{
        CHAT, FIRST_MESSAGE, GROUP, assert_silent, builder, delivery, digest, grouped, hint, says,
        sent, test, topical, unread, wrote,
    },
    provider::{Answer, Provider},
};

/// What one attempt to tell the group comes to, and how many calls it took.
async fn told(answers: impl IntoIterator<Item = Answer>) -> (Outcome, usize) {
    let provider = Provider::new(answers).await;
    let outcome = grouped(&provider).deliver(&wrote(&["my card is 4711"])).await;
    assert_silent(&outcome);
    (outcome, provider.calls().len())
}

async fn outcome_of(answer: Answer) -> Outcome {
    let (outcome, n_calls) = told([answer]).await;
    assert_eq!(n_calls, 1, "{outcome:?}");
    outcome
}

#[track_caller]
fn assert_paused(outcome: &Outcome, seconds: u64, words: &str) {
    let Outcome::Pause { until, why } = outcome else { panic!("{outcome:?}") };
    assert_eq!(*until, NOW.plus(Duration::from_secs(seconds)));
    assert!(why.contains(words), "{why}");
}

#[tokio::test]
async fn the_whole_bot_waits_as_long_as_telegram_says() {
    let words = |seconds: u64| format!("Too Many Requests: retry after {seconds}");
    for (seconds, waits) in [(0, 1), (1, 1), (5, 5), (3600, 3600), (3601, 3600), (86_400, 3600)] {
        let retry = json!({"retry_after": seconds});
        let answer = Answer::parameters(429, &words(seconds), &retry);
        assert_paused(&outcome_of(answer).await, waits, "no more");
        // Without the parameter the words say it.
        let answer = Answer::refusal(429, &words(seconds));
        assert_paused(&outcome_of(answer).await, waits, "no more");
    }
}

#[tokio::test]
async fn without_a_word_of_how_long_it_is_half_a_minute() {
    for answer in [
        Answer::refusal(429, "Too Many Requests"),
        Answer::parameters(429, "", &json!({"retry_after": "soon"})),
        Answer::parameters(429, "", &json!({"retry_after": -5})),
        Answer::html(429, ""),
    ] {
        assert_paused(&outcome_of(answer).await, 30, "no more");
    }
    let answer = Answer::html(429, "retry-after: 7\r\n");
    assert_paused(&outcome_of(answer).await, 7, "no more");
}

#[tokio::test]
async fn a_wrong_token_and_a_second_user_of_it_pause_and_say_which() {
    for (code, words) in [(401, "Unauthorized"), (404, "Not Found")] {
        assert_paused(&outcome_of(Answer::refusal(code, words)).await, 300, "bot token is wrong");
    }
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot \
                 instance is running";
    assert_paused(&outcome_of(Answer::refusal(409, words)).await, 300, "same bot token");
}

#[tokio::test]
async fn whoever_is_not_there_or_does_not_want_it_is_gone() {
    for (code, words) in [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: bot is not a member of the channel chat"),
        (403, "Forbidden: something new"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
    ] {
        let outcome = outcome_of(Answer::refusal(code, words)).await;
        assert!(matches!(outcome, Outcome::Gone { .. }), "{words}: {outcome:?}");
    }
}

#[tokio::test]
async fn what_is_ours_to_mend_is_refused_and_says_what() {
    for (code, words, says) in [
        (400, "Bad Request: message text is empty", "nothing in it"),
        (400, "Bad Request: message is too long", "longer"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "rights"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "may not write"),
        (400, "Bad Request: my card is 4711", "answered 400"),
        (413, "Request Entity Too Large", "answered 413"),
    ] {
        let outcome = outcome_of(Answer::refusal(code, words)).await;
        let Outcome::Refused { why } = outcome else { panic!("{words}: {outcome:?}") };
        assert!(why.contains(says), "{why}");
    }
}

#[tokio::test]
async fn whoever_cannot_answer_now_is_asked_again() {
    let mut answers: Vec<_> = [500, 502, 503, 504]
        .into_iter()
        .flat_map(|code| [Answer::refusal(code, "Internal Server Error"), Answer::html(code, "")])
        .collect();
    let text = |status, text: &str| Answer::Text(status, "", text.to_owned());
    answers.extend([
        // Somebody in between, whatever they say.
        Answer::html(200, ""),
        Answer::html(400, ""),
        Answer::html(404, ""),
        Answer::html(302, "location: https://elsewhere.example/\r\n"),
        text(200, ""),
        text(200, "{\"ok\":"),
        text(200, "[]"),
        text(200, "{\"ok\":\"yes\"}"),
        text(200, &"x".repeat(300 * 1024)),
        Answer::Nothing,
    ]);
    for answer in answers {
        let outcome = outcome_of(answer).await;
        assert!(matches!(outcome, Outcome::Retry { after: None, .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn whoever_cannot_be_connected_to_is_asked_again() {
    let base = Provider::new([]).await.base();
    let telegram = Telegram::builder("1:a".into()).api_base(base).build().unwrap();
    let outcome = telegram.deliver(&hint("x")).await;
    assert!(matches!(outcome, Outcome::Retry { after: None, .. }), "{outcome:?}");
    assert_silent(&outcome);
}

#[tokio::test]
async fn what_arrived_without_a_name_has_arrived() {
    let answer = Answer::Text(200, "", json!({"ok": true}).to_string());
    assert_eq!(outcome_of(answer).await, Outcome::SENT);
}

#[tokio::test]
async fn entities_that_telegram_cannot_read_are_left_out_once() {
    for words in [
        "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0",
        "Bad Request: Entity URL 'https://…' is invalid: Wrong HTTP URL",
        "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text",
    ] {
        let provider = Provider::new([Answer::refusal(400, words)]).await;
        let outcome = grouped(&provider).deliver(&wrote(&["x"])).await;
        assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE + 1, None), "{words}");
        let calls = provider.calls();
        assert_eq!(calls[1].body["entities"], Value::Null);
        assert_eq!(calls[1].body["text"], calls[0].body["text"]);
        assert_ne!(calls[1].body["reply_markup"], Value::Null);

        let (outcome, n_calls) = told([1, 2].map(|_| Answer::refusal(400, words))).await;
        assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
        assert_eq!(n_calls, 2);
    }
}

#[tokio::test]
async fn a_button_that_telegram_does_not_take_is_left_out_once() {
    for words in ["BUTTON_URL_INVALID", "inline keyboard button URL 'x' is invalid: Wrong HTTP URL"]
    {
        let provider =
            Provider::new([Answer::refusal(400, &format!("Bad Request: {words}"))]).await;
        let outcome = grouped(&provider).deliver(&wrote(&["x"])).await;
        assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE + 1, None), "{words}");
        let body = &provider.calls()[1].body;
        assert_eq!(body["reply_markup"], Value::Null);
        assert_ne!(body["entities"], Value::Null);
    }
}

fn migrated(to: i64) -> Answer {
    let words = "Bad Request: group chat was upgraded to a supergroup chat";
    Answer::parameters(400, words, &json!({"migrate_to_chat_id": to}))
}

#[tokio::test]
async fn a_group_that_has_another_id_is_told_there_from_then_on() {
    const NEW: i64 = -1_009_876_543_210;
    let moved = Outcome::Moved { to: NEW.to_string() };
    for build in [grouped, topical] {
        let provider = Provider::new([migrated(NEW)]).await;
        let telegram = build(&provider);
        assert_eq!(telegram.deliver(&wrote(&["x"])).await, moved);
        assert_eq!(provider.calls().len(), 1);
        for delivery in [wrote(&["x"]), digest(), test(Recipient::Own)] {
            let outcome = telegram.deliver(&delivery).await;
            let Outcome::Sent { provider_id: Some(id), .. } = outcome else {
                panic!("{outcome:?}")
            };
            assert!(id.starts_with(&format!("{NEW}:")), "{id}");
        }
        assert!(provider.calls()[1..].iter().all(|call| call.body["chat_id"] == NEW));
    }
}

#[tokio::test]
async fn an_alert_of_the_former_group_is_not_changed_in_the_new_one() {
    let provider = Provider::new([migrated(-5)]).await;
    let telegram = grouped(&provider);
    let mut unread = unread(Some("Anna"), &["x"]);
    unread.told.provider_id = Some(format!("{GROUP}:7"));
    let delivery: Delivery = delivery(Content::Unread(unread));
    for _ in 0..2 {
        telegram.deliver(&delivery).await;
    }
    assert_eq!(provider.methods(), ["editMessageText", "sendMessage"]);
}

#[tokio::test]
async fn nobody_is_followed_in_circles() {
    let provider = Provider::new([migrated(-5), migrated(GROUP), migrated(-5)]).await;
    let telegram = grouped(&provider);
    telegram.deliver(&wrote(&["x"])).await;
    for _ in 0..2 {
        let outcome = telegram.deliver(&wrote(&["x"])).await;
        assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_telegram_cannot_reach_is_refused_without_asking() {
    let provider = Provider::new([]).await;
    let mut unread = unread(None, &["x"]);
    unread.to = Recipient::Chat("Anna".to_owned());
    let nameless = Recipient::Email("anna@example.org".to_owned());
    for delivery in [
        wrote(&["x"]),
        digest(),
        test(nameless),
        delivery(Content::Unread(unread)),
        says(" \n ", &[]),
    ] {
        // No group is set.
        let outcome = builder(&provider).build().unwrap().deliver(&delivery).await;
        assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
        assert_silent(&outcome);
    }
    assert!(provider.calls().is_empty(), "of {CHAT} and all others nobody was asked");
}
