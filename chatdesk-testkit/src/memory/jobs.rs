//! Jobs: changed by batches, and leased to whoever runs them.

use std::collections::{BTreeMap, BTreeSet};

use chatdesk_core::{
    Claimed, ClaimedJobs, Job, JobChange, JobKey, JobState, JobView, Lane, Timestamp, Wanted,
};

use super::state::{JobRow, Lease, State};

/// That tokens are current, and that what is revived is buried, was checked.
pub(super) fn change(state: &mut State, change: JobChange, now: Timestamp) {
    match change {
        JobChange::Schedule(job) => schedule(state, job, now),
        JobChange::Settle { key, .. } | JobChange::Cancel(key) => {
            state.jobs.remove(&key);
        }
        JobChange::Retry { key, due, error, .. } => amend(state, &key, now, |row| {
            row.job.due = due;
            row.error = Some(error);
        }),
        JobChange::PutBack { key, due, .. } => amend(state, &key, now, |row| {
            row.job.due = due;
            row.attempt = row.attempt.saturating_sub(1);
        }),
        JobChange::Bury { key, error, .. } => amend(state, &key, now, |row| {
            row.is_buried = true;
            row.error = Some(error);
        }),
        JobChange::Revive { key, due } => amend(state, &key, now, |row| {
            (row.is_buried, row.attempt) = (false, 0);
            row.job.due = due;
        }),
    }
}

/// Changes a job, which nobody holds after that.
fn amend(state: &mut State, key: &JobKey, now: Timestamp, change: impl FnOnce(&mut JobRow)) {
    if let Some(row) = state.jobs.get_mut(key) {
        (row.lease, row.changed_at) = (None, now);
        change(row);
    }
}

/// Lets a job wait. One under the same key that is held is taken from its holder: what makes it due again may have come
/// after the holder looked.
fn schedule(state: &mut State, job: Job, now: Timestamp) {
    if state.jobs.get(&job.key).is_some_and(|row| !row.is_buried) {
        amend(state, &job.key.clone(), now, |row| {
            row.job.task = job.task;
            row.job.due = row.job.due.min(job.due);
        });
    } else {
        let row = JobRow {
            made: state.next_made(),
            lease: None,
            attempt: 0,
            error: None,
            is_buried: false,
            made_at: now,
            changed_at: now,
            job,
        };
        state.jobs.insert(row.job.key.clone(), row);
    }
}

/// Leases due jobs, the oldest due first; of each lane its oldest alone.
pub(crate) fn claim(state: &mut State, wanted: &Wanted) -> ClaimedJobs {
    let mut room = wanted.room.clone();
    let due: Vec<_> = due(state, wanted.now)
        .into_iter()
        .filter(|key| takes_room(&mut room, state.jobs[key].job.notifier.as_ref()))
        .take(usize::from(wanted.limit))
        .collect();
    let until = wanted.now.plus(wanted.lease);
    let jobs = due.into_iter().filter_map(|key| take(state, &key, until)).collect();
    let later = fronts(state).map(|row| row.job.due).filter(|due| *due > wanted.now);
    ClaimedJobs { jobs, next: later.min() }
}

/// Whether one more that this notifier carries may be leased.
fn takes_room(room: &mut BTreeMap<String, u16>, notifier: Option<&String>) -> bool {
    match notifier.and_then(|kind| room.get_mut(kind)) {
        Some(0) => false,
        Some(left) => {
            *left -= 1;
            true
        }
        None => true,
    }
}

/// The keys of all jobs that may be claimed, in their order.
fn due(state: &State, now: Timestamp) -> Vec<JobKey> {
    let is_leased = |row: &JobRow| row.lease.is_some_and(|lease| lease.until > now);
    let leased = state.jobs.values().filter(|row| is_leased(row));
    let busy: BTreeSet<&Lane> = leased.filter_map(|row| row.job.lane.as_ref()).collect();
    let is_free = |row: &&JobRow| {
        !is_leased(row) && row.job.lane.as_ref().is_none_or(|lane| !busy.contains(lane))
    };
    let rows = fronts(state).filter(|row| row.job.due <= now);
    let mut rows: Vec<_> = rows.filter(is_free).collect();
    rows.sort_by_key(|row| (row.job.due, row.made));
    rows.into_iter().map(|row| row.job.key.clone()).collect()
}

/// What stands first in its lane, or in none.
fn fronts(state: &State) -> impl Iterator<Item = &JobRow> {
    let mut fronts: BTreeMap<&Lane, u64> = BTreeMap::new();
    let waiting = || state.jobs.values().filter(|row| !row.is_buried);
    for row in waiting() {
        if let Some(lane) = &row.job.lane {
            let front = fronts.entry(lane).or_insert(row.made);
            *front = row.made.min(*front);
        }
    }
    waiting().filter(move |row| row.job.lane.as_ref().is_none_or(|l| fronts[l] == row.made))
}

fn take(state: &mut State, key: &JobKey, until: Timestamp) -> Option<Claimed> {
    let token = state.next_token();
    let row = state.jobs.get_mut(key)?;
    row.lease = Some(Lease { token, until });
    row.attempt += 1;
    let (job, last_error) = (row.job.clone(), row.error.clone());
    Some(Claimed { job, token, attempt: row.attempt, last_error })
}

pub(super) fn is_in(row: &JobRow, state: JobState) -> bool {
    let is_failed = state == JobState::Failed;
    row.job.notifier.is_some() && row.is_buried == is_failed
}

pub(super) fn view(row: &JobRow) -> JobView {
    JobView {
        number: row.made,
        job: row.job.clone(),
        state: if row.is_buried { JobState::Failed } else { JobState::Waiting },
        attempt: row.attempt,
        error: row.error.clone(),
        made_at: row.made_at,
        changed_at: row.changed_at,
    }
}
