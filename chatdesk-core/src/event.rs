//! What the log says: facts about records, never what a person wrote or is called.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ContactId, Reader, RecordId, Seq, SessionId, Switch, TicketNumber, Timestamp};

/// A position in the log: strictly increasing in commit order, never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u64);

impl Position {
    /// Before everything.
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
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How often a record was written: 1 when it was made, +1 at each write; 0 for one that is to be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u64);

impl Version {
    /// Of a record that does not exist yet.
    pub const NONE: Self = Self(0);

    /// The version with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The version after the next write.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A fact that a batch adds to the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// To which record.
    pub subject: RecordId,
    /// The version of that record after the batch.
    pub version: Version,
    /// Who did it.
    pub actor: EventActor,
    /// When.
    pub at: Timestamp,
    /// Whom it concerns.
    pub audience: Audience,
    /// How long it is kept.
    pub keep: Keep,
}

/// A fact in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where it stands.
    pub position: Position,
    /// What it says.
    pub fact: NewEvent,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// A person became known. Subject: the contact.
    ContactMade,
    /// A visitor said what they are called. Subject: the contact.
    ProfileChanged,
    /// A session was opened without a message. Subject: the session.
    SessionOpened,
    /// A message was accepted. Subject: the session.
    MessageSent {
        /// Its position there.
        seq: Seq,
    },
    /// A message got further on its way to its customer, or did not. Subject: the session.
    MessageCarried {
        /// Its position there.
        seq: Seq,
    },
    /// A side has read further. Subject: the session.
    SessionRead {
        /// Which side.
        reader: Reader,
    },
    /// A session ended. Subject: the session.
    SessionEnded,
    /// A session was taken, handed over or released. Subject: the session.
    SessionAssigned,
    /// Something else of a session was changed: what it is about, its tags, its contact. Subject: the session.
    SessionChanged,
    /// A ticket was made. Subject: the ticket.
    TicketMade {
        /// Its number.
        number: TicketNumber,
    },
    /// A ticket stands elsewhere, presses more or less, or has somebody else. Subject: the ticket.
    TicketChanged {
        /// Its number.
        number: TicketNumber,
    },
    /// The desk wrote a note. Subject: the session. The last event of its batch, for its position is the note's.
    NoteWritten,
    /// A visitor turned out to be a user, whose sessions are theirs from then on. Subject: one of the two contacts.
    /// Readers forget what they have and load anew.
    ContactIdentified,
    /// Chat was switched. Subject: the contact.
    ChatSwitched {
        /// To what.
        switch: Switch,
    },
    /// Sessions were removed, by retention or by a step of an erasure. Subject: the contact whose they were, or for the
    /// desk the last one of a sweep. Readers forget what they have and load anew.
    SessionsRemoved,
    /// A person was erased. Subject: the contact that was.
    ContactErased,
    /// Somebody's tokens were revoked. Subject: the entry that says whose.
    TokensRevoked,
    /// An account was made, or given a link, a role or a password. Subject: the account's entry.
    AccountChanged,
    /// Somebody signed in by a password. Subject: the account's entry.
    AccountEntered,
    /// An account was removed. Subject: the entry that it was.
    AccountRemoved,
    /// Settings or canned replies were changed. Subject: the entry that says so, or said so.
    SettingsChanged,
}

/// Who did it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum EventActor {
    /// The customer that the event is about.
    Customer,
    /// Somebody of the desk.
    Desk {
        /// The id by which the host knows them.
        id: String,
    },
    /// chatdesk itself, by the clock.
    System,
}

/// Hides the id of somebody of the desk: it may be an address.
impl fmt::Debug for EventActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "Customer",
            Self::Desk { .. } => "Desk(…)",
            Self::System => "System",
        })
    }
}

/// Whom an event concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// This customer, and the desk.
    Customer(ContactId),
    /// The desk alone.
    Desk,
    /// Those who are in this conversation of staff.
    Members(SessionId),
}

/// How long an event is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// As long as a stream may resume from it.
    Stream,
    /// As part of the audit trail.
    Audit,
}
