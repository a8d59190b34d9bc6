//! What an attempt came to is written down, by whoever still holds the job.

use tracing::{debug, warn};

use super::{Desk, change::Command, entries::entry_at, lanes::LaneKey};
use crate::{
    Batch, Claimed, Entry, EntryId, EntryKind, Error, Id, JobChange, Outcome, Store, StoreError,
    Timestamp, UniqueKey,
    rules::{
        Decision,
        outbox::{self, Attempt, Settled},
    },
};

impl Desk {
    /// Settles an attempt; where the lease was lost it is somebody else's by now.
    pub(super) async fn settle(
        &self,
        claimed: &Claimed,
        outcome: Option<&Outcome>,
    ) -> Result<(), Error> {
        let [a, b, c, d, ..] = crate::random::random();
        let jitter = u32::from_be_bytes([a, b, c, d]);
        let entry = Id::generate(self.inner.clock.now());
        let (job, attempt) = (claimed.job.key.as_str(), claimed.attempt);
        match self.change(&Settling { claimed, outcome, jitter, entry }).await? {
            Some(Settled::GivenUp(why)) => warn!(job, attempt, why, "a delivery was given up"),
            Some(Settled::Waits) => debug!(job, attempt, ?outcome, "a delivery is tried again"),
            Some(Settled::Done) => debug!(job, attempt, ?outcome, "a delivery is done"),
            Some(Settled::Paused(until)) => {
                let notifier = claimed.job.notifier.as_deref().unwrap_or_default();
                warn!(notifier, %until, ?outcome, "a notifier is left alone for a while");
                self.inner.pauses.remember(notifier, until);
            }
            None => debug!(job, attempt, "a delivery is somebody else's by now"),
        }
        Ok(())
    }

    /// Lets a job wait that was not tried.
    pub(super) async fn put_back(&self, claimed: &Claimed, due: Timestamp) -> Result<(), Error> {
        self.change(&PuttingBack { claimed, due }).await
    }
}

struct Settling<'a> {
    claimed: &'a Claimed,
    outcome: Option<&'a Outcome>,
    jitter: u32,
    entry: EntryId,
}

impl Command for Settling<'_> {
    /// Until when the notifier is left alone, where that is asked.
    type Facts = Option<Entry>;
    /// `None` when the lease is lost.
    type Outcome = Option<Settled>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        match (self.outcome, &self.claimed.job.notifier) {
            (Some(Outcome::Pause { .. }), Some(notifier)) => {
                entry_at(&UniqueKey::paused(notifier), EntryKind::Paused, store).await
            }
            _ => Ok(None),
        }
    }

    fn decide(
        &self,
        paused: &Self::Facts,
        now: Timestamp,
    ) -> Result<Decision<Option<Settled>>, Error> {
        let Self { claimed, outcome, jitter, entry } = *self;
        let attempt = Attempt { claimed, outcome, jitter, now, entry };
        let Decision { batch, outcome } = outbox::settle(paused.as_ref(), &attempt);
        Ok(Decision { batch, outcome: Some(outcome) })
    }

    async fn repeat(
        &self,
        _: &Self::Facts,
        _: &dyn Store,
    ) -> Result<Option<Option<Settled>>, StoreError> {
        match self.outcome {
            // Another attempt may have paused meanwhile; or the lease is lost, and then each try conflicts.
            Some(Outcome::Pause { .. }) => Ok(None),
            _ => Ok(Some(None)),
        }
    }
}

struct PuttingBack<'a> {
    claimed: &'a Claimed,
    due: Timestamp,
}

impl Command for PuttingBack<'_> {
    type Facts = ();
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, _: &dyn Store) -> Result<(), StoreError> {
        Ok(())
    }

    fn decide(&self, (): &(), now: Timestamp) -> Result<Decision<()>, Error> {
        let mut batch = Batch::at(now);
        let (key, token) = (self.claimed.job.key.clone(), self.claimed.token);
        batch.jobs.push(JobChange::PutBack { key, token, due: self.due });
        Ok(Decision::write(batch, ()))
    }

    async fn repeat(&self, (): &(), _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(Some(()))
    }
}
