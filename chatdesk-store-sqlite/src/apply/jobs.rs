//! Jobs made, settled, retried, put back, buried, revived and cancelled.

use std::collections::BTreeSet;

use chatdesk_core::{ContactId, Job, JobChange, JobKey, Lane, Timestamp};
use rusqlite::{Connection, OptionalExtension, Result, params};

/// That tokens are current, and that what is revived is buried, was checked.
pub(super) fn change(conn: &Connection, changes: &[JobChange], now: Timestamp) -> Result<()> {
    for change in changes {
        match change {
            JobChange::Schedule(job) => schedule(conn, job, now)?,
            JobChange::Settle { key, .. } | JobChange::Cancel(key) => remove(conn, key)?,
            JobChange::Retry { key, due, error, .. } => {
                conn.prepare_cached(
                    "UPDATE jobs SET due = ?2, error = ?3, changed_at = ?4, lease = NULL, \
                     leased_until = NULL WHERE key = ?1",
                )?
                .execute(params![
                    key.as_str(),
                    due.as_micros(),
                    error,
                    now.as_micros()
                ])?;
            }
            JobChange::PutBack { key, due, .. } => {
                conn.prepare_cached(
                    "UPDATE jobs SET due = ?2, attempt = max(attempt - 1, 0), changed_at = ?3, \
                     lease = NULL, leased_until = NULL WHERE key = ?1",
                )?
                .execute(params![
                    key.as_str(),
                    due.as_micros(),
                    now.as_micros()
                ])?;
            }
            JobChange::Bury { key, error, .. } => bury(conn, key, error, now)?,
            JobChange::Revive { key, due } => revive(conn, key, *due, now)?,
        }
    }
    Ok(())
}

/// Lets a job wait. One under the same key that is held is taken from its holder: what makes it due again may have come
/// after the holder looked.
fn schedule(conn: &Connection, job: &Job, now: Timestamp) -> Result<()> {
    if insert(conn, job, now)? == 0 {
        // The one under this key is buried, and the new one is another.
        remove(conn, &job.key)?;
        insert(conn, job, now)?;
    }
    Ok(())
}

fn insert(conn: &Connection, job: &Job, now: Timestamp) -> Result<usize> {
    conn.prepare_cached(
        "INSERT INTO jobs (key, lane, notifier, front, due, task, contact, made_at, changed_at) \
         SELECT ?1, ?2, ?3, NOT EXISTS (SELECT 1 FROM jobs WHERE lane = ?2 AND buried = 0), \
         ?4, ?5, ?6, ?7, ?7 WHERE true \
         ON CONFLICT (key) DO UPDATE SET task = excluded.task, due = min(due, excluded.due), \
         changed_at = excluded.changed_at, lease = NULL, leased_until = NULL WHERE buried = 0",
    )?
    .execute(params![
        job.key.as_str(),
        job.lane.as_ref().map(Lane::as_str),
        job.notifier,
        job.due.as_micros(),
        job.task,
        job.contact.as_ref().map(|contact| contact.uuid().into_bytes()),
        now.as_micros(),
    ])
}

fn remove(conn: &Connection, key: &JobKey) -> Result<()> {
    let lane: Option<Option<String>> = conn
        .prepare_cached("DELETE FROM jobs WHERE key = ?1 RETURNING lane")?
        .query_row([key.as_str()], |row| row.get(0))
        .optional()?;
    lane.flatten().map_or(Ok(()), |lane| go_on(conn, &lane))
}

fn bury(conn: &Connection, key: &JobKey, error: &str, now: Timestamp) -> Result<()> {
    let lane: Option<String> = conn
        .prepare_cached(
            "UPDATE jobs SET buried = 1, front = 0, error = ?2, changed_at = ?3, lease = NULL, \
             leased_until = NULL WHERE key = ?1 RETURNING lane",
        )?
        .query_row(params![key.as_str(), error, now.as_micros()], |row| row.get(0))?;
    lane.map_or(Ok(()), |lane| go_on(conn, &lane))
}

fn revive(conn: &Connection, key: &JobKey, due: Timestamp, now: Timestamp) -> Result<()> {
    let lane: Option<String> = conn
        .prepare_cached("SELECT lane FROM jobs WHERE key = ?1")?
        .query_row([key.as_str()], |row| row.get(0))?;
    if let Some(lane) = &lane {
        // It may be older than what stands first by now.
        conn.prepare_cached(
            "UPDATE jobs SET front = 0 \
             WHERE made = (SELECT min(made) FROM jobs WHERE lane = ?1 AND buried = 0)",
        )?
        .execute([lane])?;
    }
    conn.prepare_cached(
        "UPDATE jobs SET buried = 0, front = lane IS NULL, attempt = 0, due = ?2, \
         changed_at = ?3 WHERE key = ?1",
    )?
    .execute(params![key.as_str(), due.as_micros(), now.as_micros()])?;
    lane.map_or(Ok(()), |lane| go_on(conn, &lane))
}

/// Removes the jobs about somebody who is deleted; their lanes go on.
pub(super) fn remove_about(conn: &Connection, contact: ContactId) -> Result<()> {
    let lanes = conn
        .prepare_cached("DELETE FROM jobs WHERE contact = ?1 RETURNING lane")?
        .query_map([contact.uuid().as_bytes()], |row| row.get(0))?
        .collect::<Result<BTreeSet<Option<String>>>>()?;
    lanes.iter().flatten().try_for_each(|lane| go_on(conn, lane))
}

/// The oldest job left in a lane comes to its front.
fn go_on(conn: &Connection, lane: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE jobs SET front = 1 WHERE front = 0 \
         AND made = (SELECT min(made) FROM jobs WHERE lane = ?1 AND buried = 0)",
    )?
    .execute([lane])
    .map(drop)
}
