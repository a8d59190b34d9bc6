//! What deleted sessions left behind.

use chatdesk_core::Purged;
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::{row::int, search::SEQ_BITS};

/// Removes at most `limit` messages, with their words, of sessions that nobody can read any more.
///
/// What was in the pages is overwritten and not only let go: a person who was erased is not to be found in free space.
pub(super) fn remove(conn: &Connection, limit: u32) -> Result<Purged> {
    conn.pragma_update(None, "secure_delete", "ON")?;
    let removed = sessions(conn, limit);
    conn.pragma_update(None, "secure_delete", "FAST")?;
    removed
}

fn sessions(conn: &Connection, limit: u32) -> Result<Purged> {
    let mut left = u64::from(limit);
    while left > 0 {
        let next = conn
            .prepare_cached("SELECT session, made FROM deleted ORDER BY session LIMIT 1")?
            .query_row([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((session, made)) = next else { return Ok(Purged::Done) };
        let n_removed = messages(conn, &session, made, left)?;
        left = left.saturating_sub(n_removed.max(1));
        if n_removed == 0 {
            conn.prepare_cached("DELETE FROM cursors WHERE session = ?1")?.execute([session])?;
            conn.prepare_cached("DELETE FROM deleted WHERE session = ?1")?.execute([session])?;
        }
    }
    Ok(Purged::More)
}

/// Removes a session's first messages and their words; answers how many.
fn messages(conn: &Connection, session: &[u8; 16], made: i64, limit: u64) -> Result<u64> {
    let last = conn
        .prepare_cached(
            "SELECT max(seq) FROM (SELECT seq FROM messages WHERE session = ?1 \
             ORDER BY seq LIMIT ?2)",
        )?
        .query_row(params![session, int(limit)], |row| row.get::<_, Option<i64>>(0))?;
    let Some(last) = last else { return Ok(0) };
    // Words are taken out by the text that they came from; what the search has not read yet has none.
    conn.prepare_cached(
        "INSERT INTO message_words (message_words, rowid, text) \
         SELECT 'delete', d.id, m.content FROM messages m \
         JOIN message_words_docsize d ON d.id = (?2 << ?4) | m.seq \
         WHERE m.session = ?1 AND m.seq <= ?3",
    )?
    .execute(params![session, made, last, SEQ_BITS])?;
    let n_removed = conn
        .prepare_cached("DELETE FROM messages WHERE session = ?1 AND seq <= ?2")?
        .execute(params![session, last])?;
    Ok(n_removed as u64)
}
