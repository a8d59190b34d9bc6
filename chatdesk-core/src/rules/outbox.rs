//! What becomes of a delivery: it arrived, waits for its next attempt, or is given up.

use std::time::Duration;

use super::{Decision, access};
use crate::{
    Actor, Batch, Claim, Claimed, Entry, EntryContent, EntryId, Error, Job, JobChange, JobState,
    JobView, Outcome, Position, Record, RecordId, Timestamp, UniqueKey, Version,
};

/// How often a delivery is tried.
const ATTEMPTS: u32 = 8;
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// What a receiver asks for, at most: a slip of theirs shall not hold a delivery for years.
const LONGEST_ASKED: Duration = Duration::from_hours(24);
/// A pause is no shorter: what is put back is not claimed in the same breath.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// What [`settle`] decides on.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    /// The job, which this caller holds.
    pub(crate) claimed: &'a Claimed,
    /// What the attempt came to; `None` for one that was not made, because it is not wanted any more.
    pub(crate) outcome: Option<&'a Outcome>,
    /// By how much of a tenth the next wait is longer: 0 for nothing, the largest for a tenth.
    pub(crate) jitter: u32,
    pub(crate) now: Timestamp,
}

/// What becomes of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// It is done, or not wanted any more.
    Done,
    /// It waits for its next attempt.
    Waits,
    /// It is kept, and not tried any more; and why.
    GivenUp(String),
}

/// Settles an attempt. Of one that came to a pause [`pause`] is asked before.
pub(crate) fn settle(attempt: &Attempt<'_>) -> Decision<Settled> {
    let mut batch = Batch::at(attempt.now);
    let (key, token) = (attempt.claimed.job.key.clone(), attempt.claimed.token);
    let (change, settled) = match attempt.outcome {
        None | Some(Outcome::Sent { .. }) => (JobChange::Settle { key, token }, Settled::Done),
        Some(Outcome::Refused { why } | Outcome::Gone { why } | Outcome::NeedsTemplate { why }) => {
            given_up(attempt.claimed, why)
        }
        Some(Outcome::Moved { .. }) => {
            let due = attempt.now;
            (JobChange::PutBack { key, token, due }, Settled::Waits)
        }
        Some(Outcome::Retry { why, .. }) if attempt.claimed.attempt >= ATTEMPTS => {
            given_up(attempt.claimed, why)
        }
        Some(Outcome::Retry { after, why }) => {
            let wait = wait_after(attempt.claimed.attempt, attempt.jitter);
            let asked = after.unwrap_or_default().min(LONGEST_ASKED);
            let due = attempt.now.plus(wait.max(asked));
            (JobChange::Retry { key, token, due, error: why.clone() }, Settled::Waits)
        }
        Some(Outcome::Pause { until, .. }) => {
            (JobChange::PutBack { key, token, due: *until }, Settled::Waits)
        }
    };
    batch.jobs.push(change);
    Decision::write(batch, settled)
}

fn given_up(claimed: &Claimed, why: &str) -> (JobChange, Settled) {
    let (key, token) = (claimed.job.key.clone(), claimed.token);
    (JobChange::Bury { key, token, error: why.to_owned() }, Settled::GivenUp(why.to_owned()))
}

/// Lets a delivery that was given up be tried again, as if it had never been; comes to it as it then is. One that waits
/// already stays as it is.
pub(crate) fn revive(
    actor: &Actor,
    found: Option<&JobView>,
    now: Timestamp,
) -> Result<Decision<JobView>, Error> {
    access::admin(actor)?;
    let row = found.ok_or(Error::NotFound)?;
    if row.state == JobState::Waiting {
        return Ok(Decision::nothing(row.clone()));
    }
    let mut batch = Batch::at(now);
    batch.jobs.push(JobChange::Revive { key: row.job.key.clone(), due: now });
    let job = Job { due: now, ..row.job.clone() };
    let state = JobState::Waiting;
    let revived = JobView { job, state, attempt: 0, changed_at: now, ..row.clone() };
    Ok(Decision::write(batch, revived))
}

/// 5 s, 20 s, 80 s, 320 s, 1,280 s, 3,600 s, 3,600 s, and up to a tenth more.
fn wait_after(attempt: u32, jitter: u32) -> Duration {
    let fourfold = 4_u32.saturating_pow(attempt.saturating_sub(1));
    let wait = FIRST_WAIT.saturating_mul(fourfold).min(LONGEST_WAIT);
    wait + (wait / 10).mul_f64(f64::from(jitter) / f64::from(u32::MAX))
}

/// What [`pause`] decides on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pausing<'a> {
    pub(crate) notifier: &'a str,
    pub(crate) until: Timestamp,
    pub(crate) why: &'a str,
    pub(crate) now: Timestamp,
    /// For the entry, where there is none yet.
    pub(crate) entry: EntryId,
}

/// Stores that a notifier is to be left alone; comes to the instant until which. One that is to last longer stays.
pub(crate) fn pause(paused: Option<&Entry>, pausing: &Pausing<'_>) -> Decision<Timestamp> {
    let Pausing { notifier, why, now, .. } = *pausing;
    let known = paused.and_then(|entry| match &entry.content {
        EntryContent::Paused { until, .. } => Some(*until),
        _ => None,
    });
    let until = pausing.until.max(now.plus(SHORTEST_PAUSE));
    if let Some(known) = known.filter(|known| *known >= until) {
        return Decision::nothing(known);
    }
    let mut batch = Batch::at(now);
    let id = paused.map_or(pausing.entry, |entry| entry.id);
    let subject = RecordId::Entry(id);
    if paused.is_none() {
        batch.claim.push(Claim { key: UniqueKey::paused(notifier), owner: subject, until: None });
    }
    batch.put.push(Record::Entry(Entry {
        id,
        version: paused.map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject,
        at: now,
        content: EntryContent::Paused { notifier: notifier.to_owned(), until, why: why.to_owned() },
    }));
    Decision::write(batch, until)
}

#[cfg(test)]
mod tests {
    use super::wait_after;

    #[test]
    fn waits_grow_and_end_at_an_hour() {
        let waits = [1, 2, 3, 4, 5, 6, 7, u32::MAX].map(|attempt| wait_after(attempt, 0).as_secs());
        assert_eq!(waits, [5, 20, 80, 320, 1_280, 3_600, 3_600, 3_600]);
    }

    #[test]
    fn a_wait_is_longer_by_up_to_a_tenth() {
        let waits = [0, u32::MAX / 2, u32::MAX].map(|jitter| wait_after(2, jitter).as_millis());
        assert_eq!(waits, [20_000, 21_000, 22_000]);
    }
}
