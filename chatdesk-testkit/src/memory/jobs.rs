//! Jobs: changed by batches, and leased to whoever runs them.

use std::{collections::BTreeMap, time::Duration};

use chatdesk_core::{Claimed, Job, JobChange, JobKey, Lane, Timestamp};

use super::state::{JobRow, Lease, State};

pub(super) fn change(state: &mut State, change: JobChange) {
    match change {
        JobChange::Schedule(job) => schedule(state, job),
        // That the token is current was checked.
        JobChange::Settle { key, .. } | JobChange::Cancel(key) => {
            state.jobs.remove(&key);
        }
        JobChange::Retry { key, due, error, .. } => {
            if let Some(row) = state.jobs.get_mut(&key) {
                row.job.due = due;
                (row.error, row.lease) = (Some(error), None);
            }
        }
    }
}

/// Lets a job wait. One under the same key that is held is taken from its holder: what makes it due again may have come
/// after the holder looked.
fn schedule(state: &mut State, job: Job) {
    if let Some(row) = state.jobs.get_mut(&job.key) {
        row.job.task = job.task;
        row.job.due = row.job.due.min(job.due);
        row.lease = None;
    } else {
        let made = state.next_made();
        let row = JobRow { made, lease: None, attempt: 0, error: None, job };
        state.jobs.insert(row.job.key.clone(), row);
    }
}

/// Leases due jobs, the oldest due first; of each lane its oldest alone.
pub(crate) fn claim(
    state: &mut State,
    now: Timestamp,
    lease: Duration,
    limit: u16,
) -> Vec<Claimed> {
    let due = due(state, now);
    let taken = due.into_iter().take(usize::from(limit));
    taken.filter_map(|key| take(state, &key, now.plus(lease))).collect()
}

/// The keys of all jobs that may be claimed, in their order.
fn due(state: &State, now: Timestamp) -> Vec<JobKey> {
    let mut fronts: BTreeMap<&Lane, u64> = BTreeMap::new();
    for row in state.jobs.values() {
        if let Some(lane) = &row.job.lane {
            let front = fronts.entry(lane).or_insert(row.made);
            *front = row.made.min(*front);
        }
    }
    let is_front = |row: &&JobRow| row.job.lane.as_ref().is_none_or(|l| fronts[l] == row.made);
    let is_free = |row: &&JobRow| row.lease.is_none_or(|lease| lease.until <= now);
    let rows = state.jobs.values().filter(|row| row.job.due <= now);
    let mut rows: Vec<_> = rows.filter(is_front).filter(is_free).collect();
    rows.sort_by_key(|row| (row.job.due, row.made));
    rows.into_iter().map(|row| row.job.key.clone()).collect()
}

fn take(state: &mut State, key: &JobKey, until: Timestamp) -> Option<Claimed> {
    let token = state.next_token();
    let row = state.jobs.get_mut(key)?;
    row.lease = Some(Lease { token, until });
    row.attempt += 1;
    let (job, last_error) = (row.job.clone(), row.error.clone());
    Some(Claimed { job, token, attempt: row.attempt, last_error })
}
