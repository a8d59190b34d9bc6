//! What a notifier is given to tell.

use std::fmt;

use crate::{
    Address, Button, Channel, Contact, ContactId, EventKind, HostEvent, Message, Position, Preview,
    PushPlatform, PushTokenKind, Seq, SessionId, SessionView, Timestamp,
};

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The same at every attempt, and no other delivery's.
    pub id: DeliveryId,
    /// Which attempt this is; 1 is the first.
    pub attempt: u32,
    /// When this attempt began.
    pub at: Timestamp,
    /// What it says, read right before this attempt.
    pub content: Content,
}

/// What a delivery says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Somebody of the desk has not read something.
    Unread(Unread),
    /// Something happened that the host's own systems may want to know.
    Event(Box<Happened>),
    /// Somebody of a text channel is to read what the desk said.
    Outbound(Box<Outbound>),
    /// Somebody of a text channel wrote, and no chat goes on: they are told how one begins.
    Hint(Hint),
    /// More chats wait than are told one by one.
    Digest(Digest),
    /// A customer who is not looking has not read what the desk wrote.
    Answered(Answered),
    /// Nothing: somebody of the desk wants to know whether it arrives.
    Test(Recipient),
}

/// To whom something is told.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recipient {
    /// The place that the notifier knows itself.
    Own,
    /// A device that somebody registered.
    Device {
        /// What the platform gave out. A secret.
        token: String,
        /// What it is.
        kind: PushTokenKind,
        /// Where it lives.
        platform: PushPlatform,
    },
    /// The private chat with somebody of the desk, as the channel names it.
    Chat(String),
    /// An e-mail address.
    Email(String),
}

/// Hides where it is.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "Own",
            Self::Device { .. } => "Device(…)",
            Self::Chat(_) => "Chat(…)",
            Self::Email(_) => "Email(…)",
        })
    }
}

/// What a recipient was told before of the same: it is changed, or followed up, rather than said anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What the receiver calls what it was told, where that still stands unread: it is to be changed in place.
    pub provider_id: Option<String>,
    /// The thread in which it stands.
    pub thread: Option<String>,
}

/// That a customer waits for somebody of the desk.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// Who is told.
    pub to: Recipient,
    /// What they were told of this chat before.
    pub told: Told,
    /// The chat.
    pub session: SessionId,
    /// Its customer.
    pub contact: ContactId,
    /// How the host, paths and answers name them.
    pub address: Address,
    /// What they are called.
    pub name: Option<String>,
    /// How many of their messages in this chat the desk has not read.
    pub n_unread: u64,
    /// The newest message in short, where the customer wrote it.
    pub preview: Option<Preview>,
    /// What the customer wrote and neither the desk has read nor this recipient was told, the earliest first; at most the
    /// latest 20.
    pub messages: Vec<Message>,
}

/// Hides who it is about and what they wrote.
impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unread")
            .field("session", &self.session)
            .field("n_unread", &self.n_unread)
            .finish_non_exhaustive()
    }
}

/// How a chat begins, for somebody of a text channel.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hint {
    /// Which channel.
    pub channel: Channel,
    /// To whom.
    pub address: Address,
    /// What they are to read.
    pub text: String,
}

/// Hides to whom.
impl fmt::Debug for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hint").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// How many chats wait beside those that were told one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Digest {
    /// Who is told.
    pub to: Recipient,
    /// How many chats.
    pub n_sessions: u64,
    /// How many messages in all of them.
    pub n_unread: u64,
}

/// That a customer has not read what the desk wrote.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// Which device or e-mail address of theirs.
    pub to: Recipient,
    /// The chat.
    pub session: SessionId,
    /// What the customer is called.
    pub name: Option<String>,
    /// Who of the desk wrote last.
    pub agent: Option<String>,
    /// How many messages they have not read.
    pub n_unread: u64,
    /// The newest of them in short.
    pub preview: Option<Preview>,
    /// The newest of them.
    pub seq: Seq,
}

/// Hides who it is about and what was written.
impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered")
            .field("session", &self.session)
            .field("n_unread", &self.n_unread)
            .finish_non_exhaustive()
    }
}

/// As what something is brought to somebody of a text channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Its own text.
    Text,
    /// The channel's fixed text, which asks them to answer: the text itself may not be brought now.
    Template,
}

/// What the desk said to somebody of a text channel.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outbound {
    /// Which channel.
    pub channel: Channel,
    /// To whom: `whatsapp:+…` or `telegram:…`.
    pub address: Address,
    /// As what.
    pub form: Form,
    /// What they are to read: the message, of an agent with the prefix of the settings in front.
    pub text: String,
    /// What they can press instead of writing.
    pub buttons: Vec<Button>,
    /// The message as it is stored.
    pub message: Message,
    /// Its session, as it is now.
    pub session: SessionView,
}

/// Hides to whom, and what the desk wrote.
impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// A fact of the log, with its records as they are at the attempt.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Happened {
    /// Where it stands in the log: of two facts the later one has the larger position. One that opened a session with a
    /// message is told as two, the opening first, at one position.
    pub position: Position,
    /// When it happened.
    pub at: Timestamp,
    /// Of which sort it is.
    pub sort: HostEvent,
    /// What happened.
    pub kind: EventKind,
    /// The customer whom it is about, as they are now.
    pub contact: Contact,
    /// The chat that it is about, as it is now; none where it is about the customer alone.
    pub session: Option<SessionView>,
    /// The message that it is about.
    pub message: Option<Message>,
}

/// Hides who it is about and what they wrote.
impl fmt::Debug for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Happened")
            .field("position", &self.position)
            .field("at", &self.at)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Names one delivery; its text holds no address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(String);

impl DeliveryId {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for a header or a column.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
