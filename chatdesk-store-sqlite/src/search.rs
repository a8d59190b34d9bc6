//! Words of messages, contacts and tickets.
//!
//! The indexes hold no text. Words of contacts and tickets are written with their record; messages' words follow the log,
//! because in the commit they would cost more than all the rest of a message.

use chatdesk_core::{ContactId, EventKind, Position, RecordId, Seq, SessionId, TicketId};
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::{
    group,
    row::{Cells, int},
};

/// How many events one step reads.
const STEP: usize = 2_048;
/// The row of a message in the index is `made` of its session, shifted by so many bits, and its `seq`.
pub(crate) const SEQ_BITS: u32 = 28;

/// How a step ended.
pub(crate) struct Fed {
    /// Where it ended.
    pub(crate) position: Position,
    /// Whether the log goes on.
    pub(crate) is_behind: bool,
}

/// Takes one bounded step along the log, in a transaction of its own.
pub(crate) fn feed(conn: &Connection) -> Result<Fed> {
    group::transact_alone(conn, step)
}

/// Follows the log to its end, in the open transaction.
pub(crate) fn catch_up(conn: &Connection) -> Result<()> {
    while step(conn)?.is_behind {}
    Ok(())
}

fn step(conn: &Connection) -> Result<Fed> {
    let fed = conn
        .prepare_cached("SELECT position FROM search_head WHERE one = 1")?
        .query_row([], |row| Cells::of(row).position())?;
    let events = conn
        .prepare_cached(
            "SELECT e.position, e.kind, e.subject FROM events e \
             WHERE e.position > ?1 ORDER BY e.position LIMIT ?2",
        )?
        .query_map([int(fed.get()), int(STEP as u64)], |row| {
            let mut cells = Cells::of(row);
            Ok((cells.position()?, cells.json()?, cells.parsed()?))
        })?
        .collect::<Result<Vec<_>>>()?;
    let Some(&(last, ..)) = events.last() else {
        return Ok(Fed { position: fed, is_behind: false });
    };
    conn.prepare_cached("UPDATE search_head SET position = ?1 WHERE one = 1")?
        .execute([int(last.get())])?;
    let is_behind = events.len() == STEP;
    for (_, kind, subject) in events {
        if let (EventKind::MessageSent { seq }, RecordId::Session(session)) = (kind, subject) {
            learn_message(conn, session, seq)?;
        }
    }
    Ok(Fed { position: last, is_behind })
}

fn learn_message(conn: &Connection, session: SessionId, seq: Seq) -> Result<()> {
    let row: Option<(i64, String)> = conn
        .prepare_cached(
            "SELECT (s.made << ?3) | m.seq, m.content FROM sessions s \
             JOIN messages m ON m.session = s.id AND m.seq = ?2 WHERE s.id = ?1",
        )?
        .query_row(params![session.uuid().as_bytes(), int(seq.get()), SEQ_BITS], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    match row {
        Some((id, text)) if !is_known(conn, id)? => conn
            .prepare_cached("INSERT INTO message_words (rowid, text) VALUES (?1, ?2)")?
            .execute(params![id, text])
            .map(drop),
        // Removed meanwhile, or told twice.
        Some(_) | None => Ok(()),
    }
}

/// Whether a message's words are in the index: what is not there must not be taken out.
fn is_known(conn: &Connection, id: i64) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM message_words_docsize WHERE id = ?1")?.exists([id])
}

/// Puts in what a contact is found by; the desk itself is found by nothing.
pub(crate) fn learn_contact(conn: &Connection, contact: ContactId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_words (rowid, text) \
         SELECT made, concat_ws(char(10), name, email, address) FROM contacts \
         WHERE id = ?1 AND kind <> 'desk'",
    )?
    .execute([contact.uuid().as_bytes()])
    .map(drop)
}

/// Takes out what a contact was found by, while its row is still as it was.
pub(crate) fn forget_contact(conn: &Connection, contact: ContactId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_words (contact_words, rowid, text) \
         SELECT 'delete', made, concat_ws(char(10), name, email, address) \
         FROM contacts WHERE id = ?1 AND kind <> 'desk'",
    )?
    .execute([contact.uuid().as_bytes()])
    .map(drop)
}

/// Puts in what a ticket's description is found by.
pub(crate) fn learn_ticket(conn: &Connection, ticket: TicketId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO ticket_words (rowid, text) SELECT number, description FROM tickets WHERE id = ?1",
    )?
    .execute([ticket.uuid().as_bytes()])
    .map(drop)
}

/// Takes out what a ticket's description was found by, while its row is still as it was.
pub(crate) fn forget_ticket(conn: &Connection, ticket: TicketId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO ticket_words (ticket_words, rowid, text) \
         SELECT 'delete', number, description FROM tickets WHERE id = ?1",
    )?
    .execute([ticket.uuid().as_bytes()])
    .map(drop)
}

/// Writes all indexes anew, from what they hold. Takes as long as they are large.
///
/// An index of one piece is left as it is, so each gets another first: a row that goes again.
pub(crate) fn write_anew(conn: &Connection) -> Result<()> {
    group::transact_alone(conn, |conn| {
        for index in ["message_words", "contact_words", "ticket_words"] {
            conn.execute_batch(&format!(
                "INSERT INTO {index} (rowid, text) VALUES (0, 'a');
                 INSERT INTO {index} ({index}) VALUES ('optimize');
                 INSERT INTO {index} ({index}, rowid, text) VALUES ('delete', 0, 'a');"
            ))?;
        }
        Ok(())
    })
}

/// The query for beginnings of words; `None` when none of them is a word.
///
/// Quoted, so that nothing in them is read as an operator.
pub(crate) fn query(words: &[String]) -> Option<String> {
    joined(words, " AND ")
}

/// The query for the beginning of any of the words.
pub(crate) fn any(words: &[String]) -> Option<String> {
    joined(words, " OR ")
}

fn joined(words: &[String], operator: &str) -> Option<String> {
    let is_word = |word: &&String| word.chars().any(char::is_alphanumeric);
    let quote = |word: &String| format!("\"{}\" *", word.replace('"', "\"\"").replace('\0', " "));
    let quoted: Vec<_> = words.iter().filter(is_word).map(quote).collect();
    if quoted.is_empty() { None } else { Some(quoted.join(operator)) }
}
