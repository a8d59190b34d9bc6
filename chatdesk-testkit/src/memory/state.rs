//! All that a store holds, as plain values.

use std::collections::BTreeMap;

use chatdesk_core::{
    Contact, ContactId, Cursor, Entry, EntryId, Job, JobKey, LeaseToken, Message, NewEvent,
    Position, Reader, RecordId, Seq, Session, SessionId, SessionView, Ticket, TicketId, Timestamp,
    UniqueKey, Version,
};

#[derive(Clone)]
pub(crate) struct State {
    pub(crate) log: LogRows,
    pub(crate) contacts: BTreeMap<ContactId, ContactRow>,
    pub(crate) sessions: BTreeMap<SessionId, SessionRow>,
    pub(crate) tickets: BTreeMap<TicketId, Ticket>,
    pub(crate) entries: BTreeMap<EntryId, EntryRow>,
    pub(crate) keys: BTreeMap<UniqueKey, KeyRow>,
    pub(crate) jobs: BTreeMap<JobKey, JobRow>,
    /// How many rows were ever made: the order in which they were, never given out twice.
    n_made: u64,
    /// How many leases were ever given; the last token.
    pub(crate) n_leases: u64,
}

/// The log, and what is known of it when its events are gone.
#[derive(Clone)]
pub(crate) struct LogRows {
    pub(crate) epoch: u64,
    pub(crate) floor: Position,
    pub(crate) head: Position,
    /// The instant of the newest event, which no later one goes behind.
    pub(crate) at: Timestamp,
    pub(crate) events: BTreeMap<Position, NewEvent>,
}

#[derive(Clone)]
pub(crate) struct ContactRow {
    pub(crate) made: u64,
    pub(crate) contact: Contact,
    /// The last message of the customer's side; it moves no version.
    pub(crate) wrote_at: Option<Timestamp>,
    /// Where a session of theirs was last deleted: who resumes from before it begins anew.
    pub(crate) trimmed: Position,
}

/// A session with what goes when it goes.
#[derive(Clone)]
pub(crate) struct SessionRow {
    pub(crate) made: u64,
    pub(crate) session: Session,
    pub(crate) messages: Vec<Message>,
    pub(crate) customer_read: Cursor,
    pub(crate) desk_read: Cursor,
    /// Where an entry of the session was last put.
    pub(crate) noted: Position,
}

#[derive(Clone)]
pub(crate) struct EntryRow {
    pub(crate) made: u64,
    pub(crate) entry: Entry,
}

#[derive(Clone)]
pub(crate) struct KeyRow {
    pub(crate) owner: RecordId,
    pub(crate) until: Option<Timestamp>,
}

#[derive(Clone)]
pub(crate) struct JobRow {
    pub(crate) made: u64,
    pub(crate) job: Job,
    pub(crate) lease: Option<Lease>,
    pub(crate) attempt: u32,
    pub(crate) error: Option<String>,
    /// Kept, and never claimed.
    pub(crate) is_buried: bool,
    pub(crate) made_at: Timestamp,
    pub(crate) changed_at: Timestamp,
}

#[derive(Clone, Copy)]
pub(crate) struct Lease {
    pub(crate) token: LeaseToken,
    pub(crate) until: Timestamp,
}

impl State {
    pub(crate) fn new() -> Self {
        // An id is the one thing here that is drawn at random, and half of it is enough.
        let (_, epoch) = SessionId::generate(Timestamp::default()).uuid().as_u64_pair();
        let log = LogRows {
            epoch,
            floor: Position::ZERO,
            head: Position::ZERO,
            at: Timestamp::from_micros(i64::MIN),
            events: BTreeMap::new(),
        };
        Self {
            log,
            contacts: BTreeMap::new(),
            sessions: BTreeMap::new(),
            tickets: BTreeMap::new(),
            entries: BTreeMap::new(),
            keys: BTreeMap::new(),
            jobs: BTreeMap::new(),
            n_made: 0,
            n_leases: 0,
        }
    }

    /// The number of a row that is made now.
    pub(crate) const fn next_made(&mut self) -> u64 {
        self.n_made += 1;
        self.n_made
    }

    /// A token that was never given before.
    pub(crate) const fn next_token(&mut self) -> LeaseToken {
        self.n_leases += 1;
        LeaseToken::new(self.n_leases)
    }

    /// The version that a record is at; `None` when there is no such record.
    pub(crate) fn version(&self, record: RecordId) -> Option<Version> {
        match record {
            RecordId::Contact(id) => self.contacts.get(&id).map(|row| row.contact.version),
            RecordId::Session(id) => self.sessions.get(&id).map(|row| row.session.version),
            RecordId::Ticket(id) => self.tickets.get(&id).map(|ticket| ticket.version),
            RecordId::Entry(id) => self.entries.get(&id).map(|row| row.entry.version),
        }
    }

    pub(crate) fn sessions_of(&self, contact: ContactId) -> impl Iterator<Item = &SessionRow> {
        self.sessions.values().filter(move |row| row.session.contact == contact)
    }

    /// The ticket of a session.
    pub(crate) fn ticket_of(&self, session: SessionId) -> Option<&Ticket> {
        self.tickets.values().find(|ticket| ticket.session == session)
    }

    /// A session with its contact, cursors and ticket; the check of a batch made sure that there is a contact.
    pub(crate) fn view(&self, row: &SessionRow) -> Option<SessionView> {
        let contact = self.contacts.get(&row.session.contact)?.contact.clone();
        Some(SessionView {
            session: row.session.clone(),
            contact,
            customer_read: row.customer_read.clone(),
            desk_read: row.desk_read.clone(),
            noted: row.noted,
            ticket: self.ticket_of(row.session.id).cloned(),
        })
    }
}

impl SessionRow {
    /// A session that nobody has written to or read.
    pub(crate) fn new(made: u64, session: Session) -> Self {
        let unread = |reader| SessionView::unread_cursor(session.id, reader);
        let (customer_read, desk_read) = (unread(Reader::Customer), unread(Reader::Desk));
        let noted = Position::ZERO;
        Self { made, session, messages: Vec::new(), customer_read, desk_read, noted }
    }

    pub(crate) const fn cursor_mut(&mut self, reader: Reader) -> &mut Cursor {
        match reader {
            Reader::Customer => &mut self.customer_read,
            Reader::Desk => &mut self.desk_read,
        }
    }

    /// The position of the newest message. Record and messages are both asked: a record may be put without them.
    pub(crate) fn last_seq(&self) -> Seq {
        let newest = self.messages.last().map_or(Seq::ZERO, |message| message.seq);
        newest.max(self.session.last_seq)
    }
}
