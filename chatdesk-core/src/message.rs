//! Messages, and how far each side has read them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ClientId, Position, SessionId, Timestamp};

/// One message of a session.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The session that it stands in.
    pub session: SessionId,
    /// Its position there: 1, 2, 3… without gaps.
    pub seq: Seq,
    /// The log position of the commit that stored it; [`Position::ZERO`] until stored.
    pub changed: Position,
    /// Who wrote it.
    pub sender: Sender,
    /// What it is.
    pub kind: MessageKind,
    /// The text, trimmed.
    pub content: String,
    /// The sender's own id of it; unique per session and sender.
    pub client_id: Option<ClientId>,
    /// When it was accepted; never before its predecessor.
    pub at: Timestamp,
    /// What each side had sent when this message was counted in.
    pub sent: Counts,
    /// How far it got on its way to its customer; `None` where nobody carries it: on the web, or as an answer to a call.
    pub receipt: Option<Receipt>,
}

/// Shows all but what a person wrote.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("session", &self.session)
            .field("seq", &self.seq)
            .field("changed", &self.changed)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// How far a message got on a text channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The furthest state that is known.
    pub state: ReceiptState,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// What went wrong, where it failed.
    pub error: Option<String>,
}

impl Receipt {
    /// It waits to leave.
    pub const QUEUED: Self = Self { state: ReceiptState::Queued, provider_id: None, error: None };
}

/// The states of a [`Receipt`]. A later one in this order never gives way to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    /// It waits to leave.
    Queued,
    /// It could not be brought there. Whoever lets it be tried again may find it sent.
    Failed,
    /// Who carries it took it.
    Sent,
    /// It reached the person's device.
    Delivered,
    /// The person opened it.
    Read,
}

/// A position in a session: 1 is the first message, 0 stands before it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(u64);

impl Seq {
    /// Before the first message.
    pub const ZERO: Self = Self(0);

    /// The position with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next position.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Who wrote a message.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sender {
    /// What kind of sender.
    pub kind: SenderKind,
    /// The id that the host knows (`42`), or `visitor:<id>`.
    pub id: String,
    /// The display name when the message was written.
    pub name: Option<String>,
}

/// Shows the kind alone: id and name may be an address.
impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Sender {
    /// Whether both are the same person in the same role; names may differ.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.id == other.id
    }
}

/// What kind of sender wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderKind {
    /// A logged-in user.
    User,
    /// Somebody without a login.
    Visitor,
    /// Somebody of the desk.
    Admin,
    /// An automatic text of the desk.
    Bot,
    /// chatdesk itself.
    System,
}

impl SenderKind {
    /// Every kind, for tables.
    pub const ALL: [Self; 5] = [Self::User, Self::Visitor, Self::Admin, Self::Bot, Self::System];

    /// The side that it stands on.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::User | Self::Visitor => Side::Customer,
            Self::Admin | Self::Bot | Self::System => Side::Desk,
        }
    }

    /// The word in columns and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Visitor => "visitor",
            Self::Admin => "admin",
            Self::Bot => "bot",
            Self::System => "system",
        }
    }
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Text that somebody wrote.
    Text,
    /// A picture, a voice, a file; the text says which, and what was written beside it.
    Attachment,
    /// A fact about the session that both sides see.
    Event,
}

impl MessageKind {
    /// The word in columns and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Attachment => "attachment",
            Self::Event => "event",
        }
    }

    /// Whether such a message of such a sender counts as unread for the other side.
    #[must_use]
    pub const fn counts(self, sender: SenderKind) -> bool {
        matches!(self, Self::Text | Self::Attachment)
            && !matches!(sender, SenderKind::Bot | SenderKind::System)
    }
}

/// The two sides of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// A user or a visitor.
    Customer,
    /// Agents, administrators, bots and chatdesk itself.
    Desk,
}

impl Side {
    /// The one that is not this.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Customer => Self::Desk,
            Self::Desk => Self::Customer,
        }
    }
}

/// How many countable messages each side has sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    /// The customer's.
    pub customer: u64,
    /// The desk's.
    pub desk: u64,
}

impl Counts {
    /// What `side` has sent.
    #[must_use]
    pub const fn of(self, side: Side) -> u64 {
        match side {
            Side::Customer => self.customer,
            Side::Desk => self.desk,
        }
    }

    /// These counts after one more message.
    #[must_use]
    pub const fn with(self, kind: MessageKind, sender: SenderKind) -> Self {
        match (kind.counts(sender), sender.side()) {
            (false, _) => self,
            (true, Side::Customer) => Self { customer: self.customer + 1, ..self },
            (true, Side::Desk) => Self { desk: self.desk + 1, ..self },
        }
    }
}

/// How far a reader has read a session. The larger `seq` wins; there is never a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The session.
    pub session: SessionId,
    /// Whose cursor.
    pub reader: Reader,
    /// The last message read; 0 for none.
    pub seq: Seq,
    /// How many countable messages of the other side stand at or before `seq`.
    pub seen: u64,
    /// The log position of its last move; [`Position::ZERO`] until stored.
    pub changed: Position,
}

/// Who reads under one cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The session's customer.
    Customer,
    /// The desk: any agent's reading counts for all.
    Desk,
}

impl From<Side> for Reader {
    fn from(side: Side) -> Self {
        match side {
            Side::Customer => Self::Customer,
            Side::Desk => Self::Desk,
        }
    }
}

impl Reader {
    /// The side that reads under it.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::Customer => Side::Customer,
            Self::Desk => Side::Desk,
        }
    }

    /// The word in columns and keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Desk => "desk",
        }
    }
}
