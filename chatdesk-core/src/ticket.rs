//! Tickets: sessions with a life cycle.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Agent, ContactId, Entity, Id, Position, SessionId, Timestamp, Version};

/// What somebody wants to have solved: a number, a state and a priority beside the session that it is talked about in.
///
/// There is one list of messages, the session's, and the tags are the session's too.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The version that it was read at; 0 for a record that is to be made.
    pub version: Version,
    /// The log position of its last change; [`Position::ZERO`] until stored.
    pub changed: Position,
    /// How people name it; stays.
    pub number: TicketNumber,
    /// The session that it is talked about in; stays, and has no other ticket.
    pub session: SessionId,
    /// The session's customer.
    pub contact: ContactId,
    /// Where it stands.
    pub status: TicketStatus,
    /// How much it presses.
    pub priority: TicketPriority,
    /// Who of the desk has it: always who has the session.
    pub agent: Option<Agent>,
    /// What is to be solved, as it was said first; may be empty.
    pub description: String,
    /// The host's own reference.
    pub reference: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed, a message of the session included; never before an earlier change.
    pub updated_at: Timestamp,
    /// When an agent first answered it.
    pub first_answered_at: Option<Timestamp>,
    /// Since when it is resolved; `None` while it is not.
    pub resolved_at: Option<Timestamp>,
}

/// Shows all but what a person wrote or is called.
impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("changed", &self.changed)
            .field("number", &self.number)
            .field("session", &self.session)
            .field("contact", &self.contact)
            .field("status", &self.status)
            .field("priority", &self.priority)
            .field("created_at", &self.created_at)
            .field("updated_at", &self.updated_at)
            .field("first_answered_at", &self.first_answered_at)
            .field("resolved_at", &self.resolved_at)
            .finish_non_exhaustive()
    }
}

impl Entity for Ticket {
    const PREFIX: &'static str = "tik";
}

/// The id of a [`Ticket`].
pub type TicketId = Id<Ticket>;

/// The number of a ticket: 1, 2, 3… in the order in which they were made.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TicketNumber(u64);

impl TicketNumber {
    /// The ticket of this number; 0 is none's.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Nobody of the desk works on it.
    Open,
    /// Somebody of the desk does.
    InProgress,
    /// The desk holds it to be solved; the customer may see that otherwise.
    Resolved,
    /// It is over, and so is its session.
    Closed,
}

impl TicketStatus {
    /// Every status, for tables.
    pub const ALL: [Self; 4] = [Self::Open, Self::InProgress, Self::Resolved, Self::Closed];

    /// The word in columns.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }
}

/// How much a ticket presses; the more, the later in this order.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketPriority {
    /// It can wait.
    Low,
    /// As most do.
    #[default]
    Medium,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

impl TicketPriority {
    /// Every priority, in order.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];

    /// The word in what is kept of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}
