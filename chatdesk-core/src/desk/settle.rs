//! What an attempt came to is written down, by whoever still holds the job.

use tracing::{debug, warn};

use super::{Desk, change::Command, entries::entry_at, lanes::LaneKey, look::view_of};
use crate::{
    Batch, Claimed, Entry, EntryId, EntryKind, Error, Id, JobChange, Message, Outcome, SessionView,
    Store, StoreError, Timestamp, UniqueKey,
    rules::{
        Decision,
        conversation::carry,
        outbox::{self, Attempt, Settled},
        task::{Said, Task},
    },
};

impl Desk {
    /// Settles an attempt; where the lease was lost it is somebody else's by now.
    pub(super) async fn settle(
        &self,
        claimed: &Claimed,
        task: &Task,
        (outcome, why_not): (Option<&Outcome>, Option<&'static str>),
    ) -> Result<(), Error> {
        let [a, b, c, d, ..] = crate::random::random();
        let jitter = u32::from_be_bytes([a, b, c, d]);
        let entry = Id::generate(self.inner.clock.now());
        let (job, attempt) = (claimed.job.key.as_str(), claimed.attempt);
        let said = match task {
            Task::Say(said) => Some(*said),
            _ => None,
        };
        let settling = Settling { desk: self, claimed, outcome, why_not, said, jitter, entry };
        match self.change(&settling).await? {
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
    desk: &'a Desk,
    claimed: &'a Claimed,
    outcome: Option<&'a Outcome>,
    /// Why no attempt was made, in words for the desk.
    why_not: Option<&'static str>,
    /// The message that it was about.
    said: Option<Said>,
    jitter: u32,
    entry: EntryId,
}

impl Command for Settling<'_> {
    type Facts = Known;
    /// `None` when the lease is lost.
    type Outcome = Option<Settled>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let paused = match (self.outcome, &self.claimed.job.notifier) {
            (Some(Outcome::Pause { .. }), Some(notifier)) => {
                entry_at(&UniqueKey::paused(notifier), EntryKind::Paused, store).await?
            }
            _ => None,
        };
        let said = match self.said {
            Some(Said { session, seq }) => {
                let message = self.desk.message_at(session, seq).await?;
                view_of(store, session).await?.zip(message)
            }
            None => None,
        };
        Ok(Known { paused, said })
    }

    fn decide(
        &self,
        known: &Self::Facts,
        now: Timestamp,
    ) -> Result<Decision<Option<Settled>>, Error> {
        let Self { claimed, outcome, why_not, jitter, entry, .. } = *self;
        let attempt = Attempt { claimed, outcome, jitter, now, entry };
        let Decision { mut batch, outcome: settled } =
            outbox::settle(known.paused.as_ref(), &attempt);
        if let Some(batch) = &mut batch {
            carry::note(known.said.as_ref(), &settled, (outcome, why_not), batch);
        }
        Ok(Decision { batch, outcome: Some(settled) })
    }

    async fn repeat(
        &self,
        _: &Self::Facts,
        _: &dyn Store,
    ) -> Result<Option<Option<Settled>>, StoreError> {
        // Another attempt may have paused meanwhile, or something else was said; or the lease is lost, and then each try
        // conflicts.
        let may_change = matches!(self.outcome, Some(Outcome::Pause { .. })) || self.said.is_some();
        Ok((!may_change).then_some(None))
    }
}

/// What an attempt is settled on.
struct Known {
    /// Until when the notifier is left alone, where that is asked.
    paused: Option<Entry>,
    /// The message that was to be carried, with its session.
    said: Option<(SessionView, Message)>,
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
