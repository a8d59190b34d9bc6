//! Who is in a conversation of staff, beside the session that says so.

use chatdesk_core::Session;
use rusqlite::{Connection, Result, params};

use crate::row::int;

/// Writes down whose conversation it is.
pub(super) fn put(conn: &Connection, session: &Session) -> Result<()> {
    let members = session.panel.iter().flat_map(|panel| &panel.members);
    for member in members {
        let left = member.left.as_ref();
        conn.prepare_cached(
            "INSERT INTO panel_members (member, session, left_at, left_seq) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (member, session) DO UPDATE SET left_at = excluded.left_at, \
             left_seq = excluded.left_seq \
             WHERE left_at IS NOT excluded.left_at OR left_seq IS NOT excluded.left_seq",
        )?
        .execute(params![
            member.agent.id,
            session.id.uuid().as_bytes(),
            left.map(|left| left.at.as_micros()),
            left.map(|left| int(left.last_seq.get())),
        ])?;
    }
    Ok(())
}
