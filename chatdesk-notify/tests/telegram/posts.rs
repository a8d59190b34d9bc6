//! What Telegram posts.

use std::{collections::BTreeMap, time::Duration};

use chatdesk_core::{
    Channel, Chatted, Forged, InboundContent, Media, MediaKind, Post, Posted, Received,
    Receiver as _, Remark, Timestamp,
};
use chatdesk_notify::TelegramReceiver;
use serde_json::{Value, json};

const SECRET: &str = "s3cret_-of-the-webhook";
const HEADER: &str = "x-telegram-bot-api-secret-token";

/// Updates, with what is read of each; those without are left out.
const UPDATES: &str = include_str!("updates.json");

pub(crate) fn updates() -> Vec<Value> {
    serde_json::from_str(UPDATES).unwrap()
}

pub(crate) fn read(body: &[u8]) -> Result<Posted, Forged> {
    read_with(&[(HEADER, SECRET)], body)
}

fn read_with(headers: &[(&str, &str)], body: &[u8]) -> Result<Posted, Forged> {
    let receiver = TelegramReceiver::new(SECRET.into()).unwrap();
    let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let headers: BTreeMap<_, _> = headers.iter().map(text).collect();
    receiver.read(&Post { query: "", headers: &headers, body })
}

/// As the file writes it.
fn expected(row: &Value) -> Option<Received> {
    let told = row.get("chatted")?;
    let of = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let text = |key| of(told, key);
    let kinds = [
        MediaKind::Image,
        MediaKind::Video,
        MediaKind::Audio,
        MediaKind::Sticker,
        MediaKind::Location,
        MediaKind::Contacts,
        MediaKind::File,
    ];
    let media = |media: &Value| Media {
        kind: kinds.into_iter().find(|kind| media["kind"] == kind.as_str()).unwrap(),
        caption: of(media, "caption").unwrap(),
        mime_type: of(media, "mime_type"),
        name: of(media, "name"),
        provider_id: of(media, "provider_id"),
    };
    let content = match (text("text"), text("button")) {
        (Some(text), _) => InboundContent::Text(text),
        (None, Some(id)) => InboundContent::Button(id),
        (None, None) => InboundContent::Media(media(&told["media"])),
    };
    let at = |seconds| Timestamp::default().plus(Duration::from_secs(seconds));
    Some(Received::Chatted(Box::new(Chatted {
        channel: Channel::Telegram,
        by: text("by").unwrap(),
        name: text("name"),
        chat: text("chat").unwrap(),
        is_private: told["private"] == true,
        thread: text("thread"),
        reply_to: text("reply_to"),
        content,
        message_id: text("id").unwrap(),
        written_at: told["at"].as_u64().map(at),
    })))
}

#[test]
fn what_people_write_and_press_is_read_and_nothing_else() {
    for row in updates() {
        let posted = read(row["update"].to_string().as_bytes()).unwrap();
        assert!(posted.received == Vec::from_iter(expected(&row)), "{}", row["what"]);
        let answer = row
            .get("answer")
            .map(|id| json!({"method": "answerCallbackQuery", "callback_query_id": id}));
        let answered = posted.answer.map(|(media_type, body)| {
            assert_eq!(media_type, "application/json");
            serde_json::from_str::<Value>(&body).unwrap()
        });
        assert_eq!(answered, answer, "{}", row["what"]);
    }
}

#[test]
fn without_the_secret_nothing_is_read() {
    let body = updates()[0]["update"].to_string();
    let longer = format!("{SECRET}x");
    let large = SECRET.to_ascii_uppercase();
    for headers in [
        &[][..],
        &[(HEADER, "")],
        &[(HEADER, &SECRET[1..])],
        &[(HEADER, &*longer)],
        &[(HEADER, &*large)],
        &[("x-telegram-bot-api-secret", SECRET)],
        &[("authorization", SECRET)],
    ] {
        assert_eq!(read_with(headers, body.as_bytes()), Err(Forged), "{headers:?}");
    }
}

#[test]
fn what_is_no_update_is_accepted_and_left() {
    for body in ["", "{}", "[]", "null", "7", "{\"update_id\":", "{\"message\": 7}", "\u{0}"] {
        assert_eq!(read(body.as_bytes()), Ok(Posted::default()), "{body:?}");
    }
    assert_eq!(read(&[0xff, 0xfe]), Ok(Posted::default()));
    let deep = "[".repeat(100_000);
    assert_eq!(read(deep.as_bytes()), Ok(Posted::default()));
}

#[test]
fn telegram_asks_for_no_proof() {
    let receiver = TelegramReceiver::new(SECRET.into()).unwrap();
    assert_eq!(receiver.handshake("hub.mode=subscribe&hub.challenge=1"), None);
}

#[test]
fn nothing_shows_what_somebody_wrote() {
    for row in updates() {
        let posted = read(row["update"].to_string().as_bytes()).unwrap();
        let shown = format!("{posted:?}");
        for hidden in ["Hello", "Anna", "5000000001", "broken", "bill", "4930", "52.52"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}

#[test]
fn somebody_of_the_desk_is_told_something_in_the_answer_where_they_wrote() {
    let receiver = TelegramReceiver::new(SECRET.into()).unwrap();
    let said = |chat: &str, thread: Option<&str>, text: &str| {
        let (chat, thread) = (chat.to_owned(), thread.map(str::to_owned));
        let remark = Remark { chat, thread, text: text.to_owned() };
        let (media_type, body) = receiver.remark(&remark)?;
        assert_eq!(media_type, "application/json");
        Some(serde_json::from_str::<Value>(&body).unwrap())
    };
    let plain = json!({"method": "sendMessage", "chat_id": 7, "text": "Welcome, <b>Bo</b>!"});
    assert_eq!(said("7", None, "Welcome, <b>Bo</b>!"), Some(plain));
    let topic = json!({
        "method": "sendMessage", "chat_id": -100, "text": "Done.", "message_thread_id": 42,
    });
    assert_eq!(said("-100", Some("42"), "Done."), Some(topic));
    let long = said("7", None, &"😀".repeat(5000)).unwrap();
    assert_eq!(long["text"].as_str().unwrap().chars().count(), 4096);
    assert_eq!((said("x", None, "y"), said("7", None, " ")), (None, None));
}
