//! Jobs leased to whoever runs them.

use chatdesk_core::{Claimed, ClaimedJobs, Job, JobKey, Lane, LeaseToken, Timestamp, Wanted};
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::row::{Cells, int};

/// Leases due jobs, oldest due first; of each lane its oldest alone.
pub(crate) fn claim(conn: &Connection, wanted: &Wanted) -> Result<ClaimedJobs> {
    let (mut due, mut next) = (Vec::new(), None);
    let mut carrier = Some(None);
    while let Some(kind) = carrier {
        let room = kind.as_ref().and_then(|kind| wanted.room.get(kind));
        let limit = room.copied().unwrap_or(wanted.limit).min(wanted.limit);
        if limit > 0 {
            due.extend(due_of(conn, kind.as_deref(), wanted.now, limit)?);
        }
        let later = next_of(conn, kind.as_deref(), wanted.now)?;
        next = next.into_iter().chain(later).min();
        carrier = carrier_after(conn, kind.as_deref())?.map(Some);
    }
    due.sort_unstable();
    due.truncate(usize::from(wanted.limit));
    let until = wanted.now.plus(wanted.lease);
    let jobs = due.into_iter().map(|(_, made)| take(conn, made, until));
    Ok(ClaimedJobs { jobs: jobs.collect::<Result<_>>()?, next })
}

/// Whoever carries jobs comes after nobody, each once.
fn carrier_after(conn: &Connection, kind: Option<&str>) -> Result<Option<String>> {
    let found = match kind {
        None => conn
            .prepare_cached(
                "SELECT notifier FROM jobs WHERE front = 1 AND notifier >= '' \
                 ORDER BY notifier LIMIT 1",
            )?
            .query_row([], |row| row.get(0)),
        Some(kind) => conn
            .prepare_cached(
                "SELECT notifier FROM jobs WHERE front = 1 AND notifier > ?1 \
                 ORDER BY notifier LIMIT 1",
            )?
            .query_row([kind], |row| row.get(0)),
    };
    found.optional()
}

/// When and as which they were made: the first that are due and may be leased.
fn due_of(
    conn: &Connection,
    kind: Option<&str>,
    now: Timestamp,
    limit: u16,
) -> Result<Vec<(i64, i64)>> {
    conn.prepare_cached(
        "SELECT due, made FROM jobs j WHERE front = 1 AND notifier IS ?1 AND due <= ?2 \
         AND (leased_until IS NULL OR leased_until <= ?2) \
         AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.lane = j.lane AND o.lease IS NOT NULL \
                         AND o.leased_until > ?2) \
         ORDER BY due, made LIMIT ?3",
    )?
    .query_map(params![kind, now.as_micros(), limit], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

fn next_of(conn: &Connection, kind: Option<&str>, now: Timestamp) -> Result<Option<Timestamp>> {
    conn.prepare_cached(
        "SELECT due FROM jobs WHERE front = 1 AND notifier IS ?1 AND due > ?2 \
         ORDER BY due LIMIT 1",
    )?
    .query_row(params![kind, now.as_micros()], |row| Cells::of(row).time())
    .optional()
}

fn take(conn: &Connection, made: i64, until: Timestamp) -> Result<Claimed> {
    let token = conn
        .prepare_cached("UPDATE log_head SET leases = leases + 1 WHERE one = 1 RETURNING leases")?
        .query_row([], |row| Cells::of(row).number())?;
    conn.prepare_cached(
        "UPDATE jobs SET lease = ?2, leased_until = ?3, attempt = attempt + 1 WHERE made = ?1 \
         RETURNING key, lane, notifier, due, task, contact, attempt, error",
    )?
    .query_row(params![made, int(token), until.as_micros()], |row| {
        let mut cells = Cells::of(row);
        Ok(Claimed {
            job: job(&mut cells)?,
            token: LeaseToken::new(token),
            attempt: cells.get()?,
            last_error: cells.get()?,
        })
    })
}

/// The columns of a job: key, lane, notifier, due, task, contact.
pub(crate) fn job(cells: &mut Cells<'_, '_>) -> Result<Job> {
    Ok(Job {
        key: JobKey::new(cells.get()?),
        lane: cells.get::<Option<String>>()?.map(Lane::new),
        notifier: cells.get()?,
        due: cells.time()?,
        task: cells.get()?,
        contact: cells.maybe_id()?,
    })
}
