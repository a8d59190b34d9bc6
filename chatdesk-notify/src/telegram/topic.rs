//! A topic of the group for each chat: what its customer writes stands there in full.

use chatdesk_core::{Channel, Delivery, Outcome, Timestamp, Unread};
use serde::Serialize;
use serde_json::Value;

use super::{
    Telegram,
    alert::sent,
    fault::Fault,
    letter::{Keyboard, Place},
    series::Series,
    text::{Text, is_link},
};
use crate::wording::{cut, named};

/// Bot API 10.1: a topic's name has 1 to so many characters.
const LONGEST_NAME: usize = 128;
const COMMANDS: &str = "What is written here answers them. /take, /end and /off are commands: the chat is \
                        yours, it is over, chat is switched off for them.";

/// A topic as an attempt finds it.
#[derive(Clone, Copy)]
struct Topic {
    place: Place,
    /// Whether its head is still to be said.
    is_new: bool,
}

#[derive(Serialize)]
struct CreateForumTopic<'a> {
    chat_id: i64,
    name: &'a str,
}

impl Telegram {
    /// What a customer wrote, in the topic of their chat; the topic is made where there is none, or none any more.
    pub(super) async fn tell_in_topic(
        &self,
        unread: &Unread,
        delivery: &Delivery,
    ) -> Result<Outcome, Fault> {
        let group = self.place_of(&unread.to)?;
        let key = (group.chat, unread.session);
        let topic = |thread, is_new| {
            let place = Place { thread: Some(thread), ..group };
            Topic { place, is_new }
        };
        let told = unread.told.thread.as_deref().and_then(|thread| thread.parse().ok());
        // Else one that was made in an attempt that failed afterwards.
        let made = self.memory().topics.get(&key).copied();
        let known = told.map(|thread| topic(thread, false)).or(made.map(|it| topic(it, true)));
        if let Some(known) = known {
            match self.write(unread, known, delivery).await {
                Err(Fault::NoTopic) => self.memory().topics.forget(&key),
                written => return written,
            }
        }
        let thread = self.create(unread, group, delivery.at).await?;
        self.memory().topics.put(key, thread);
        self.write(unread, topic(thread, true), delivery).await
    }

    async fn write(
        &self,
        unread: &Unread,
        Topic { place, is_new }: Topic,
        delivery: &Delivery,
    ) -> Result<Outcome, Fault> {
        let alert = self.wording.alert(unread);
        let link = alert.link.as_deref();
        let mut text = if is_new { self.head(unread, link) } else { Text::default() };
        if alert.lines.is_empty() {
            text.paragraph(&alert.title);
        }
        for line in &alert.lines {
            text.paragraph(line);
        }
        let keyboard = link.filter(|link| is_new && is_link(link)).map(Keyboard::to);
        let (text, entities) = (text.plain(), text.entities());
        let series = Series { place, text, entities, keyboard, previews: false };
        let message = self.say_all(&delivery.id, series, delivery.at).await?;
        self.memory().topics.forget(&(place.chat, unread.session));
        Ok(sent(place, message))
    }

    async fn create(&self, unread: &Unread, group: Place, at: Timestamp) -> Result<i64, Fault> {
        let name = cut(&self.name(unread), LONGEST_NAME);
        let body = CreateForumTopic { chat_id: group.chat, name: &name };
        let topic = self.bot.call("createForumTopic", &body, at).await?;
        let thread = topic.get("message_thread_id").and_then(Value::as_i64);
        thread.ok_or_else(|| Fault::Later("Telegram did not say which topic it made".to_owned()))
    }

    /// Who it is, where they write from, and what can be done here.
    fn head(&self, unread: &Unread, link: Option<&str>) -> Text {
        let mut text = Text::headed(&self.name(unread), link);
        if self.wording.preview && !unread.address.is_visitor() && unread.name.is_some() {
            text.line(&named(Some(unread.address.as_str()), ""));
        }
        text.line(COMMANDS);
        text
    }

    /// What the topic is called. Without previews nobody is named.
    fn name(&self, unread: &Unread) -> String {
        let id = unread.session.to_string();
        let tail: String = id.chars().skip(id.chars().count().saturating_sub(6)).collect();
        if !self.wording.preview {
            return format!("Chat {tail}");
        }
        let unnamed = match (unread.address.is_visitor(), unread.address.channel()) {
            (true, _) => format!("Visitor {tail}"),
            (false, Some(Channel::Telegram)) => format!("Customer {tail}"),
            (false, _) => named(Some(unread.address.as_str()), &format!("Customer {tail}")),
        };
        named(unread.name.as_deref(), &unnamed)
    }
}
