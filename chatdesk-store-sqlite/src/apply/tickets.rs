//! Tickets put and deleted.

use chatdesk_core::{
    Position, RecordId, SessionId, Ticket, TicketId, TicketPriority, Timestamp, Version,
};
use rusqlite::{Connection, OptionalExtension, Result, named_params, params};

use crate::{
    row::{Cells, int},
    search,
    word::Word,
};

pub(super) fn put(conn: &Connection, ticket: &Ticket, last: Position) -> Result<()> {
    if ticket.version == Version::NONE {
        write(conn, MAKE, ticket, last)?;
        return search::learn_ticket(conn, ticket.id);
    }
    let is_said_anew = !conn
        .prepare_cached("SELECT 1 FROM tickets WHERE id = ?1 AND description = ?2")?
        .exists(params![ticket.id.uuid().as_bytes(), ticket.description])?;
    if is_said_anew {
        search::forget_ticket(conn, ticket.id)?;
    }
    if stays_where_it_is(conn, ticket)? {
        write_on(conn, ticket, last)?;
    } else {
        write(conn, PUT, ticket, last)?;
    }
    if is_said_anew { search::learn_ticket(conn, ticket.id) } else { Ok(()) }
}

const MAKE: &str = "INSERT INTO tickets (number, id, version, changed, session, session_made, contact, status, \
     priority, agent_id, agent_name, description, reference, created_at, updated_at, \
     first_answered_at, resolved_at) \
     SELECT :number, :id, :version, :changed, id, made, :contact, :status, :priority, :agent_id, \
     :agent_name, :description, :reference, :created_at, :updated_at, :first_answered_at, \
     :resolved_at FROM sessions WHERE id = :session";

/// Number and session stay, so their parameters are only named.
const PUT: &str = "UPDATE tickets SET version = :version, changed = :changed, contact = :contact, \
     status = :status, priority = :priority, agent_id = :agent_id, agent_name = :agent_name, \
     description = :description, reference = :reference, created_at = :created_at, \
     updated_at = :updated_at, first_answered_at = :first_answered_at, resolved_at = :resolved_at \
     WHERE id = :id AND number = :number AND session = :session";

fn write(conn: &Connection, sql: &str, ticket: &Ticket, last: Position) -> Result<()> {
    conn.prepare_cached(sql)?
        .execute(named_params! {
            ":number": int(ticket.number.get()),
            ":id": ticket.id.uuid().as_bytes(),
            ":version": int(ticket.version.next().get()),
            ":changed": int(last.get()),
            ":session": ticket.session.uuid().as_bytes(),
            ":contact": ticket.contact.uuid().as_bytes(),
            ":status": ticket.status.word(),
            ":priority": rank(ticket.priority),
            ":agent_id": ticket.agent.as_ref().map(|agent| &agent.id),
            ":agent_name": ticket.agent.as_ref().map(|agent| &agent.name),
            ":description": ticket.description,
            ":reference": ticket.reference,
            ":created_at": ticket.created_at.as_micros(),
            ":updated_at": ticket.updated_at.as_micros(),
            ":first_answered_at": ticket.first_answered_at.map(Timestamp::as_micros),
            ":resolved_at": ticket.resolved_at.map(Timestamp::as_micros),
        })
        .map(drop)
}

/// How priorities are kept: in their order.
pub(crate) const fn rank(priority: TicketPriority) -> i64 {
    match priority {
        TicketPriority::Low => 1,
        TicketPriority::Medium => 2,
        TicketPriority::High => 3,
        TicketPriority::Urgent => 4,
    }
}

/// Whether all stays that most indexes and the counts are about, as it does on most messages.
fn stays_where_it_is(conn: &Connection, ticket: &Ticket) -> Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM tickets WHERE id = ?1 AND status = ?2 AND priority = ?3 AND agent_id IS ?4 \
         AND created_at = ?5",
    )?
    .exists(params![
        ticket.id.uuid().as_bytes(),
        ticket.status.word(),
        rank(ticket.priority),
        ticket.agent.as_ref().map(|agent| &agent.id),
        ticket.created_at.as_micros(),
    ])
}

/// Writes the rest: SQLite puts every index in order that has a column in the statement, changed or not.
fn write_on(conn: &Connection, ticket: &Ticket, last: Position) -> Result<()> {
    conn.prepare_cached(
        "UPDATE tickets SET version = :version, changed = :changed, contact = :contact, \
         agent_name = :agent_name, description = :description, reference = :reference, \
         updated_at = :updated_at, first_answered_at = :first_answered_at, \
         resolved_at = :resolved_at WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": ticket.id.uuid().as_bytes(),
        ":version": int(ticket.version.next().get()),
        ":changed": int(last.get()),
        ":contact": ticket.contact.uuid().as_bytes(),
        ":agent_name": ticket.agent.as_ref().map(|agent| &agent.name),
        ":description": ticket.description,
        ":reference": ticket.reference,
        ":updated_at": ticket.updated_at.as_micros(),
        ":first_answered_at": ticket.first_answered_at.map(Timestamp::as_micros),
        ":resolved_at": ticket.resolved_at.map(Timestamp::as_micros),
    })
    .map(drop)
}

/// The ticket of a session.
pub(super) fn of_session(conn: &Connection, session: SessionId) -> Result<Option<TicketId>> {
    conn.prepare_cached(
        "SELECT id FROM tickets WHERE session_made = (SELECT made FROM sessions WHERE id = ?1)",
    )?
    .query_row([session.uuid().as_bytes()], |row| Cells::of(row).id())
    .optional()
}

/// Removes a ticket's row and words; keys and entries are the caller's affair.
pub(super) fn delete(conn: &Connection, ticket: TicketId) -> Result<RecordId> {
    search::forget_ticket(conn, ticket)?;
    conn.prepare_cached("DELETE FROM tickets WHERE id = ?1")?
        .execute([ticket.uuid().as_bytes()])
        .map(|_| RecordId::Ticket(ticket))
}
