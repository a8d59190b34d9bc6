//! What one commit writes.

use crate::{
    Contact, Cursor, Entry, JobChange, Message, NewEvent, Receipt, RecordId, Seq, Session,
    SessionId, Ticket, Timestamp, UniqueKey, Version,
};

/// Everything that one decision changes. Written whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The instant of the decision; decides which claimed keys have run out.
    pub now: Timestamp,
    /// Records that must still be at this version, unchanged by this batch.
    pub expect: Vec<Expect>,
    /// Records made or written, each with the version that it was read at.
    pub put: Vec<Record>,
    /// Records removed, with the version that they were read at; before others are put.
    pub delete: Vec<Expect>,
    /// Keys released by their owners.
    pub release: Vec<Release>,
    /// Keys claimed.
    pub claim: Vec<Claim>,
    /// Messages appended, ascending by `seq` within a session.
    pub messages: Vec<Message>,
    /// How far messages got that are stored. It moves nothing of them: whoever decides that puts their session, which
    /// moves.
    pub receipts: Vec<MessageReceipt>,
    /// Cursors moved; where the stored one is further, it stays.
    pub cursors: Vec<Cursor>,
    /// Facts for the log, in this order.
    pub events: Vec<NewEvent>,
    /// Jobs made, settled, retried and cancelled.
    pub jobs: Vec<JobChange>,
}

impl Batch {
    /// An empty batch of a decision made at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, ..Self::default() }
    }

    /// Adds a record that must not change meanwhile.
    pub fn expect(&mut self, record: RecordId, version: Version) {
        self.expect.push(Expect { record, version });
    }
}

/// How far a message got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageReceipt {
    /// The session that it stands in.
    pub session: SessionId,
    /// Its position there.
    pub seq: Seq,
    /// How far.
    pub receipt: Receipt,
}

/// A record, and the version that it must be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expect {
    /// Which record.
    pub record: RecordId,
    /// Its version.
    pub version: Version,
}

/// A record of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A person.
    Contact(Contact),
    /// A chat.
    Session(Session),
    /// A ticket.
    Ticket(Ticket),
    /// Something small.
    Entry(Entry),
}

impl Record {
    /// Which record it is.
    #[must_use]
    pub const fn id(&self) -> RecordId {
        match self {
            Self::Contact(contact) => RecordId::Contact(contact.id),
            Self::Session(session) => RecordId::Session(session.id),
            Self::Ticket(ticket) => RecordId::Ticket(ticket.id),
            Self::Entry(entry) => RecordId::Entry(entry.id),
        }
    }

    /// The version that it was read at.
    #[must_use]
    pub const fn version(&self) -> Version {
        match self {
            Self::Contact(contact) => contact.version,
            Self::Session(session) => session.version,
            Self::Ticket(ticket) => ticket.version,
            Self::Entry(entry) => entry.version,
        }
    }
}

/// A key, and who owns it until now. Unclaimed keys may be released too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The key.
    pub key: UniqueKey,
    /// Its owner; that another record owns it is a conflict.
    pub owner: RecordId,
}

/// A key, and who is to own it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The key.
    pub key: UniqueKey,
    /// Its owner.
    pub owner: RecordId,
    /// From then on anybody may claim it; `None` for never.
    pub until: Option<Timestamp>,
}
