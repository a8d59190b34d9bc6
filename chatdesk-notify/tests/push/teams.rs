//! Teams, by a workflow.

use chatdesk_core::{Content, Notifier as _, Reach, Recipient};
use chatdesk_notify::{IncomingWebhookError, Teams, Wording};
use serde_json::{Value, json};

use crate::{
    golden::assert_golden,
    provider::{Answer, Provider},
    told::{NAME, WORDS, answered, at_home, delivery, digest, shown, silent, unread, wording},
};

/// 28 KB, as the smaller of its readings.
const LIMIT: usize = 28_000;

/// What signs it is the secret.
fn teams(provider: &Provider, wording: Wording) -> Teams {
    let url = format!("{}/workflows/1?sig=t0ken-of-a-device", provider.base());
    Teams::builder(url.parse().unwrap()).destinations(at_home()).wording(wording).build().unwrap()
}

async fn answers(answer: Answer) -> Provider {
    Provider::new(move |_| answer.clone()).await
}

async fn posted(wording: Wording, content: Content) -> Value {
    let provider = answers(Answer::new(202, "")).await;
    let outcome = teams(&provider, wording).deliver(&delivery(content)).await;
    assert_eq!(shown(&outcome), "sent");
    assert_eq!(provider.asked("")[0].path, "/workflows/1?sig=t0ken-of-a-device");
    provider.asked("")[0].json()
}

fn own(name: &str, text: &str) -> Content {
    unread(Recipient::Own, name, text)
}

/// What the card shows, line by line.
fn lines(body: &Value) -> Vec<&str> {
    let blocks = body["attachments"][0]["content"]["body"].as_array().unwrap();
    blocks.iter().map(|block| block["inlines"][0]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_answer_comes_to_what_it_says() {
    let off = json!({"error": {"code": "WorkflowTriggerIsNotEnabled", "message": WORDS}});
    let html = "<html>my card is 4711";
    let rows = [
        (Answer::new(202, ""), "sent"),
        (Answer::new(200, "1"), "sent"),
        (Answer::new(400, json!({"error": {"code": "TriggerInputSchemaMismatch"}})), "refused"),
        (Answer::new(400, html), "refused"),
        (Answer::new(400, off), "pause 300"),
        (Answer::new(401, json!({"error": {"code": "AuthorizationFailed"}})), "pause 300"),
        (Answer::new(403, html), "pause 300"),
        (Answer::new(404, json!({"error": {"code": "WorkflowNotFound"}})), "pause 300"),
        (Answer::new(410, ""), "pause 300"),
        (Answer::new(413, html), "refused"),
        (Answer::new(429, ""), "retry"),
        (Answer::new(429, "").with("retry-after: 17"), "retry 17"),
        (Answer::new(500, ""), "retry"),
        (Answer::new(502, html), "retry"),
        (Answer::new(503, "").with("retry-after: 60"), "retry 60"),
        (Answer::new(302, ""), "refused"),
    ];
    for (answer, outcome) in rows {
        let provider = answers(answer.clone()).await;
        let came = teams(&provider, wording()).deliver(&delivery(own("Ada", "hello"))).await;
        assert_eq!(shown(&came), outcome, "{answer:?}");
    }
}

#[tokio::test]
async fn an_alert_is_a_card_with_a_title_lines_and_a_way_there() {
    assert_golden("teams-unread", &posted(wording(), own(NAME, "hello\n\nworld")).await);
    assert_golden("teams-digest", &posted(wording(), digest(Recipient::Own)).await);
    assert_golden("teams-test", &posted(wording(), Content::Test(Recipient::Own)).await);
    assert_golden("teams-silent", &posted(silent(), own(NAME, WORDS)).await);
}

#[tokio::test]
async fn a_text_is_shown_as_it_was_written() {
    let markup = "**bold** [my bank](https://evil.example) {{DATE(2026-01-01T00:00:00Z)}} <at>Eve</at>\n1. one\n- two";
    let body = posted(wording(), own("_Eve_ [x](https://evil.example)", markup)).await;
    let mut said = vec!["_Eve_ [x](https://evil.example) wrote"];
    said.extend(markup.split('\n'));
    assert_eq!(lines(&body), said);
    // Where Markdown is read there is nothing of theirs.
    assert!(!body.to_string().contains("\"TextBlock\""));
    assert_golden("teams-markup", &body);
    assert_golden("teams-right-to-left", &posted(wording(), own("אדה", "שלום עולם")).await);
    assert_golden("teams-emoji", &posted(wording(), own("😀", "a😀b")).await);
}

#[tokio::test]
async fn a_text_is_cut_where_the_card_is_full_and_between_characters() {
    let bare = posted(wording(), own("Ada", "x")).await.to_string().len() - 1;
    let room = LIMIT - bare;
    let x = |n: usize| "x".repeat(n);
    let rows = [
        ("limit − 1", x(room - 1), room - 1, "x"),
        ("limit", x(room), room, "x"),
        ("limit + 1", x(room + 1), room - 2, "x…"),
        ("emoji at the cut", x(room - 4) + "😀😀", room - 2, "x…"),
        ("emoji", x(room - 4) + "😀", room - 3, "😀"),
        ("quotes", "\"\\".repeat(20_000), 0, "…"),
    ];
    for (name, text, n_characters, end) in rows {
        let body = posted(wording(), own("Ada", &text)).await;
        let n_bytes = body.to_string().len();
        assert!(n_bytes <= LIMIT, "{name}: {n_bytes}");
        let said = lines(&body)[1];
        assert!(said.ends_with(end), "{name}");
        let n = said.chars().count();
        assert!(n_characters == 0 || n.abs_diff(n_characters) <= 2, "{name}: {n}");
    }
    for many in ["x\n".repeat(20_000), "😀\n".repeat(20_000)] {
        let body = posted(wording(), own("Ada", &many)).await;
        let n_bytes = body.to_string().len();
        assert!((LIMIT - 200..=LIMIT).contains(&n_bytes), "{n_bytes}");
    }
}

#[tokio::test]
async fn what_is_for_customers_is_not_posted() {
    let provider = answers(Answer::new(202, "")).await;
    let content = answered(Recipient::Own, "Sam", "x");
    let came = teams(&provider, wording()).deliver(&delivery(content)).await;
    assert_eq!(shown(&came), "refused");
    assert!(provider.asked("").is_empty());
}

#[test]
fn it_posts_to_workflows_alone() {
    for url in [
        "https://prod-12.westeurope.logic.azure.com:443/workflows/1/triggers?sig=s3cret",
        "https://default1.2.environment.api.powerplatform.com/workflows/1?sig=s3cret",
    ] {
        let teams = Teams::builder(url.parse().unwrap()).build().unwrap();
        assert_eq!((teams.kind(), teams.interest().unread), ("teams", Some(Reach::Own)));
        assert!(!format!("{teams:?}").contains("s3cret"));
    }
    for url in [
        "https://shop.webhook.office.com/webhookb2/s3cret",
        "https://evil-logic.azure.com.example/s3cret",
        "https://evillogic.azure.com/s3cret",
        "https://logic.azure.com/s3cret",
        "http://prod-12.westeurope.logic.azure.com/s3cret",
        "https://prod-12.westeurope.logic.azure.com:8443/s3cret",
    ] {
        let error = Teams::builder(url.parse().unwrap()).build().unwrap_err();
        assert!(matches!(error, IncomingWebhookError::Elsewhere(_)), "{url}");
        assert!(!error.to_string().contains("s3cret"));
    }
}
