//! What is due, and when.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::{ContactId, Timestamp};

/// Something to do at a time, committed with the fact that makes it due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// One job waits under one key.
    pub key: JobKey,
    /// Jobs of one lane run one after another, in the order they were made.
    pub lane: Option<Lane>,
    /// Which notifier carries it; `None` for what the desk does by itself.
    pub notifier: Option<String>,
    /// Not before this.
    pub due: Timestamp,
    /// What to do, in the words of the rule that made it. No text that a person wrote.
    pub task: String,
    /// The person whom it is about: it goes when their record is deleted, because key and lane may hold their address.
    pub contact: Option<ContactId>,
}

/// The name of a job, for example `idle:<session>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey(String);

impl JobKey {
    /// The key with this text.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What keeps jobs in their order, for example `telegram:<chat>`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane(String);

impl Lane {
    /// The lane with this text.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hides the text: it may hold an address.
impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lane(…)")
    }
}

/// Proof that a caller holds a job now; one made for a later claim makes an earlier one worthless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaseToken(u64);

impl LeaseToken {
    /// The token with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// What is to be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The present instant.
    pub now: Timestamp,
    /// How long each is held.
    pub lease: Duration,
    /// At most so many in all.
    pub limit: u16,
    /// At most so many of those that these notifiers carry: zero leaves them out. What others carry, and what nobody
    /// does, is bounded by `limit` alone.
    pub room: BTreeMap<String, u16>,
}

impl Wanted {
    /// At most `limit` jobs, whoever carries them.
    #[must_use]
    pub const fn new(now: Timestamp, lease: Duration, limit: u16) -> Self {
        Self { now, lease, limit, room: BTreeMap::new() }
    }
}

/// What was claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimedJobs {
    /// The jobs, the oldest due first.
    pub jobs: Vec<Claimed>,
    /// The earliest due later than the instant of the claim, of jobs that stand first in their lane, whoever carries them.
    pub next: Option<Timestamp>,
}

/// A job that this caller holds until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub job: Job,
    /// What settles it.
    pub token: LeaseToken,
    /// How often it was claimed and not put back, this time included.
    pub attempt: u32,
    /// What went wrong the last time.
    pub last_error: Option<String>,
}

/// What a batch does to jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobChange {
    /// Let a job wait. Where one waits under this key already, its task is replaced and the earlier due kept; lane,
    /// notifier and contact stay as they are. One that is buried under this key is forgotten, and this one is new.
    ///
    /// So it is with one that is held: it waits again, and its holder's token is worthless. What made it due again may
    /// have come after the holder looked.
    Schedule(Job),
    /// It is done: forget it. Conflicts when the token is not current.
    Settle {
        /// Which.
        key: JobKey,
        /// The proof.
        token: LeaseToken,
    },
    /// It failed: let it wait again. Conflicts when the token is not current.
    Retry {
        /// Which.
        key: JobKey,
        /// The proof.
        token: LeaseToken,
        /// Not before this.
        due: Timestamp,
        /// What went wrong; no secret, no address.
        error: String,
    },
    /// It was not tried: let it wait again, in its place. The claim does not count as an attempt, and what went wrong before
    /// stays known. Conflicts when the token is not current.
    PutBack {
        /// Which.
        key: JobKey,
        /// The proof.
        token: LeaseToken,
        /// Not before this.
        due: Timestamp,
    },
    /// It failed for good: keep it and what went wrong, and claim it no more. Its lane goes on. Conflicts when the token is
    /// not current.
    Bury {
        /// Which.
        key: JobKey,
        /// The proof.
        token: LeaseToken,
        /// What went wrong; no secret, no address.
        error: String,
    },
    /// Let one that is buried wait again, as if it had never been tried, in its old place in its lane; what went wrong
    /// stays known. Conflicts when it is not buried.
    Revive {
        /// Which.
        key: JobKey,
        /// Not before this.
        due: Timestamp,
    },
    /// It is no longer wanted, whoever holds it; also when it is buried.
    Cancel(JobKey),
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// It waits, or somebody holds it.
    Waiting,
    /// It is buried: it failed for good.
    Failed,
}

/// A job as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobView {
    /// In which order jobs were made: 1 and upwards, never used again.
    pub number: u64,
    /// The job.
    pub job: Job,
    /// How it stands.
    pub state: JobState,
    /// How often it was claimed and not put back.
    pub attempt: u32,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// When it was made: [`Batch::now`](crate::Batch::now) of that batch.
    pub made_at: Timestamp,
    /// When a batch last changed it; a claim does not.
    pub changed_at: Timestamp,
}
