//! Telegram: chats with customers, alerts in a group or in private chats, and a topic for each chat.

mod account;
mod alert;
mod bot;
mod build;
mod fault;
mod letter;
mod receive;
mod recent;
mod series;
mod text;
mod topic;
mod update;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use chatdesk_core::{
    Address, Alerting, Button, Carriage, Channel, Content, Delivery, DeliveryId, Digest, Interest,
    Notifier, NotifierLimits, Outcome, Reach, Recipient, SessionId, Unread,
};

pub use self::{
    account::{TelegramBot, TelegramProblem, TelegramWebhook},
    build::{TelegramBuilder, TelegramError},
    receive::TelegramReceiver,
};
use self::{
    bot::Bot,
    fault::Fault,
    letter::{Keyboard, Place},
    recent::Recent,
    series::{Said, Series},
};
use crate::wording::Wording;

/// A chat takes about one message in a second.
const BETWEEN_TWO: Duration = Duration::from_secs(1);
/// A bot has about 30 messages in a second; an attempt may take several.
const PER_SECOND: u16 = 20;
/// A group takes 20 calls in any minute, and two minutes of the clock touch: an alert is one call.
const ALERTS_A_MINUTE: u16 = 10;
/// The same, where an alert may be two calls: one makes the topic.
const TOPICS_A_MINUTE: u16 = 5;

/// Carries chats by Telegram, and tells the desk there that customers wait.
///
/// By the Bot API (10.1), with plain text and entities alone: nothing that people write is read as markup. What a desk says
/// to a customer goes to the chat with their number; longer texts than 4,096 characters go in several messages, and of those
/// none is said again by the same process when an attempt is repeated. An alert is one message that is changed as more is
/// written, or what was written goes into a topic of the group that belongs to its chat.
///
/// | Telegram says | outcome |
/// | --- | --- |
/// | 429 | pause until its `retry_after`, at most an hour at a time: the whole bot |
/// | 401, 404: the token is wrong; 409: somebody else uses it | pause for five minutes |
/// | 400 with `migrate_to_chat_id` | moved: this process knows from then on where the chat is |
/// | 400 for entities, or for a button | the same at once without them |
/// | 400, the topic is gone | a new one at once, and the same there |
/// | 400, the message that is to be changed is gone | it is said anew |
/// | 403; 400, the chat is not there | gone |
/// | any other 4xx | refused |
/// | 5xx, what is no answer of the Bot API, no connection, no answer within 12 s | retry |
pub struct Telegram {
    bot: Bot,
    alert_chat: Option<i64>,
    topics: bool,
    wording: Wording,
    memory: Mutex<Memory>,
}

/// What a process knows that the desk does not know yet.
struct Memory {
    /// Where groups went.
    moved: Recent<i64, i64>,
    /// Topics that were made in attempts that failed afterwards, by group and chat.
    topics: Recent<(i64, SessionId), i64>,
    /// Messages that were said in attempts that failed afterwards.
    said: Recent<DeliveryId, Vec<Said>>,
}

impl Memory {
    fn new() -> Self {
        Self { moved: Recent::new(), topics: Recent::new(), said: Recent::new() }
    }
}

impl Telegram {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a chat is now, as far as this process was told.
    fn moved_to(&self, chat: i64) -> i64 {
        self.memory().moved.get(&chat).copied().unwrap_or(chat)
    }

    /// Keeps in mind that the chat of a delivery is another one now: the attempt is made again at once.
    fn follow(&self, content: &Content, to: i64) -> Fault {
        let Some(chat) = self.chat_of(content) else { return Fault::Moved(to) };
        let mut memory = self.memory();
        // A group becomes a supergroup once; whoever says more is not followed in circles.
        if memory.moved.get(&chat).is_some() || chat == to {
            return Fault::Later("Telegram says twice that the chat has moved".to_owned());
        }
        memory.moved.put(chat, to);
        Fault::Moved(to)
    }

    /// The chat that a delivery goes to, as the desk or the settings call it.
    fn chat_of(&self, content: &Content) -> Option<i64> {
        let customer = |address: &Address| address.id_in(Channel::Telegram)?.parse().ok();
        match content {
            Content::Outbound(outbound) => customer(&outbound.address),
            Content::Hint(hint) => customer(&hint.address),
            Content::Unread(Unread { to, .. })
            | Content::Digest(Digest { to, .. })
            | Content::Test(to) => match to {
                Recipient::Own => self.alert_chat,
                Recipient::Chat(chat) => chat.parse().ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// What the desk says to a customer.
    async fn carry(
        &self,
        text: &str,
        buttons: &[Button],
        delivery: &Delivery,
    ) -> Result<Outcome, Fault> {
        let number = self.chat_of(&delivery.content);
        let number = number.ok_or_else(|| refused("the address is none of Telegram"))?;
        let place = Place { chat: self.moved_to(number), thread: None };
        let keyboard = Keyboard::of(buttons);
        let series = Series { place, text, entities: &[], keyboard, previews: true };
        let message = self.say_all(&delivery.id, series, delivery.at).await?;
        Ok(alert::sent(place, message))
    }

    async fn attempt(&self, delivery: &Delivery) -> Result<Outcome, Fault> {
        match &delivery.content {
            Content::Outbound(outbound) => {
                self.carry(&outbound.text, &outbound.buttons, delivery).await
            }
            Content::Hint(hint) => self.carry(&hint.text, &[], delivery).await,
            Content::Unread(unread) if self.topics && unread.to == Recipient::Own => {
                self.tell_in_topic(unread, delivery).await
            }
            Content::Unread(unread) => self.tell(unread, delivery.at).await,
            Content::Digest(digest) => {
                self.announce(&digest.to, &self.wording.digest(digest), delivery).await
            }
            Content::Test(to) => self.announce(to, &self.wording.test(), delivery).await,
            _ => Err(refused("Telegram is not told of such")),
        }
    }
}

fn refused(why: &str) -> Fault {
    Fault::Refused(why.to_owned())
}

#[async_trait]
impl Notifier for Telegram {
    fn kind(&self) -> &'static str {
        Channel::Telegram.as_str()
    }

    fn interest(&self) -> Interest {
        let unread = if self.alert_chat.is_some() { Reach::Own } else { Reach::Chats };
        let carries = [(Channel::Telegram, Carriage::ALWAYS)].into();
        Interest { unread: Some(unread), carries, ..Interest::default() }
    }

    fn alerting(&self) -> Alerting {
        let alerting = Alerting::default().editing();
        match (self.alert_chat, self.topics) {
            (None, _) => alerting,
            (Some(_), false) => alerting.per_minute(ALERTS_A_MINUTE),
            (Some(_), true) => alerting.per_minute(TOPICS_A_MINUTE),
        }
    }

    fn limits(&self) -> NotifierLimits {
        NotifierLimits::default().per_second(PER_SECOND).per_recipient(BETWEEN_TWO)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        match self.attempt(delivery).await {
            Ok(outcome) => outcome,
            Err(Fault::Moved(to)) => self.follow(&delivery.content, to).outcome(delivery.at),
            Err(fault) => fault.outcome(delivery.at),
        }
    }
}

/// Hides the token, and where it tells.
impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("topics", &self.topics).finish_non_exhaustive()
    }
}
