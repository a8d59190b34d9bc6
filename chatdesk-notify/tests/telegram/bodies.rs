//! What customers are sent.

use chatdesk_core::{Button, Notifier as _};
use serde_json::{Value, json};

use crate::{
    given::{CHAT, FIRST_MESSAGE, builder, hint, says, sent},
    golden::assert_golden,
    provider::Provider,
};

pub(crate) const FAMILY: &str = "👨‍👩‍👧‍👦";
pub(crate) const MARKUP: &str =
    "*b* _i_ `c` ~s~ ||x|| [a](b) <b>&amp;</b> # + - = | { } . ! \\ > &lt; &nbsp; @you /end";
pub(crate) const TURNED: &str = "مرحبا \u{202e}abc\u{202c} שלום";

/// Texts around a limit, by name, and how many parts of that length they need.
pub(crate) fn around(limit: usize) -> Vec<(&'static str, String, usize)> {
    let filled = |n: usize| "a".repeat(n);
    vec![
        ("short", "How can we help?".to_owned(), 1),
        ("below-the-limit", filled(limit - 1), 1),
        ("at-the-limit", filled(limit), 1),
        ("above-the-limit", filled(limit + 1), 2),
        ("emoji-at-the-limit", "😀".repeat(limit), 1),
        ("emoji-at-the-cut", format!("{}{FAMILY}", filled(limit - 3)), 2),
        ("words-at-the-cut", "word ".repeat(limit / 5 + 1), 2),
        ("markup", MARKUP.to_owned(), 1),
        ("right-to-left", TURNED.to_owned(), 1),
    ]
}

fn texts(provider: &Provider) -> Vec<String> {
    let calls = provider.calls().into_iter();
    calls.map(|call| call.body["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_text_goes_out_as_it_is_in_as_many_messages_as_it_takes() {
    for (name, text, n_parts) in around(4096) {
        let provider = Provider::new([]).await;
        let telegram = builder(&provider).build().unwrap();

        let outcome = telegram.deliver(&says(&text, &[])).await;

        let last = FIRST_MESSAGE + i64::try_from(n_parts).unwrap() - 1;
        assert_eq!(outcome, sent(CHAT, last, None), "{name}");
        let texts = texts(&provider);
        assert_eq!(texts.len(), n_parts, "{name}");
        assert!(texts.iter().all(|text| text.chars().count() <= 4096), "{name}");
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(dense(&texts.concat()), dense(&text), "{name}");
        for call in provider.calls() {
            assert_eq!((&*call.method, &call.body["chat_id"]), ("sendMessage", &json!(CHAT)));
            let keys: Vec<_> = call.body.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["chat_id", "text"], "{name}: nothing but the text is said of it");
        }
        assert_golden("telegram", &format!("text-{name}"), &provider.golden());
    }
}

#[tokio::test]
async fn nobody_sees_half_an_emoji() {
    let provider = Provider::new([]).await;
    let text = format!("{}{FAMILY}", "a".repeat(4093));

    builder(&provider).build().unwrap().deliver(&says(&text, &[])).await;

    assert_eq!(texts(&provider), ["a".repeat(4093), FAMILY.to_owned()]);
}

#[tokio::test]
async fn buttons_stand_below_the_last_message_and_come_back_by_their_ids() {
    let keyboard =
        json!({"inline_keyboard": [[{"text": "End Chat", "callback_data": "end_chat"}]]});
    for (name, text, n_parts) in around(4096) {
        let provider = Provider::new([]).await;
        let telegram = builder(&provider).build().unwrap();

        telegram.deliver(&says(&text, &[Button::EndChat])).await;

        let calls = provider.calls();
        let (last, others) = calls.split_last().unwrap();
        assert_eq!((others.len() + 1, &last.body["reply_markup"]), (n_parts, &keyboard), "{name}");
        assert!(others.iter().all(|call| call.body["reply_markup"] == Value::Null), "{name}");
        if name == "above-the-limit" {
            assert_golden("telegram", "text-with-buttons", &provider.golden());
        }
    }
}

#[tokio::test]
async fn a_hint_goes_out_alike() {
    let provider = Provider::new([]).await;
    let outcome = builder(&provider).build().unwrap().deliver(&hint("Write “support”.")).await;
    assert_eq!(outcome, sent(CHAT, FIRST_MESSAGE, None));
    assert_golden("telegram", "hint", &provider.golden());
}

#[tokio::test]
async fn the_token_stands_in_the_path_and_the_body_is_json() {
    let provider = Provider::new([]).await;
    builder(&provider).build().unwrap().deliver(&hint("x")).await;
    let heads = provider.heads();
    let (line, headers) = &heads[0];
    assert!(line.contains("/sendMessage HTTP/1.1"), "{line}");
    assert_eq!(headers["content-type"], "application/json");
    assert!(headers["user-agent"].starts_with("chatdesk/"));
}
