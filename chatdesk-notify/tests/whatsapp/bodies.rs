//! What is sent to Meta.

use chatdesk_core::{Button, Delivery, Notifier as _, Outcome};
use serde_json::{Value, json};

use crate::{
    given::{PERSON, PHONE, TOKEN, asks, hint, says},
    golden::assert_golden,
    provider::Provider,
    taken, whole,
};

pub(crate) const FAMILY: &str = "👨‍👩‍👧‍👦";
pub(crate) const MARKUP: &str =
    "*bold* _italic_ ~gone~ ```code``` > quote\n- a\n1. b <b>&amp; [x](y) {{1}}";
pub(crate) const ARABIC: &str = "مرحبا، كيف يمكننا مساعدتك؟ \u{202e}abc\u{202c} שלום";

/// Texts around a limit, by name.
pub(crate) fn around(limit: usize) -> Vec<(&'static str, String)> {
    let filled = |n: usize| "a".repeat(n);
    let words = "word ".repeat(limit / 5 + 2);
    vec![
        ("short", "Hello Anna, how can we help?".to_owned()),
        ("below-the-limit", filled(limit - 1)),
        ("at-the-limit", filled(limit)),
        ("above-the-limit", filled(limit + 1)),
        ("words-above-the-limit", words),
        ("emoji-at-the-cut", format!("{}😀", filled(limit - 1))),
        ("family-at-the-cut", format!("{}{FAMILY}", filled(limit - 3))),
        ("markup", MARKUP.to_owned()),
        ("right-to-left", ARABIC.to_owned()),
        ("right-to-left-above-the-limit", "سلام ".repeat(limit / 5 + 2)),
    ]
}

/// What an attempt sends, in order, with where to.
async fn sent(delivery: &Delivery) -> Value {
    let provider = Provider::new([taken("wamid.1"), taken("wamid.2"), taken("wamid.3")]).await;
    let outcome = whole(&provider).carrier.deliver(delivery).await;
    let requests = provider.requests();
    let id = format!("wamid.{}", requests.len());
    assert_eq!(outcome, Outcome::sent(id));
    for request in &requests {
        assert_eq!(request.line, "POST /v26.0/106540352242922/messages");
        assert_eq!(request.headers["authorization"], format!("Bearer {TOKEN}"));
        assert_eq!(request.headers["content-type"], "application/json");
        assert!(request.headers["user-agent"].starts_with("chatdesk/"));
    }
    Value::Array(requests.iter().map(crate::provider::Request::json).collect())
}

#[tokio::test]
async fn a_text_is_sent_in_as_many_messages_as_it_takes() {
    for (name, text) in around(4_096) {
        let bodies = sent(&says(PHONE, &text, &[])).await;

        let bodies = bodies.as_array().unwrap();
        let expected = if name.contains("above") || name.contains("cut") { 2 } else { 1 };
        assert_eq!(bodies.len(), expected, "{name}");
        let mut dense = String::new();
        for body in bodies {
            assert_eq!((&body["type"], &body["to"]), (&json!("text"), &json!("16505551234")));
            assert_eq!(body["biz_opaque_callback_data"], "made:1");
            let text = body["text"]["body"].as_str().unwrap();
            assert!(text.encode_utf16().count() <= 4_096, "{name}");
            dense.extend(text.split_whitespace());
        }
        assert_eq!(dense, text.split_whitespace().collect::<String>(), "{name}");
        assert_golden("whatsapp", &format!("text-{name}"), &json!(bodies));
    }
}

#[tokio::test]
async fn nobody_sees_half_an_emoji() {
    let bodies = sent(&says(PHONE, &format!("{}{FAMILY}", "a".repeat(4_093)), &[])).await;

    assert_eq!(bodies[1]["text"]["body"], FAMILY);
}

#[tokio::test]
async fn buttons_stand_under_the_last_message() {
    for (name, text) in around(1_024) {
        let bodies = sent(&says(PHONE, &text, &[Button::EndChat])).await;

        let bodies = bodies.as_array().unwrap();
        let (last, before) = bodies.split_last().unwrap();
        assert_eq!(before.len(), usize::from(name.contains("above") || name.contains("cut")));
        assert!(before.iter().all(|body| body["type"] == "text"), "{name}");
        assert_eq!(last["type"], "interactive");
        let text = last["interactive"]["body"]["text"].as_str().unwrap();
        assert!((1..=1_024).contains(&text.encode_utf16().count()), "{name}");
        let reply = json!({"id": "end_chat", "title": "End Chat"});
        let button = json!({"type": "reply", "reply": reply});
        assert_eq!(last["interactive"]["action"]["buttons"], json!([button]));
        assert_golden("whatsapp", &format!("buttons-{name}"), &json!(bodies));
    }
}

#[tokio::test]
async fn a_text_with_buttons_that_is_longer_than_two_messages_is_sent_in_three() {
    let bodies = sent(&says(PHONE, &"word ".repeat(1_000), &[Button::EndChat])).await;

    let kinds: Vec<_> = bodies.as_array().unwrap().iter().map(|body| &body["type"]).collect();
    assert_eq!(kinds, ["text", "text", "interactive"]);
    assert_golden("whatsapp", "buttons-long", &bodies);
}

#[tokio::test]
async fn somebody_without_a_number_is_written_to_by_their_id() {
    let bodies = sent(&says(PERSON, "Hello", &[])).await;

    assert_eq!(bodies[0]["recipient"], "US.13491208655302741918");
    assert_eq!(bodies[0].get("to"), None);
    assert_golden("whatsapp", "text-to-a-person", &bodies);
}

#[tokio::test]
async fn a_template_names_the_customer_on_one_line() {
    let rows = [
        ("named", Some("Anna"), "Anna"),
        ("folded", Some(" An\n\tna\r\n     B.\0 "), "An na B."),
        ("nameless", None, "there"),
        ("blank", Some(" \n "), "there"),
    ];
    for (case, name, shown) in rows {
        let bodies = sent(&asks(name)).await;

        let parameter = json!({"type": "text", "text": shown});
        let component = json!({"type": "body", "parameters": [parameter]});
        let language = json!({"code": "en_US"});
        let template =
            json!({"name": "new_reply", "language": language, "components": [component]});
        assert_eq!(bodies[0]["template"], template);
        assert_golden("whatsapp", &format!("template-{case}"), &bodies);
    }
    let long = sent(&asks(Some(&"x".repeat(500)))).await;
    let shown = long[0]["template"]["components"][0]["parameters"][0]["text"].as_str().unwrap();
    assert_eq!(shown.len(), 60);
}

#[tokio::test]
async fn a_hint_is_a_text() {
    let bodies = sent(&hint("Write support to talk to us.")).await;

    assert_golden("whatsapp", "hint", &bodies);
}
