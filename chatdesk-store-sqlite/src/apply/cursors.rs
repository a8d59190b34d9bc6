//! Read cursors, and what follows from them.

use chatdesk_core::{Cursor, Position, SessionId};
use rusqlite::{Connection, Result, named_params};

use crate::{row::int, word::Word};

/// Moves cursors; where the stored one is as far or further, it stays.
pub(super) fn advance(conn: &Connection, cursors: &[Cursor], last: Position) -> Result<()> {
    for cursor in cursors {
        conn.prepare_cached(
            "INSERT INTO cursors (session, reader, contact, seq, seen, changed) \
             SELECT :session, :reader, contact, :seq, :seen, :changed \
             FROM sessions WHERE id = :session \
             ON CONFLICT (session, reader) DO UPDATE SET \
             seq = excluded.seq, seen = excluded.seen, changed = excluded.changed \
             WHERE excluded.seq > seq",
        )?
        .execute(named_params! {
            ":session": cursor.session.uuid().as_bytes(),
            ":reader": cursor.reader.word(),
            ":seq": int(cursor.seq.get()),
            ":seen": int(cursor.seen),
            ":changed": int(last.get()),
        })?;
        recount(conn, cursor.session)?;
    }
    Ok(())
}

/// Brings a session's unread counts in line with what was sent and seen.
fn recount(conn: &Connection, session: SessionId) -> Result<()> {
    conn.prepare_cached(
        "UPDATE sessions SET \
         customer_unread = max(0, desk_sent - coalesce((SELECT seen FROM cursors \
             WHERE session = ?1 AND reader = 'customer'), 0)), \
         desk_unread = max(0, customer_sent - coalesce((SELECT seen FROM cursors \
             WHERE session = ?1 AND reader = 'desk'), 0)) \
         WHERE id = ?1",
    )?
    .execute([session.uuid().as_bytes()])?;
    Ok(())
}
