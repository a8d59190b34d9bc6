//! One update, read.

use chatdesk_core::{Channel, Chatted, InboundContent, Media, MediaKind, Received, Timestamp};
use serde_json::Value;

use crate::received;

/// What somebody wrote or pressed; `None` for everything else.
pub(super) fn read(update: &Value) -> Option<Received> {
    let chatted = match update.get("message") {
        Some(message) => written(message),
        None => pressed(update.get("callback_query")?),
    };
    Some(Received::Chatted(Box::new(chatted?)))
}

fn written(message: &Value) -> Option<Chatted> {
    // What a channel's group is told of the channel nobody wrote there.
    if is(message, "is_automatic_forward") {
        return None;
    }
    let content = content(message)?;
    let chat = Chat::of(message)?;
    let reply = message.get("reply_to_message");
    // The first messages of a topic answer the word that it was made.
    let reply = reply.filter(|reply| reply.get("forum_topic_created").is_none());
    let reply_to = reply.and_then(|reply| chat.name(number(reply, "message_id")?).into());
    let message_id = chat.name(number(message, "message_id")?);
    let written_at = number(message, "date").and_then(at);
    let (by, name) = person(message.get("from")?)?;
    Some(Chatted { by, name, reply_to, content, message_id, written_at, ..chat.chatted() })
}

fn pressed(query: &Value) -> Option<Chatted> {
    let (by, name) = person(query.get("from")?)?;
    let message = query.get("message")?;
    let chat = Chat::of(message)?;
    let content = received::button(text(query, "data"), None)?;
    // A press answers the message below which the button stands.
    let reply_to = number(message, "message_id").map(|id| chat.name(id));
    let message_id = received::message_id(&format!("callback:{}", text(query, "id")?))?;
    Some(Chatted { by, name, reply_to, content, message_id, ..chat.chatted() })
}

/// Where something was written.
struct Chat {
    id: i64,
    is_private: bool,
    thread: Option<i64>,
}

impl Chat {
    fn of(message: &Value) -> Option<Self> {
        let chat = message.get("chat")?;
        let is_private = match chat.get("type")?.as_str()? {
            "private" => true,
            "group" | "supergroup" => false,
            _ => return None,
        };
        // Without topics the number stands for a thread of answers.
        let thread =
            number(message, "message_thread_id").filter(|_| is(message, "is_topic_message"));
        Some(Self { id: number(chat, "id")?, is_private, thread })
    }

    /// A message of it: what an outcome says of what was sent there.
    fn name(&self, message: i64) -> String {
        format!("{}:{message}", self.id)
    }

    fn chatted(&self) -> Chatted {
        Chatted {
            channel: Channel::Telegram,
            by: String::new(),
            name: None,
            chat: self.id.to_string(),
            is_private: self.is_private,
            thread: self.thread.map(|thread| thread.to_string()),
            reply_to: None,
            content: InboundContent::Text(String::new()),
            message_id: String::new(),
            written_at: None,
        }
    }
}

/// Their id, and what they are called; `None` for bots.
fn person(from: &Value) -> Option<(String, Option<String>)> {
    if is(from, "is_bot") {
        return None;
    }
    let names: Vec<_> =
        ["first_name", "last_name"].iter().filter_map(|key| text(from, key)).collect();
    let name = received::short(names.join(" ").trim());
    let name = Some(name).filter(|name| !name.is_empty());
    Some((number(from, "id")?.to_string(), name))
}

/// What people send; `None` for what happened to the chat, and for what is unknown.
fn content(message: &Value) -> Option<InboundContent> {
    if let Some(text) = text(message, "text") {
        return received::text(text);
    }
    let kinds = [
        ("photo", MediaKind::Image),
        ("video", MediaKind::Video),
        ("video_note", MediaKind::Video),
        // Comes with a document that is the same.
        ("animation", MediaKind::Video),
        ("voice", MediaKind::Audio),
        ("audio", MediaKind::Audio),
        ("document", MediaKind::File),
        ("sticker", MediaKind::Sticker),
        // Comes with a location.
        ("venue", MediaKind::Location),
        ("location", MediaKind::Location),
        ("contact", MediaKind::Contacts),
    ];
    let (key, kind) = kinds.into_iter().find(|(key, _)| message.get(key).is_some())?;
    let thing = message.get(key)?;
    // Of a picture there are several sizes, the largest last.
    let thing = thing.as_array().map_or(Some(thing), |sizes| sizes.last())?;
    let caption = text(message, "caption").map_or_else(|| words(kind, thing), received::fit);
    let short = |key| text(thing, key).map(received::short);
    Some(InboundContent::Media(Media {
        kind,
        caption,
        mime_type: short("mime_type"),
        name: short("file_name"),
        provider_id: short("file_id"),
    }))
}

/// What stands for something that has no caption.
fn words(kind: MediaKind, thing: &Value) -> String {
    let all = |keys: &[&str]| {
        let words: Vec<_> = keys.iter().filter_map(|key| text(thing, key)).collect();
        received::fit(&words.join(" "))
    };
    let decimal = |key| thing.get(key).and_then(Value::as_f64);
    match kind {
        MediaKind::Sticker => all(&["emoji"]),
        MediaKind::Contacts => all(&["first_name", "last_name", "phone_number"]),
        MediaKind::Location => match (decimal("latitude"), decimal("longitude")) {
            (Some(latitude), Some(longitude)) => format!("{latitude}, {longitude}"),
            _ => all(&["title", "address"]),
        },
        _ => String::new(),
    }
}

fn at(seconds: i64) -> Option<Timestamp> {
    seconds.checked_mul(1_000_000).map(Timestamp::from_micros)
}

fn is(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool) == Some(true)
}

fn number(value: &Value, key: &str) -> Option<i64> {
    value.get(key)?.as_i64()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}
