//! Jobs made, settled, retried and cancelled.

use chatdesk_core::{Job, JobChange, JobKey, Lane};
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
        "INSERT INTO jobs (key, lane, front, due, task) \
         SELECT ?1, ?2, NOT EXISTS (SELECT 1 FROM jobs WHERE lane = ?2), ?3, ?4 WHERE true \
         ON CONFLICT (key) DO UPDATE SET task = excluded.task, due = min(due, excluded.due), \
         lease = NULL, leased_until = NULL",
    )?
    .execute(params![
        job.key.as_str(),
        job.lane.as_ref().map(Lane::as_str),
        job.due.as_micros(),
        job.task
    ])?;
    Ok(())
}

fn remove(conn: &Connection, key: &JobKey) -> Result<()> {
    let lane: Option<Option<String>> = conn
        .prepare_cached("DELETE FROM jobs WHERE key = ?1 RETURNING lane")?
        .query_row([key.as_str()], |row| row.get(0))
        .optional()?;
    if let Some(Some(lane)) = lane {
        conn.prepare_cached(
            "UPDATE jobs SET front = 1 WHERE front = 0 \
             AND made = (SELECT min(made) FROM jobs WHERE lane = ?1)",
        )?
        .execute([lane])?;
    }
    Ok(())
}
