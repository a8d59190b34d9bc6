//! Slack, by an incoming webhook.

use std::time::Duration;

use chatdesk_core::{Content, Notifier as _, Outcome, Reach, Recipient};
use chatdesk_notify::{IncomingWebhookError, Slack, Wording};
use chatdesk_testkit::given::NOW;
use serde_json::Value;

use crate::{
    golden::assert_golden,
    provider::{Answer, Provider},
    told::{
        NAME, WORDS, answered, at_home, browser, delivery, digest, shown, silent, unread, wording,
    },
};

/// The path is the secret.
fn slack(provider: &Provider, wording: Wording) -> Slack {
    let url = format!("{}/services/T0/B0/t0ken-of-a-device", provider.base());
    Slack::builder(url.parse().unwrap()).destinations(at_home()).wording(wording).build().unwrap()
}

async fn answers(answer: Answer) -> Provider {
    Provider::new(move |_| answer.clone()).await
}

async fn posted(wording: Wording, content: Content) -> Value {
    let provider = answers(Answer::new(200, "ok")).await;
    let outcome = slack(&provider, wording).deliver(&delivery(content)).await;
    assert_eq!(shown(&outcome), "sent");
    provider.asked("")[0].json()
}

fn own(name: &str, text: &str) -> Content {
    unread(Recipient::Own, name, text)
}

fn section(body: &Value) -> &str {
    assert_eq!(body["blocks"][1]["type"], "section");
    body["blocks"][1]["text"]["text"].as_str().unwrap()
}

#[tokio::test]
async fn every_answer_comes_to_what_it_says() {
    let html = "<html>my card is 4711";
    let rows = [
        (Answer::new(200, "ok"), "sent"),
        (Answer::new(400, "no_text"), "refused"),
        (Answer::new(400, "invalid_payload"), "refused"),
        (Answer::new(400, "invalid_blocks"), "refused"),
        (Answer::new(403, "action_prohibited"), "pause 300"),
        (Answer::new(403, "invalid_token"), "pause 300"),
        (Answer::new(404, "no_service"), "pause 300"),
        (Answer::new(404, html), "pause 300"),
        (Answer::new(410, "channel_is_archived"), "pause 300"),
        (Answer::new(413, html), "refused"),
        (Answer::new(429, "rate_limited"), "retry"),
        (Answer::new(429, "rate_limited").with("retry-after: 30"), "retry 30"),
        (Answer::new(500, "rollup_error"), "retry"),
        (Answer::new(502, html), "retry"),
        (Answer::new(503, html).with("retry-after: 120"), "retry 120"),
        (Answer::new(302, ""), "refused"),
    ];
    for (answer, outcome) in rows {
        let provider = answers(answer.clone()).await;
        let came = slack(&provider, wording()).deliver(&delivery(own("Ada", "hello"))).await;
        assert_eq!(shown(&came), outcome, "{answer:?}");
    }
}

#[tokio::test]
async fn an_outage_says_what_slack_calls_it_and_nothing_else() {
    let provider = answers(Answer::new(410, "channel_is_archived")).await;
    let came = slack(&provider, wording()).deliver(&delivery(own("Ada", "hello"))).await;
    let Outcome::Pause { why, .. } = &came else { panic!("{came:?}") };
    assert!(why.contains("channel_is_archived"), "{why}");
    drop(provider);
}

#[tokio::test]
async fn a_check_shows_nothing_and_knows_a_webhook_that_is_not_there() {
    for (answer, outcome) in [
        (Answer::new(400, "no_text"), "sent"),
        (Answer::new(400, "invalid_payload"), "sent"),
        (Answer::new(404, "no_service"), "pause 300"),
        (Answer::new(400, "<html>"), "refused"),
    ] {
        let provider = answers(answer).await;
        assert_eq!(shown(&slack(&provider, wording()).check(NOW).await), outcome);
        assert_eq!(provider.asked("")[0].body, "{}");
    }
}

#[tokio::test]
async fn an_alert_is_a_head_a_text_and_a_button() {
    assert_golden("slack-unread", &posted(wording(), own(NAME, "hello\nworld")).await);
    assert_golden("slack-digest", &posted(wording(), digest(Recipient::Own)).await);
    assert_golden("slack-test", &posted(wording(), Content::Test(Recipient::Own)).await);
    assert_golden("slack-silent", &posted(silent(), own(NAME, WORDS)).await);
}

#[tokio::test]
async fn a_text_cannot_mention_anybody_and_cannot_be_a_link() {
    let markup = "<!channel> <@U1> <https://evil.example|my bank> & *b* &lt;";
    let body = posted(wording(), own("<!here> & Eve", markup)).await;
    let escaped =
        "&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|my bank&gt; &amp; *b* &amp;lt;";
    assert_eq!(section(&body), escaped);
    assert_eq!(body["blocks"][1]["text"]["verbatim"], true);
    assert_eq!(body["text"], "&lt;!here&gt; &amp; Eve wrote");
    assert_eq!(body["blocks"][0]["text"]["type"], "plain_text");
    assert_golden("slack-markup", &body);
}

#[tokio::test]
async fn a_text_is_cut_at_three_thousand_characters_however_they_are_counted() {
    let x = |n: usize| "x".repeat(n);
    let rows = [
        ("limit-minus-1", x(2999), 2999, "x"),
        ("limit", x(3000), 3000, "x"),
        ("limit-plus-1", x(3001), 3000, "x…"),
        ("emoji-at-the-cut", x(2998) + "😀😀", 2999, "x…"),
        ("emoji", x(2998) + "😀", 3000, "😀"),
        ("entity-at-the-cut", x(2996) + "<<", 2997, "x…"),
        ("right-to-left", "שלום עולם ".repeat(400), 3000, "…"),
    ];
    for (name, text, n_units, end) in rows {
        let body = posted(wording(), own("Ada", &text)).await;
        let said = section(&body);
        assert!(said.encode_utf16().count() <= n_units && said.ends_with(end), "{name}");
        assert!(said.encode_utf16().count() + 1 >= n_units, "{name}");
        assert_golden(&format!("slack-{name}"), &body);
    }
    let body = posted(wording(), own(&"😀".repeat(300), "hello")).await;
    let head = body["blocks"][0]["text"]["text"].as_str().unwrap();
    assert!(head.encode_utf16().count() <= 150, "{head}");
}

#[tokio::test]
async fn only_links_that_can_be_opened_are_buttons() {
    let n_blocks = |body: &Value| body["blocks"].as_array().unwrap().len();
    let long = format!("https://shop.example/{}", "x".repeat(3000));
    for (link, n) in [("https://shop.example", 3), ("javascript:alert(1)", 2), (long.as_str(), 2)] {
        let wording = Wording { link: Some(link.to_owned()), ..wording() };
        assert_eq!(n_blocks(&posted(wording, own("Ada", "hello")).await), n, "{link}");
    }
}

#[tokio::test]
async fn what_is_for_others_is_not_posted() {
    let provider = answers(Answer::new(200, "ok")).await;
    let slack = slack(&provider, wording());
    for content in [answered(Recipient::Own, "Sam", "x"), unread(browser(), "Ada", "x")] {
        assert_eq!(shown(&slack.deliver(&delivery(content)).await), "refused");
    }
    assert!(provider.asked("").is_empty());
}

#[test]
fn it_is_told_of_waiting_customers_one_a_second_and_ten_a_minute() {
    let url = "https://hooks.slack.com/services/T0/B0/x".parse().unwrap();
    let slack = Slack::builder(url).build().unwrap();
    assert_eq!((slack.kind(), slack.interest().unread), ("slack", Some(Reach::Own)));
    assert_eq!(slack.interest().answers, None);
    let (alerting, limits) = (slack.alerting(), slack.limits());
    assert_eq!((alerting.edits, alerting.per_minute), (false, Some(10)));
    assert_eq!((limits.per_second, limits.per_recipient), (Some(1), Duration::ZERO));
}

#[test]
fn it_posts_to_slack_alone() {
    for url in [
        "https://hooks.slack.com.evil.example/services/s3cret",
        "https://evil.example/hooks.slack.com/s3cret",
        "http://hooks.slack.com/services/s3cret",
        "https://hooks.slack.com:8443/services/s3cret",
        "https://127.0.0.1/s3cret",
    ] {
        let error = Slack::builder(url.parse().unwrap()).build().unwrap_err();
        assert!(matches!(error, IncomingWebhookError::Elsewhere(_)), "{url}");
        assert!(!error.to_string().contains("s3cret"));
    }
    let shown = format!("{:?}", Slack::builder("https://hooks.slack.com/s3cret".parse().unwrap()));
    assert!(!shown.contains("s3cret"), "{shown}");
}
