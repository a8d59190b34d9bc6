//! One message on its way into a chat.

use chatdesk_core::{Button, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::{bot::Bot, fault::Fault, text::Entity};

/// What stands on a button that leads to a chat.
const OPEN: &str = "Open the chat";

/// Where something is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) chat: i64,
    /// The topic of the group; it goes along with every call.
    pub(super) thread: Option<i64>,
}

/// The body of `sendMessage`, and with a `message_id` of `editMessageText`.
#[derive(Clone, Serialize)]
pub(super) struct Letter<'a> {
    chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<i64>,
    text: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    entities: &'a [Entity],
    #[serde(skip_serializing_if = "Option::is_none")]
    link_preview_options: Option<LinkPreview>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<Keyboard>,
}

#[derive(Clone, Serialize)]
struct LinkPreview {
    is_disabled: bool,
}

/// What can be pressed below a message, each in a row of its own.
#[derive(Clone, Serialize)]
pub(super) struct Keyboard {
    inline_keyboard: Vec<[Key; 1]>,
}

#[derive(Clone, Serialize)]
struct Key {
    text: String,
    #[serde(flatten)]
    does: Does,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Does {
    Url(String),
    CallbackData(&'static str),
}

impl Keyboard {
    /// One button that opens a page.
    pub(super) fn to(link: &str) -> Self {
        let key = Key { text: OPEN.to_owned(), does: Does::Url(link.to_owned()) };
        Self { inline_keyboard: vec![[key]] }
    }

    /// Buttons that come back with their ids; `None` without any.
    pub(super) fn of(buttons: &[Button]) -> Option<Self> {
        let key = |button: &Button| {
            [Key { text: button.title().to_owned(), does: Does::CallbackData(button.id()) }]
        };
        let inline_keyboard: Vec<_> = buttons.iter().map(key).collect();
        (!inline_keyboard.is_empty()).then_some(Self { inline_keyboard })
    }
}

impl<'a> Letter<'a> {
    pub(super) const fn new(place: Place, text: &'a str) -> Self {
        Self {
            chat_id: place.chat,
            message_thread_id: place.thread,
            message_id: None,
            text,
            entities: &[],
            link_preview_options: None,
            reply_markup: None,
        }
    }

    pub(super) const fn with_entities(mut self, entities: &'a [Entity]) -> Self {
        self.entities = entities;
        self
    }

    /// What people link to in it is not shown below it.
    pub(super) const fn without_previews(mut self) -> Self {
        self.link_preview_options = Some(LinkPreview { is_disabled: true });
        self
    }

    pub(super) fn with_keyboard(mut self, keyboard: Option<Keyboard>) -> Self {
        self.reply_markup = keyboard;
        self
    }

    /// In the place of what was said under this id. A message keeps its topic: Bot API 10.1 takes none here.
    pub(super) const fn instead_of(mut self, message_id: i64) -> Self {
        self.message_id = Some(message_id);
        self.message_thread_id = None;
        self
    }

    /// Says it; answers its id, where Telegram told that. What Telegram does not take beside the text is left out once:
    /// entities, and buttons that lead to a page.
    pub(super) async fn post(mut self, bot: &Bot, at: Timestamp) -> Result<Option<i64>, Fault> {
        let method = if self.message_id.is_some() { "editMessageText" } else { "sendMessage" };
        loop {
            match bot.call(method, &self, at).await {
                Err(Fault::Markup) if !self.entities.is_empty() => self.entities = &[],
                Err(Fault::Button) if self.reply_markup.is_some() => self.reply_markup = None,
                Err(Fault::Unchanged) => return Ok(self.message_id),
                answered => {
                    return answered.map(|result| result.get("message_id").and_then(Value::as_i64));
                }
            }
        }
    }
}
