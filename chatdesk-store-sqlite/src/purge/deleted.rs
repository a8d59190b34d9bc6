//! What deleted records left behind: first their rows, in steps, then the traces of them.

use std::time::Duration;

use chatdesk_core::Purged;
use rusqlite::{Connection, Error, OptionalExtension, Result, ffi, params};

use crate::{
    group,
    open::LOCK_WAIT,
    row::int,
    search::{self, SEQ_BITS},
};

/// How many messages go in one commit, however many are allowed: each costs half a millisecond, for its words are looked
/// for one by one, and writers wait as long.
const STEP: u32 = 50;
/// How long readers may keep the write-ahead log from being emptied; writers wait as long.
const READERS_WAIT: Duration = Duration::from_millis(100);
/// A file of at most so many pages, 8 MB, is written anew; that takes a tenth of a second.
const SMALL: i64 = 2_048;

/// What is still in the file of deleted records.
pub(crate) enum Left {
    /// Rows that no reader sees.
    Rows,
    /// No row, but what SQLite leaves of rows: see [`wipe`].
    Traces,
    Nothing,
}

/// Removes at most `limit` messages, with their words, of sessions that nobody can read any more.
pub(crate) fn remove(conn: &Connection, limit: u32) -> Result<Left> {
    let mut left = u64::from(limit.min(STEP));
    while left > 0 {
        let next = conn
            .prepare_cached("SELECT record, made FROM deleted WHERE gone = 0 LIMIT 1")?
            .query_row([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((session, made)) = next else { return traces(conn) };
        let n_removed = messages(conn, &session, made, left)?;
        left = left.saturating_sub(n_removed.max(1));
        if n_removed == 0 {
            conn.prepare_cached("DELETE FROM cursors WHERE session = ?1")?.execute([session])?;
            conn.prepare_cached("UPDATE deleted SET gone = 1 WHERE gone = 0 AND record = ?1")?
                .execute([session])?;
        }
    }
    Ok(Left::Rows)
}

fn traces(conn: &Connection) -> Result<Left> {
    let any = conn.prepare_cached("SELECT 1 FROM deleted WHERE gone = 1 LIMIT 1")?.exists([])?;
    Ok(if any { Left::Traces } else { Left::Nothing })
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

/// Leaves no trace of rows that are gone; outside of a transaction.
///
/// What a row held is overwritten when it goes, and so are pages that get free. That leaves older versions of pages in
/// the write-ahead log, copies in the slack of pages that SQLite put in order, and, between two pages of a search index,
/// the first letters of a word. The log is emptied. Small files are written anew besides; in large ones, which that would
/// block for seconds, slack stays until it is used. A backup has none of it.
pub(crate) fn wipe(conn: &Connection) -> Result<Purged> {
    let gone = conn
        .prepare_cached("SELECT record FROM deleted WHERE gone = 1")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<[u8; 16]>>>()?;
    let n_pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    // First, because it may not be possible, and what follows would be for nothing.
    empty_log(conn)?;
    if n_pages <= SMALL {
        search::write_anew(conn)?;
        conn.execute_batch("VACUUM")?;
        empty_log(conn)?;
    }
    group::transact_alone(conn, |conn| {
        for record in gone {
            conn.prepare_cached("DELETE FROM deleted WHERE gone = 1 AND record = ?1")?
                .execute([record])?;
        }
        let left =
            conn.prepare_cached("SELECT 1 FROM deleted WHERE gone IN (0, 1) LIMIT 1")?.exists([])?;
        Ok(if left { Purged::More } else { Purged::Done })
    })
}

/// Brings the write-ahead log into the file and cuts it off.
fn empty_log(conn: &Connection) -> Result<()> {
    conn.busy_timeout(READERS_WAIT)?;
    let blocked = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    conn.busy_timeout(LOCK_WAIT)?;
    if blocked? {
        let busy = ffi::Error::new(ffi::SQLITE_BUSY);
        let text = "a reader keeps the write-ahead log from being emptied; it is tried again later";
        return Err(Error::SqliteFailure(busy, Some(text.to_owned())));
    }
    Ok(())
}
