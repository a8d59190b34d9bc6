//! What is due, and when.

use std::fmt;

use crate::{ContactId, Timestamp};

/// Something to do at a time, committed with the fact that makes it due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// One job waits under one key.
    pub key: JobKey,
    /// Jobs of one lane run one after another, in the order they were made.
    pub lane: Option<Lane>,
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

/// A job that this caller holds until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub job: Job,
    /// What settles it.
    pub token: LeaseToken,
    /// How often it was claimed, this time included.
    pub attempt: u32,
    /// What went wrong the last time.
    pub last_error: Option<String>,
}

/// What a batch does to jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobChange {
    /// Let a job wait. Where one waits under this key already, its task is replaced and the earlier due kept; lane and
    /// contact stay as they are.
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
    /// It is no longer wanted, whoever holds it.
    Cancel(JobKey),
}
