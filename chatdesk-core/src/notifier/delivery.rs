//! What a notifier is given to tell.

use std::fmt;

use crate::{
    Address, Channel, Contact, ContactId, EventKind, HostEvent, Message, Position, Preview,
    SessionId, SessionView, Timestamp,
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
}

/// That a customer waits for somebody of the desk.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
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

/// What the desk said to somebody of a text channel.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outbound {
    /// Which channel.
    pub channel: Channel,
    /// To whom: `whatsapp:+…` or `telegram:…`.
    pub address: Address,
    /// What they are to read: the message, of an agent with the prefix of the settings in front.
    pub text: String,
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
