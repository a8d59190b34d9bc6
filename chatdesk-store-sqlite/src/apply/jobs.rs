//! Jobs made, settled, retried and cancelled.

use std::collections::BTreeSet;

use chatdesk_core::{ContactId, Job, JobChange, JobKey, Lane};
use rusqlite::{Connection, OptionalExtension, Result, params};

pub(super) fn change(conn: &Connection, changes: &[JobChange]) -> Result<()> {
    for change in changes {
        match change {
            JobChange::Schedule(job) => schedule(conn, job)?,
            // That the token is current was checked.
            JobChange::Settle { key, .. } | JobChange::Cancel(key) => remove(conn, key)?,
            JobChange::Retry { key, due, error, .. } => {
                conn.prepare_cached(
                    "UPDATE jobs SET due = ?2, error = ?3, lease = NULL, leased_until = NULL \
                     WHERE key = ?1",
                )?
                .execute(params![key.as_str(), due.as_micros(), error])?;
            }
        }
    }
    Ok(())
}

/// Lets a job wait. One under the same key that is held is taken from its holder: what makes it due again may have come
/// after the holder looked.
fn schedule(conn: &Connection, job: &Job) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO jobs (key, lane, front, due, task, contact) \
         SELECT ?1, ?2, NOT EXISTS (SELECT 1 FROM jobs WHERE lane = ?2), ?3, ?4, ?5 WHERE true \
         ON CONFLICT (key) DO UPDATE SET task = excluded.task, due = min(due, excluded.due), \
         lease = NULL, leased_until = NULL",
    )?
    .execute(params![
        job.key.as_str(),
        job.lane.as_ref().map(Lane::as_str),
        job.due.as_micros(),
        job.task,
        job.contact.as_ref().map(|contact| contact.uuid().into_bytes()),
    ])?;
    Ok(())
}

fn remove(conn: &Connection, key: &JobKey) -> Result<()> {
    let lane: Option<Option<String>> = conn
        .prepare_cached("DELETE FROM jobs WHERE key = ?1 RETURNING lane")?
        .query_row([key.as_str()], |row| row.get(0))
        .optional()?;
    lane.flatten().map_or(Ok(()), |lane| go_on(conn, &lane))
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
         AND made = (SELECT min(made) FROM jobs WHERE lane = ?1)",
    )?
    .execute([lane])
    .map(drop)
}
