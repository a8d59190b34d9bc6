//! Records deleted, with all that belongs to them.

use chatdesk_core::{ContactId, EntryId, Expect, Position, RecordId, SessionId};
use rusqlite::{Connection, Result, params};
use uuid::Uuid;

use super::{jobs, tickets};
use crate::{row::int, search};

pub(super) fn delete(conn: &Connection, records: &[Expect], last: Position) -> Result<()> {
    // Sessions refer to their contact, so they go first.
    let sessions = records.iter().filter_map(|expect| expect.record.session());
    sessions.into_iter().try_for_each(|session| delete_session(conn, session, last))?;
    for Expect { record, .. } in records {
        match record {
            RecordId::Contact(contact) => {
                delete_contact(conn, *contact)?;
                leave_traces(conn, contact.uuid())?;
            }
            RecordId::Entry(entry) => {
                delete_entry(conn, *entry)?;
                leave_traces(conn, entry.uuid())?;
            }
            RecordId::Ticket(ticket) => {
                tickets::delete(conn, *ticket)?;
                leave_traces(conn, ticket.uuid())?;
            }
            RecordId::Session(_) => {}
        }
        delete_belongings(conn, *record)?;
    }
    Ok(())
}

/// The keys of a record, and its entries.
fn delete_belongings(conn: &Connection, record: RecordId) -> Result<()> {
    let record = record.to_string();
    conn.prepare_cached("DELETE FROM keys WHERE owner = ?1")?.execute([&record])?;
    conn.prepare_cached("DELETE FROM entries WHERE subject = ?1")?.execute([&record]).map(drop)
}

/// Takes a session away from every reader, and its ticket along; its messages, cursors and words are left to
/// [`crate::purge`].
fn delete_session(conn: &Connection, session: SessionId, last: Position) -> Result<()> {
    let id = session.uuid();
    if let Some(ticket) = tickets::of_session(conn, session)? {
        delete_belongings(conn, tickets::delete(conn, ticket)?)?;
        leave_traces(conn, ticket.uuid())?;
    }
    conn.prepare_cached(
        "UPDATE contacts SET trimmed = ?2 WHERE id = (SELECT contact FROM sessions WHERE id = ?1)",
    )?
    .execute(params![id.as_bytes(), int(last.get())])?;
    conn.prepare_cached(
        "INSERT INTO deleted (record, made) SELECT id, made FROM sessions WHERE id = ?1",
    )?
    .execute([id.as_bytes()])?;
    conn.prepare_cached("DELETE FROM panel_members WHERE session = ?1")?
        .execute([id.as_bytes()])?;
    conn.prepare_cached("DELETE FROM sessions WHERE id = ?1")?.execute([id.as_bytes()])?;
    Ok(())
}

/// Notes that all rows of a record are gone, but that the write-ahead log still shows them.
fn leave_traces(conn: &Connection, record: Uuid) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO deleted (record, gone) VALUES (?1, 1)")?
        .execute([record.as_bytes()])
        .map(drop)
}

fn delete_contact(conn: &Connection, contact: ContactId) -> Result<()> {
    search::forget_contact(conn, contact)?;
    jobs::remove_about(conn, contact)?;
    conn.prepare_cached("DELETE FROM contacts WHERE id = ?1")?
        .execute([contact.uuid().as_bytes()])
        .map(drop)
}

fn delete_entry(conn: &Connection, entry: EntryId) -> Result<()> {
    conn.prepare_cached("DELETE FROM entries WHERE id = ?1")?
        .execute([entry.uuid().as_bytes()])
        .map(drop)
}
