//! What is no longer wanted, removed in bounded steps.

mod deleted;

use chatdesk_core::{Purge, Purged, StoreError, Timestamp};
use rusqlite::{Connection, Error, Result, params};

use self::deleted::Left;
use crate::{group, search, writer::Writer};

/// Takes one step; removing what was deleted ends with a second, which is none of a transaction.
pub(crate) async fn purge(writer: &Writer, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
    let what = what.clone();
    match writer.ask(move |open| step(open.conn(), &what, limit).map(Ok)).await? {
        Left::Rows => Ok(Purged::More),
        Left::Traces => writer.ask_alone(deleted::wipe).await,
        Left::Nothing => Ok(Purged::Done),
    }
}

/// Removes all that is left of deleted records, from a copy that nobody else knows.
pub(crate) fn finish(conn: &Connection) -> Result<()> {
    group::transact_alone(conn, |conn| {
        while matches!(deleted::remove(conn, u32::MAX)?, Left::Rows) {}
        conn.execute("DELETE FROM deleted", []).map(drop)
    })
}

fn step(conn: &Connection, what: &Purge, limit: u32) -> Result<Left> {
    let n_removed = match what {
        Purge::Deleted => return deleted::remove(conn, limit),
        Purge::StreamEvents { before } => stream_events(conn, *before, limit)?,
        Purge::Keys { until } => keys(conn, *until, limit)?,
        other => return Err(Error::ToSqlConversionFailure(format!("unknown: {other:?}").into())),
    };
    Ok(if n_removed < limit as usize { Left::Nothing } else { Left::Rows })
}

/// Removes events and moves the floor past them. The head stays: no position is given out twice.
fn stream_events(conn: &Connection, before: Timestamp, limit: u32) -> Result<usize> {
    // What the search has not read yet it would never find again.
    search::catch_up(conn)?;
    let removed = conn
        .prepare_cached(
            "DELETE FROM events WHERE position IN (SELECT position FROM events \
             WHERE keep = 'stream' AND at < ?1 ORDER BY at, position LIMIT ?2) RETURNING position",
        )?
        .query_map(params![before.as_micros(), limit], |row| row.get(0))?
        .collect::<Result<Vec<i64>>>()?;
    if let Some(last) = removed.iter().max() {
        conn.prepare_cached("UPDATE log_head SET floor = max(floor, ?1) WHERE one = 1")?
            .execute([last])?;
    }
    Ok(removed.len())
}

fn keys(conn: &Connection, until: Timestamp, limit: u32) -> Result<usize> {
    conn.prepare_cached(
        "DELETE FROM keys WHERE key IN (SELECT key FROM keys \
         WHERE until IS NOT NULL AND until <= ?1 ORDER BY until LIMIT ?2)",
    )?
    .execute(params![until.as_micros(), limit])
}
