//! A topic of the group for each chat.

use chatdesk_core::{Content, Delivery, Notifier as _, Outcome, Recipient};
use chatdesk_notify::Wording;
use serde_json::{Value, json};

use crate::{
    bodies::around,
    given::{
        FIRST_MESSAGE, FIRST_TOPIC, GROUP, SESSION, builder, delivery, sent, topical, unread, wrote,
    },
    golden::assert_golden,
    provider::{Answer, Provider},
};

const GONE: [&str; 4] = [
    "Bad Request: message thread not found",
    "Bad Request: TOPIC_DELETED",
    "Bad Request: TOPIC_ID_INVALID",
    "Bad Request: TOPIC_CLOSED",
];

/// More of Anna, whose topic the desk knows.
fn more(thread: &str, texts: &[&str]) -> Delivery {
    let mut unread = unread(Some("Anna"), texts);
    unread.told.thread = Some(thread.to_owned());
    delivery(Content::Unread(unread))
}

fn named(name: Option<&str>) -> Delivery {
    delivery(Content::Unread(unread(name, &["x"])))
}

#[tokio::test]
async fn a_chat_without_a_topic_gets_one_that_says_who_it_is_and_what_to_do() {
    let provider = Provider::new([]).await;

    let outcome = topical(&provider).deliver(&wrote(&["Hello?", "Is anybody there?"])).await;

    assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE + 1, Some(FIRST_TOPIC)));
    assert_eq!(provider.methods(), ["createForumTopic", "sendMessage"]);
    let [made, said] = &provider.calls()[..] else { panic!("two calls") };
    assert_eq!(made.body, json!({"chat_id": GROUP, "name": "Anna"}));
    assert_eq!(said.body["message_thread_id"], FIRST_TOPIC);
    let text = said.body["text"].as_str().unwrap();
    assert!(text.starts_with("Anna\n42\n"), "{text}");
    assert!(text.ends_with("\n\nHello?\n\nIs anybody there?"), "{text}");
    for command in ["/take", "/end", "/off"] {
        assert!(text.contains(command), "{text}");
    }
    let link = format!("https://desk.example/console/?session={SESSION}");
    assert_eq!(said.body["reply_markup"]["inline_keyboard"][0][0]["url"], link);
    assert_eq!(said.body["entities"][0], json!({"type": "bold", "offset": 0, "length": 4}));
    assert_golden("telegram", "topic-made", &provider.golden());
}

#[tokio::test]
async fn what_follows_goes_into_the_same_topic_and_stands_alone() {
    let provider = Provider::new([]).await;

    let outcome = topical(&provider).deliver(&more("42", &["And now?"])).await;

    assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE, Some(42)));
    let body = &provider.calls()[0].body;
    assert_eq!((&body["message_thread_id"], &body["text"]), (&json!(42), &json!("And now?")));
    assert_eq!((&body["entities"], &body["reply_markup"]), (&Value::Null, &Value::Null));
    assert_golden("telegram", "topic-more", &provider.golden());
}

#[tokio::test]
async fn what_was_written_stands_there_in_full_and_every_part_in_the_topic() {
    for (name, text, n_parts) in around(4096) {
        let provider = Provider::new([]).await;
        topical(&provider).deliver(&more("42", &[&text])).await;
        let calls = provider.calls();
        assert_eq!(calls.len(), n_parts, "{name}");
        assert!(calls.iter().all(|call| call.body["message_thread_id"] == 42), "{name}");
        let said = calls.iter().map(|call| call.body["text"].as_str().unwrap());
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        // What turns text around does not leave the message that it stands in.
        let text = text.replace(['\u{202e}', '\u{202c}'], "");
        assert_eq!(dense(&said.collect::<String>()), dense(&text), "{name}");
    }
}

#[tokio::test]
async fn a_topic_is_named_in_1_to_128_characters_on_one_line() {
    let long = "😀".repeat(300);
    let rows = [
        (Some("Anna"), "Anna"),
        (Some("An\nna\u{202e}\u{2066}"), "An na"),
        (Some(" \u{202e} "), "42"),
        (None, "42"),
        (Some("<b>*_`"), "<b>*_`"),
    ];
    for (name, topic) in rows {
        let provider = Provider::new([]).await;
        topical(&provider).deliver(&named(name)).await;
        assert_eq!(provider.calls()[0].body["name"], topic, "{name:?}");
    }
    let provider = Provider::new([]).await;
    topical(&provider).deliver(&named(Some(&long))).await;
    let name = provider.calls()[0].body["name"].as_str().unwrap().to_owned();
    assert!((1..=128).contains(&name.chars().count()) && name.ends_with('…'), "{name}");
    assert_golden("telegram", "topic-of-a-long-name", &provider.golden());
}

#[tokio::test]
async fn without_previews_a_topic_names_nobody() {
    let wording = Wording { preview: false, ..Wording::default() };
    let provider = Provider::new([]).await;
    let building = builder(&provider).alert_chat(GROUP).topics(true).wording(wording);
    building.build().unwrap().deliver(&wrote(&["my card is 4711"])).await;
    let said = provider.golden().to_string();
    for hidden in ["Anna", "my card", "\"42", "\\n42"] {
        assert!(!said.contains(hidden), "{hidden}: {said}");
    }
    assert!(said.contains("A message waits"), "{said}");
}

#[tokio::test]
async fn a_topic_that_is_gone_is_made_anew_at_once_and_once() {
    for words in GONE {
        let provider = Provider::new([Answer::refusal(400, words)]).await;
        let outcome = topical(&provider).deliver(&more("42", &["x"])).await;
        assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE + 2, Some(FIRST_TOPIC + 1)), "{words}");
        assert_eq!(provider.methods(), ["sendMessage", "createForumTopic", "sendMessage"]);
        assert_eq!(provider.calls()[2].body["message_thread_id"], FIRST_TOPIC + 1);
    }
    let gone = || Answer::refusal(400, GONE[0]);
    let provider = Provider::new([gone(), Answer::Done, gone()]).await;
    let outcome = topical(&provider).deliver(&more("42", &["x"])).await;
    assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
    assert_eq!(provider.methods().len(), 3);
}

#[tokio::test]
async fn a_topic_that_was_made_in_vain_is_used_by_the_next_attempt() {
    let provider = Provider::new([Answer::Done, Answer::html(502, "")]).await;
    let telegram = topical(&provider);
    let first = telegram.deliver(&wrote(&["x"])).await;
    assert!(matches!(first, Outcome::Retry { .. }), "{first:?}");

    let second = telegram.deliver(&wrote(&["x"])).await;

    assert_eq!(second, sent(GROUP, FIRST_MESSAGE + 2, Some(FIRST_TOPIC)));
    assert_eq!(provider.methods(), ["createForumTopic", "sendMessage", "sendMessage"]);
    assert_eq!(provider.calls()[1], provider.calls()[2]);
}

#[tokio::test]
async fn a_group_without_topics_is_told_in_words() {
    let rows = [
        ("Bad Request: the chat is not a forum", "no topics"),
        ("Bad Request: not enough rights to create a topic", "manage topics"),
    ];
    for (said, words) in rows {
        let provider = Provider::new([Answer::refusal(400, said)]).await;
        let outcome = topical(&provider).deliver(&wrote(&["x"])).await;
        let Outcome::Refused { why } = outcome else { panic!("{outcome:?}") };
        assert!(why.contains(words), "{why}");
    }
}

#[tokio::test]
async fn private_chats_have_no_topics() {
    let provider = Provider::new([]).await;
    let mut unread = unread(Some("Anna"), &["x"]);
    unread.to = Recipient::Chat("77".to_owned());
    topical(&provider).deliver(&delivery(Content::Unread(unread))).await;
    assert_eq!(provider.methods(), ["sendMessage"]);
}
