//! Jobs leased to whoever runs them.

use std::time::Duration;

use chatdesk_core::{Claimed, Job, JobKey, Lane, LeaseToken, Timestamp};
use rusqlite::{Connection, Result, params};

use crate::row::{Cells, int};

/// Leases due jobs, oldest due first; of each lane its oldest alone.
pub(crate) fn claim(
    conn: &Connection,
    now: Timestamp,
    lease: Duration,
    limit: u16,
) -> Result<Vec<Claimed>> {
    let due = due(conn, now, limit)?;
    due.into_iter().map(|made| take(conn, made, now.plus(lease))).collect()
}

fn due(conn: &Connection, now: Timestamp, limit: u16) -> Result<Vec<i64>> {
    conn.prepare_cached(DUE)?
        .query_map(params![now.as_micros(), limit], |row| row.get(0))?
        .collect()
}

pub(crate) const DUE: &str = "SELECT made FROM jobs WHERE front = 1 AND due <= ?1 \
     AND (leased_until IS NULL OR leased_until <= ?1) ORDER BY due, made LIMIT ?2";

fn take(conn: &Connection, made: i64, until: Timestamp) -> Result<Claimed> {
    let token = conn
        .prepare_cached("UPDATE log_head SET leases = leases + 1 WHERE one = 1 RETURNING leases")?
        .query_row([], |row| Cells::of(row).number())?;
    conn.prepare_cached(
        "UPDATE jobs SET lease = ?2, leased_until = ?3, attempt = attempt + 1 WHERE made = ?1 \
         RETURNING key, lane, due, task, contact, attempt, error",
    )?
    .query_row(params![made, int(token), until.as_micros()], |row| {
        let mut cells = Cells::of(row);
        Ok(Claimed {
            job: Job {
                key: JobKey::new(cells.get()?),
                lane: cells.get::<Option<String>>()?.map(Lane::new),
                due: cells.time()?,
                task: cells.get()?,
                contact: cells.maybe_id()?,
            },
            token: LeaseToken::new(token),
            attempt: cells.get()?,
            last_error: cells.get()?,
        })
    })
}
