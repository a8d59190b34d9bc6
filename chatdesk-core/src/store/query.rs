//! What is asked of a store, and what it answers.

use std::{collections::BTreeMap, fmt};

use super::{
    filter::{SessionFilter, TicketFilter, TicketSort},
    page_key::PageKey,
};
use crate::{
    Address, Contact, ContactId, Entry, EntryKind, Event, JobState, JobView, Message, Position,
    RecordId, Sender, Seq, SessionId, SessionView, TicketNumber, Timestamp, UniqueKey,
};

/// An answer, and the log position up to which it contains everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The position.
    pub position: Position,
    /// The answer.
    pub value: T,
}

impl<T> At<T> {
    /// The same position with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { position: self.position, value: change(self.value) }
    }
}

/// Which records a rule needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The contact with this address, their open sessions, and their unread messages over all sessions.
    Address(Address),
    /// The same, by the contact's id.
    Contact(ContactId),
    /// One session and its contact.
    Session(SessionId),
    /// The same, by the number of the ticket that is talked about in it.
    Ticket(TicketNumber),
    /// The desk's unread messages over all sessions.
    Desk,
    /// Nothing but the owners of the keys.
    Keys,
}

/// What [`Store::load`](crate::Store::load) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// All up to here is contained.
    pub position: Position,
    /// The contact of the scope.
    pub contact: Option<Contact>,
    /// The session of the scope, or the open sessions of its contact, the latest opened first.
    pub sessions: Vec<SessionView>,
    /// Messages that the contact (scopes of a contact) or the desk (scope of the desk) has not read.
    pub unread: u64,
    /// Who owns the keys that were asked for; unclaimed ones are absent.
    pub owners: BTreeMap<UniqueKey, RecordId>,
}

/// Which messages of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// The newest.
    Newest {
        /// At most so many.
        limit: u16,
    },
    /// Those after a position, the earliest first.
    After {
        /// The position.
        seq: Seq,
        /// At most so many.
        limit: u16,
    },
    /// Those before a position, the latest kept.
    Before {
        /// The position.
        seq: Seq,
        /// At most so many.
        limit: u16,
    },
    /// The one that a sender stored under a client id; kind and id of the sender count.
    Repeat {
        /// The sender.
        sender: Sender,
        /// The client id.
        client_id: crate::ClientId,
    },
    /// The newest of a sender, at a position or before; kind and id of the sender count.
    LatestOf {
        /// The sender.
        sender: Sender,
        /// The position.
        up_to: Seq,
    },
}

/// A session and a window of its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The session.
    pub view: SessionView,
    /// The messages, ascending.
    pub messages: Vec<Message>,
    /// Whether there are more in the direction of the window (older ones for the newest).
    pub has_more: bool,
}

/// A list that can be paged through.
#[derive(Clone, PartialEq, Eq)]
pub enum List {
    /// The sessions of a contact, the latest opened first.
    SessionsOf {
        /// The contact.
        contact: ContactId,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// The desk's sessions with customers that hold a message, by the position of their own last change, latest first.
    Inbox {
        /// Which.
        filter: SessionFilter,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// Sessions of the web that wait and hold a message, the first opened first: by
    /// [`Session::created_at`](crate::Session::created_at), then by id. It has no pages, because the whole is counted and
    /// not read.
    Waiting {
        /// Only those before this one.
        before: Option<(Timestamp, SessionId)>,
        /// At most so many.
        limit: u16,
    },
    /// Sessions that ended before an instant, by [`Session::updated_at`](crate::Session::updated_at): the longest ended
    /// first. What retention removes; it has no pages, because what was listed is then gone.
    Ended {
        /// The instant.
        before: Timestamp,
        /// At most so many.
        limit: u16,
    },
    /// Tickets.
    ///
    /// By offset, as the contract of HTTP pages them: what is skipped is walked over, along an index and without reading
    /// a row, and a ticket that moves between two pages may be on both or on none.
    Tickets {
        /// Which.
        filter: TicketFilter,
        /// In which order.
        sort: TicketSort,
        /// So many of the first are left out.
        skip: u32,
        /// At most so many.
        limit: u16,
    },
    /// Of each person of a text channel the newest session, by the position of its own last change, latest first. It has no
    /// pages, for it is a view of who talks now.
    Conversations {
        /// At most so many.
        limit: u16,
    },
    /// The conversations of staff that somebody is in, or was, by the instant of their last change
    /// ([`Left::at`](crate::Left::at) for those who left, else [`Session::updated_at`](crate::Session::updated_at)), the latest first.
    ///
    /// The key of a row is that instant in microseconds, none before 1970, and the session's id.
    Panel {
        /// Who, by the id by which the host knows them.
        member: String,
        /// Beginnings of words, as those of [`Store::search`](crate::Store::search), all of which one of its messages that they saw must hold;
        /// empty for all. [`Page::matches`] has the newest that does.
        words: Vec<String>,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// Contacts, the latest made first; the desk's own is none of them.
    Contacts {
        /// Words that name, e-mail or address must hold, each the beginning of a word there; empty for all.
        words: Vec<String>,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// Contacts by address, in no particular order; addresses that nobody has are absent.
    ContactsAt {
        /// The addresses, at most 200.
        addresses: Vec<Address>,
    },
    /// The entries of a record, the latest first.
    Entries {
        /// The record.
        subject: RecordId,
        /// The kind.
        kind: EntryKind,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// The entries of a kind, whatever they belong to, by the position of their last change, the earliest first.
    ///
    /// The key of a row is that position and the entry's id. Whoever keeps the last one finds later what changed since.
    ChangedEntries {
        /// The kind.
        kind: EntryKind,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// The jobs that notifiers carry, the latest made first. What the desk does by itself is not listed.
    ///
    /// The key of a row is its [number](JobView::number), and the nil id.
    Jobs {
        /// Which.
        state: JobState,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
}

/// Shows which list alone: words that somebody typed may be anything.
impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SessionsOf { .. } => "SessionsOf(…)",
            Self::Inbox { .. } => "Inbox(…)",
            Self::Waiting { .. } => "Waiting(…)",
            Self::Ended { .. } => "Ended(…)",
            Self::Tickets { .. } => "Tickets(…)",
            Self::Conversations { .. } => "Conversations(…)",
            Self::Panel { .. } => "Panel(…)",
            Self::Contacts { .. } => "Contacts(…)",
            Self::ContactsAt { .. } => "ContactsAt(…)",
            Self::Entries { .. } => "Entries(…)",
            Self::ChangedEntries { .. } => "ChangedEntries(…)",
            Self::Jobs { .. } => "Jobs(…)",
        })
    }
}

/// One page. Only the kind of rows that the list is of is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Rows of a list of sessions.
    pub sessions: Vec<SessionView>,
    /// Rows of a list of tickets, each with its session.
    pub tickets: Vec<SessionView>,
    /// Rows of a list of contacts.
    pub contacts: Vec<ContactView>,
    /// Rows of a list of entries.
    pub entries: Vec<Entry>,
    /// Rows of a list of jobs.
    pub jobs: Vec<JobView>,
    /// Of a search: where in a session words were found. A session that is found by its contact alone is absent.
    pub matches: BTreeMap<SessionId, Message>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<PageKey>,
}

/// A contact as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactView {
    /// The contact.
    pub contact: Contact,
    /// Their messages that the desk has not read, over all sessions.
    pub desk_unread: u64,
    /// Their newest open session.
    pub open_session: Option<SessionId>,
    /// When they last wrote.
    pub last_wrote_at: Option<Timestamp>,
}

/// What [`Store::search`](crate::Store::search) looks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    /// Beginnings of words, all of which must occur; never empty.
    pub words: Vec<String>,
    /// Only these sessions.
    pub filter: SessionFilter,
    /// Where the page begins.
    pub after: Option<PageKey>,
    /// At most so many.
    pub limit: u16,
}

/// Hides what was typed.
impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { words: _, filter, after, limit } = self;
        f.debug_struct("Search")
            .field("filter", filter)
            .field("after", after)
            .field("limit", limit)
            .finish_non_exhaustive()
    }
}

/// A piece of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Drawn at random when the store was made: positions of another epoch mean nothing here.
    pub epoch: u64,
    /// Events after this position are all still there.
    pub floor: Position,
    /// The position of the newest event.
    pub head: Position,
    /// The events.
    pub events: Vec<Event>,
}

/// What is to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purge {
    /// What deleted records left behind: messages, cursors and words that no reader sees any more. What goes is
    /// overwritten, and not only let go, as far as the database can; a store says where it cannot.
    Deleted,
    /// Events kept for streams, and made before this.
    StreamEvents {
        /// The instant.
        before: Timestamp,
    },
    /// Keys whose `until` is at or before this.
    Keys {
        /// The instant.
        until: Timestamp,
    },
}

/// Whether a purge is through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purged {
    /// There may be more: ask again.
    More,
    /// Nothing is left.
    Done,
}
