//! That customers wait, told to the desk.

use chatdesk_core::{Content, Delivery, Notifier as _, Preview, Recipient, SenderKind, Unread};
use chatdesk_notify::Wording;
use chatdesk_testkit::given::NOW;
use serde_json::{Value, json};

use crate::{
    bodies::around,
    given::{
        FIRST_MESSAGE, GROUP, SESSION, builder, delivery, digest, grouped, sent, test, unread,
        wrote,
    },
    golden::assert_golden,
    provider::{Answer, Provider},
};

const LAST: &str = "Reply to this message to answer.";

/// Text that has these bounds, which Telegram counts in UTF-16 units.
fn at(body: &Value, entity: &Value) -> String {
    let units: Vec<_> = body["text"].as_str().unwrap().encode_utf16().collect();
    let number = |key: &str| usize::try_from(entity[key].as_u64().unwrap()).unwrap();
    let (offset, length) = (number("offset"), number("length"));
    String::from_utf16(&units[offset..offset + length]).unwrap()
}

fn told_before(message: i64) -> Delivery {
    let mut unread = unread(Some("Anna"), &["And now?"]);
    unread.n_unread = 2;
    unread.told.provider_id = Some(format!("{GROUP}:{message}"));
    delivery(Content::Unread(unread))
}

#[tokio::test]
async fn an_alert_has_a_bold_head_what_was_written_a_link_and_how_to_answer() {
    let provider = Provider::new([]).await;

    let outcome = grouped(&provider).deliver(&wrote(&["Hello?", "Is anybody there?"])).await;

    assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE, None));
    let body = &provider.calls()[0].body;
    assert_eq!(body["chat_id"], GROUP);
    let text = format!("Anna wrote 2 messages\nHello?\nIs anybody there?\n{LAST}");
    assert_eq!(body["text"], text);
    let link = format!("https://desk.example/console/?session={SESSION}");
    let entities = body["entities"].as_array().unwrap();
    let kinds: Vec<_> = entities.iter().map(|entity| &entity["type"]).collect();
    assert_eq!(kinds, ["bold", "text_link"]);
    assert!(entities.iter().all(|entity| at(body, entity) == "Anna wrote 2 messages"));
    assert_eq!(entities[1]["url"], link);
    let button = json!({"text": "Open the chat", "url": link});
    assert_eq!(body["reply_markup"], json!({"inline_keyboard": [[button]]}));
    assert_eq!(body["link_preview_options"], json!({"is_disabled": true}));
    assert_eq!(body["parse_mode"], Value::Null);
}

#[tokio::test]
async fn a_long_message_is_shown_from_its_beginning() {
    for (name, text, n_parts) in around(500) {
        let provider = Provider::new([]).await;
        grouped(&provider).deliver(&wrote(&[&text])).await;

        let said = provider.calls()[0].body["text"].as_str().unwrap().to_owned();
        let shown = said.strip_prefix("Anna wrote\n").unwrap();
        let shown = shown.strip_suffix(&format!("\n{LAST}")).unwrap();
        assert_eq!(shown.ends_with('…'), n_parts > 1, "{name}");
        assert!(shown.chars().count() <= 500, "{name}");
        assert_golden("telegram", &format!("alert-{name}"), &provider.golden());
    }
}

#[tokio::test]
async fn of_many_messages_the_latest_are_shown() {
    let texts: Vec<_> = (0..20).map(|n| format!("{n} {}", "😀".repeat(480))).collect();
    let provider = Provider::new([]).await;
    grouped(&provider).deliver(&wrote(&texts.iter().map(|text| &**text).collect::<Vec<_>>())).await;

    let calls = provider.calls();
    let text = calls[0].body["text"].as_str().unwrap();
    assert!((3500..=4096).contains(&text.chars().count()), "{}", text.chars().count());
    assert!(text.starts_with("Anna wrote 20 messages\n…\n"), "{text}");
    assert!(text.ends_with(&format!("{}\n{LAST}", texts[19])));
    assert!(!text.contains(&texts[0]));
    assert_golden("telegram", "alert-of-many", &provider.golden());
}

#[tokio::test]
async fn the_head_is_bold_whatever_somebody_is_called() {
    for name in ["😀😀", "שלום", "<b>&", "**x**", "  Anna \u{202e} \n Lee"] {
        let provider = Provider::new([]).await;
        let content = Content::Unread(unread(Some(name), &["x"]));
        grouped(&provider).deliver(&delivery(content)).await;
        let body = &provider.calls()[0].body;
        let head = body["text"].as_str().unwrap().lines().next().unwrap();
        assert_eq!(at(body, &body["entities"][0]), head, "{name}");
        assert!(head.ends_with(" wrote") && !head.contains('\u{202e}'), "{head}");
    }
}

#[tokio::test]
async fn without_previews_nobody_is_named_and_nothing_shown() {
    let wording = Wording { preview: false, ..Wording::default() };
    let provider = Provider::new([]).await;
    let building = builder(&provider).alert_chat(GROUP).wording(wording);
    let mut unread = unread(Some("Anna"), &["my card is 4711"]);
    let (text, sender) = ("my card".to_owned(), SenderKind::User);
    unread.preview = Some(Preview { text, sender, at: NOW });

    building.build().unwrap().deliver(&delivery(Content::Unread(unread))).await;

    assert_eq!(provider.calls()[0].body["text"], format!("A message waits\n{LAST}"));
    assert_golden("telegram", "alert-without-content", &provider.golden());
}

#[tokio::test]
async fn a_link_that_telegram_does_not_take_stands_as_it_is() {
    for link in ["http://localhost:8080/console/", "https://desk/console/"] {
        let wording = Wording { link: Some(link.to_owned()), ..Wording::default() };
        let provider = Provider::new([]).await;
        let telegram = builder(&provider).alert_chat(GROUP).wording(wording).build().unwrap();
        telegram.deliver(&wrote(&["x"])).await;
        let body = &provider.calls()[0].body;
        assert_eq!(body["text"], format!("Anna wrote\n{link}\nx\n{LAST}"));
        assert_eq!(body["entities"].as_array().unwrap().len(), 1);
        assert_eq!(body["reply_markup"], Value::Null);
    }
}

#[tokio::test]
async fn somebody_who_bound_a_private_chat_is_told_there() {
    let provider = Provider::new([]).await;
    let telegram = builder(&provider).build().unwrap();
    let mut unread: Unread = unread(Some("Anna"), &["x"]);
    unread.to = Recipient::Chat("77".to_owned());

    let outcome = telegram.deliver(&delivery(Content::Unread(unread))).await;

    assert_eq!(outcome, sent(77, FIRST_MESSAGE, None));
    assert_eq!(provider.calls()[0].body["chat_id"], 77);
}

#[tokio::test]
async fn more_in_the_same_chat_is_counted_up_in_place() {
    let provider = Provider::new([]).await;

    let outcome = grouped(&provider).deliver(&told_before(77)).await;

    assert_eq!(outcome, sent(GROUP, 77, None));
    assert_eq!(provider.methods(), ["editMessageText"]);
    let body = &provider.calls()[0].body;
    assert_eq!((&body["chat_id"], &body["message_id"]), (&json!(GROUP), &json!(77)));
    assert_eq!(body["text"], format!("Anna wrote 2 messages\nAnd now?\n{LAST}"));
    assert_golden("telegram", "alert-changed", &provider.golden());
}

#[tokio::test]
async fn what_says_that_already_is_as_good_as_changed() {
    let words = "Bad Request: message is not modified: specified new message content and reply \
                 markup are exactly the same as a current content and reply markup of the message";
    let provider = Provider::new([Answer::refusal(400, words)]).await;
    assert_eq!(grouped(&provider).deliver(&told_before(77)).await, sent(GROUP, 77, None));
    assert_eq!(provider.methods(), ["editMessageText"]);
}

#[tokio::test]
async fn what_cannot_be_changed_any_more_is_said_anew() {
    for words in ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"] {
        let refusal = Answer::refusal(400, &format!("Bad Request: {words}"));
        let provider = Provider::new([refusal]).await;
        let outcome = grouped(&provider).deliver(&told_before(77)).await;
        assert_eq!(outcome, sent(GROUP, FIRST_MESSAGE + 1, None), "{words}");
        assert_eq!(provider.methods(), ["editMessageText", "sendMessage"]);
    }
}

#[tokio::test]
async fn what_was_told_elsewhere_is_not_changed_here() {
    for told in ["-5:77", "77", "x:y", ":", ""] {
        let provider = Provider::new([]).await;
        let mut unread = unread(None, &["x"]);
        unread.told.provider_id = Some(told.to_owned());
        grouped(&provider).deliver(&delivery(Content::Unread(unread))).await;
        assert_eq!(provider.methods(), ["sendMessage"], "{told}");
    }
}

#[tokio::test]
async fn a_digest_and_a_test_answer_nobody() {
    for (name, delivery) in [("digest", digest()), ("test", test(Recipient::Own))] {
        let provider = Provider::new([]).await;
        assert_eq!(grouped(&provider).deliver(&delivery).await, sent(GROUP, FIRST_MESSAGE, None));
        let body = &provider.calls()[0].body;
        assert!(!body["text"].as_str().unwrap().contains("Reply"), "{name}");
        assert_golden("telegram", name, &provider.golden());
    }
    let provider = Provider::new([]).await;
    let private = test(Recipient::Chat("77".to_owned()));
    assert_eq!(grouped(&provider).deliver(&private).await, sent(77, FIRST_MESSAGE, None));
}
