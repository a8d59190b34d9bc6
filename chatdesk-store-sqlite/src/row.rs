//! Rows read back into records. What does not parse is an error, never a panic.

use std::{fmt::Display, str::FromStr};

use chatdesk_core::{
    Address, Agent, Audience, ClientId, Contact, Counts, Cursor, Entry, Event, Id, Message,
    NewEvent, Position, Preview, Profile, Reader, Sender, Seq, Session, SessionId, SessionStatus,
    SessionView, Switched, Ticket, TicketNumber, TicketPriority, Timestamp, Version,
};
use rusqlite::{
    Error, Result, Row,
    types::{FromSql, Type},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::word::Word;

pub(crate) const CONTACT: &str = "c.id, c.version, c.changed, c.kind, c.address, c.name, c.email, \
     c.phone, c.said_at, c.switch, c.switched_at, c.switched_by, c.created_at";
pub(crate) const SESSION: &str = "s.id, s.version, s.changed, s.kind, s.channel, s.contact, \
     s.agent_id, s.agent_name, s.status, s.subject, s.last_seq, s.customer_sent, s.desk_sent, \
     s.preview_text, s.preview_sender, s.preview_at, s.created_at, s.updated_at, s.tags, s.dialog, \
     s.panel, s.noted";
pub(crate) const TICKET: &str = "t.number, t.id, t.version, t.changed, t.session, t.contact, t.status, t.priority, \
     t.agent_id, t.agent_name, t.description, t.reference, t.created_at, t.updated_at, \
     t.first_answered_at, t.resolved_at";
pub(crate) const MESSAGE: &str = "m.session, m.seq, m.changed, m.sender_kind, m.sender_id, \
     m.sender_name, m.kind, m.content, m.client_id, m.at, m.customer_sent, m.desk_sent, m.receipt";
pub(crate) const CURSOR: &str = "r.session, r.reader, r.seq, r.seen, r.changed";
pub(crate) const ENTRY: &str = "e.id, e.version, e.changed, e.subject, e.at, e.content";
pub(crate) const EVENT: &str =
    "e.position, e.kind, e.subject, e.version, e.actor, e.at, e.contact, e.keep, e.session";
/// What a conversation of staff has where others have how they stand: it is in none of the desk's lists.
pub(crate) const PANEL: &str = "panel";

/// A number as a column keeps it. None that chatdesk makes reaches the end; one that somebody sent in may.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The cells of a row, read from left to right.
pub(crate) struct Cells<'r, 'stmt> {
    row: &'r Row<'stmt>,
    next: usize,
}

impl<'r, 'stmt> Cells<'r, 'stmt> {
    pub(crate) const fn of(row: &'r Row<'stmt>) -> Self {
        Self { row, next: 0 }
    }

    pub(crate) fn get<T: FromSql>(&mut self) -> Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }

    pub(crate) fn number(&mut self) -> Result<u64> {
        let number = self.get::<i64>()?;
        u64::try_from(number).map_err(|_| Error::IntegralValueOutOfRange(self.next - 1, number))
    }

    pub(crate) fn position(&mut self) -> Result<Position> {
        self.number().map(Position::new)
    }

    pub(crate) fn version(&mut self) -> Result<Version> {
        self.number().map(Version::new)
    }

    pub(crate) fn seq(&mut self) -> Result<Seq> {
        self.number().map(Seq::new)
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp> {
        self.get().map(Timestamp::from_micros)
    }

    pub(crate) fn maybe_time(&mut self) -> Result<Option<Timestamp>> {
        Ok(self.get::<Option<i64>>()?.map(Timestamp::from_micros))
    }

    pub(crate) fn id<T>(&mut self) -> Result<Id<T>> {
        self.get().map(|bytes| Id::from_uuid(Uuid::from_bytes(bytes)))
    }

    pub(crate) fn maybe_id<T>(&mut self) -> Result<Option<Id<T>>> {
        let bytes: Option<[u8; 16]> = self.get()?;
        Ok(bytes.map(|bytes| Id::from_uuid(Uuid::from_bytes(bytes))))
    }

    /// Text where it lies in SQLite's memory: most of it is only looked at.
    fn text(&mut self) -> Result<Option<&'r str>> {
        self.next += 1;
        let text = self.row.get_ref(self.next - 1)?.as_str_or_null();
        text.map_err(|error| self.broken(error.to_string()))
    }

    fn filled_text(&mut self) -> Result<&'r str> {
        self.text()?.ok_or_else(|| self.broken("nothing"))
    }

    pub(crate) fn word<T: Word>(&mut self) -> Result<T> {
        let text = self.filled_text()?;
        T::parse(text).ok_or_else(|| self.broken("a word that nobody wrote"))
    }

    pub(crate) fn maybe_word<T: Word>(&mut self) -> Result<Option<T>> {
        let Some(text) = self.text()? else { return Ok(None) };
        T::parse(text).map(Some).ok_or_else(|| self.broken("a word that nobody wrote"))
    }

    pub(crate) fn parsed<T: FromStr<Err: Display>>(&mut self) -> Result<T> {
        self.filled_text()?.parse().map_err(|error: T::Err| self.broken(error.to_string()))
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<T> {
        let text = self.filled_text()?;
        // serde_json quotes what it cannot read, and that may be what a person wrote.
        serde_json::from_str(text)
            .map_err(|error| self.broken(format!("JSON of the wrong {:?}", error.classify())))
    }

    pub(crate) fn maybe_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        let Some(text) = self.text()? else { return Ok(None) };
        serde_json::from_str(text)
            .map(Some)
            .map_err(|error| self.broken(format!("JSON of the wrong {:?}", error.classify())))
    }

    /// The last cell does not hold what it should.
    fn broken(&self, what: impl Into<String>) -> Error {
        Error::FromSqlConversionFailure(self.next - 1, Type::Text, what.into().into())
    }
}

pub(crate) fn contact(cells: &mut Cells<'_, '_>) -> Result<Contact> {
    Ok(Contact {
        id: cells.id()?,
        version: cells.version()?,
        changed: cells.position()?,
        kind: cells.word()?,
        address: {
            let address = Address::stored(cells.filled_text()?);
            address.map_err(|error| cells.broken(error.to_string()))?
        },
        profile: Profile { name: cells.get()?, email: cells.get()?, phone: cells.get()? },
        said_at: cells.maybe_time()?,
        switch: cells.word()?,
        switched: {
            let (at, by) = (cells.maybe_time()?, cells.get()?);
            at.zip(by).map(|(at, by)| Switched { at, by })
        },
        created_at: cells.time()?,
    })
}

/// A session's own columns, and where it was noted.
pub(crate) fn session(cells: &mut Cells<'_, '_>) -> Result<(Session, Position)> {
    let session = Session {
        id: cells.id()?,
        version: cells.version()?,
        changed: cells.position()?,
        kind: cells.word()?,
        channel: cells.word()?,
        contact: cells.id()?,
        agent: agent(cells)?,
        status: match cells.filled_text()? {
            PANEL => SessionStatus::Active,
            word => SessionStatus::parse(word)
                .ok_or_else(|| cells.broken("a word that nobody wrote"))?,
        },
        subject: cells.get()?,
        last_seq: cells.seq()?,
        sent: counts(cells)?,
        preview: {
            let (text, sender) = (cells.get::<Option<String>>()?, cells.maybe_word()?);
            let at = cells.maybe_time()?;
            text.zip(sender).zip(at).map(|((text, sender), at)| Preview { text, sender, at })
        },
        created_at: cells.time()?,
        updated_at: cells.time()?,
        tags: cells.maybe_json()?.unwrap_or_default(),
        dialog: cells.maybe_json()?,
        panel: cells.maybe_json()?,
    };
    Ok((session, cells.position()?))
}

fn agent(cells: &mut Cells<'_, '_>) -> Result<Option<Agent>> {
    let (id, name) = (cells.get::<Option<String>>()?, cells.get()?);
    Ok(id.map(|id| Agent { id, name }))
}

/// A ticket of a left join; `None` where there is none, and then the rest of the row is not looked at.
fn joined_ticket(cells: &mut Cells<'_, '_>) -> Result<Option<Ticket>> {
    let Some(number) = cells.get::<Option<i64>>()? else { return Ok(None) };
    let number = u64::try_from(number).map_err(|_| cells.broken("a negative number"))?;
    Ok(Some(Ticket {
        number: TicketNumber::new(number),
        id: cells.id()?,
        version: cells.version()?,
        changed: cells.position()?,
        session: cells.id()?,
        contact: cells.id()?,
        status: cells.word()?,
        priority: {
            let rank = cells.number()?;
            let priority = rank.checked_sub(1).and_then(|at| usize::try_from(at).ok());
            let priority = priority.and_then(|at| TicketPriority::ALL.get(at).copied());
            priority.ok_or_else(|| cells.broken("a priority that nobody wrote"))?
        },
        agent: agent(cells)?,
        description: cells.get()?,
        reference: cells.get()?,
        created_at: cells.time()?,
        updated_at: cells.time()?,
        first_answered_at: cells.maybe_time()?,
        resolved_at: cells.maybe_time()?,
    }))
}

fn counts(cells: &mut Cells<'_, '_>) -> Result<Counts> {
    Ok(Counts { customer: cells.number()?, desk: cells.number()? })
}

pub(crate) fn message(cells: &mut Cells<'_, '_>) -> Result<Message> {
    Ok(Message {
        session: cells.id()?,
        seq: cells.seq()?,
        changed: cells.position()?,
        sender: Sender { kind: cells.word()?, id: cells.get()?, name: cells.get()? },
        kind: cells.word()?,
        content: cells.get()?,
        client_id: {
            let parsed = cells.text()?.map(str::parse::<ClientId>).transpose();
            parsed.map_err(|error| cells.broken(error.to_string()))?
        },
        at: cells.time()?,
        sent: counts(cells)?,
        receipt: cells.maybe_json()?,
    })
}

pub(crate) fn cursor(cells: &mut Cells<'_, '_>) -> Result<Cursor> {
    Ok(Cursor {
        session: cells.id()?,
        reader: cells.word()?,
        seq: cells.seq()?,
        seen: cells.number()?,
        changed: cells.position()?,
    })
}

/// The columns of a whole session: session, contact, then `seq`, `seen`, `changed` of both cursors,
/// and the ticket.
pub(crate) fn view(cells: &mut Cells<'_, '_>) -> Result<SessionView> {
    let (session, noted) = session(cells)?;
    let contact = contact(cells)?;
    view_of(cells, (session, noted), contact)
}

/// The same without the contact's columns, for a contact that is known.
pub(crate) fn view_for(cells: &mut Cells<'_, '_>, contact: Contact) -> Result<SessionView> {
    let session = session(cells)?;
    view_of(cells, session, contact)
}

fn view_of(
    cells: &mut Cells<'_, '_>,
    (session, noted): (Session, Position),
    contact: Contact,
) -> Result<SessionView> {
    let customer_read = joined_cursor(cells, session.id, Reader::Customer)?;
    let desk_read = joined_cursor(cells, session.id, Reader::Desk)?;
    let ticket = joined_ticket(cells)?;
    Ok(SessionView { session, contact, customer_read, desk_read, noted, ticket })
}

/// A cursor of a left join; all null where nothing was read yet.
fn joined_cursor(cells: &mut Cells<'_, '_>, session: SessionId, reader: Reader) -> Result<Cursor> {
    let (seq, seen, changed): (Option<i64>, Option<i64>, Option<i64>) =
        (cells.get()?, cells.get()?, cells.get()?);
    let (Some(seq), Some(seen), Some(changed)) = (seq, seen, changed) else {
        return Ok(SessionView::unread_cursor(session, reader));
    };
    let number = |number: i64| u64::try_from(number).map_err(|_| cells.broken("a negative cursor"));
    Ok(Cursor {
        session,
        reader,
        seq: Seq::new(number(seq)?),
        seen: number(seen)?,
        changed: Position::new(number(changed)?),
    })
}

pub(crate) fn entry(cells: &mut Cells<'_, '_>) -> Result<Entry> {
    Ok(Entry {
        id: cells.id()?,
        version: cells.version()?,
        changed: cells.position()?,
        subject: cells.parsed()?,
        at: cells.time()?,
        content: cells.json()?,
    })
}

pub(crate) fn event(cells: &mut Cells<'_, '_>) -> Result<Event> {
    let position = cells.position()?;
    let (kind, subject, version) = (cells.json()?, cells.parsed()?, cells.version()?);
    let (actor, at) = (cells.json()?, cells.time()?);
    let (contact, keep, session) = (cells.maybe_id()?, cells.word()?, cells.maybe_id()?);
    let of_contact = contact.map_or(Audience::Desk, Audience::Customer);
    let audience = session.map_or(of_contact, Audience::Members);
    Ok(Event { position, fact: NewEvent { kind, subject, version, actor, at, audience, keep } })
}
