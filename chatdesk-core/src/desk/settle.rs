//! What an attempt came to is written down, by whoever still holds the job.

use tracing::{debug, warn};

use super::{Desk, change::Command, entries::entry_at, lanes::LaneKey, look::view_of};
use crate::{
    Batch, Claimed, Entry, EntryId, EntryKind, Error, Id, JobChange, Message, Outcome, Scope,
    SessionView, Store, StoreError, Timestamp, UniqueKey,
    rules::{
        Decision,
        conversation::carry,
        outbox::{self, Attempt, Pausing, Settled},
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
        if let Some(Outcome::Pause { until, why }) = outcome {
            return self.pause_for(claimed, *until, why).await;
        }
        let jitter = crate::random::jitter();
        let (job, attempt) = (claimed.job.key.as_str(), claimed.attempt);
        if let (Task::Say(said), Some(Outcome::NeedsTemplate { .. })) = (task, outcome)
            && self.inner.by_text.has_template(claimed.job.notifier.as_deref())
        {
            return self.hold(claimed, *said).await;
        }
        let said = match task {
            Task::Say(said) | Task::Template(said) => Some(*said),
            _ => None,
        };
        let is_template = matches!(task, Task::Template(_));
        let settling =
            Settling { desk: self, claimed, outcome, why_not, said, is_template, jitter };
        match self.change(&settling).await? {
            Some(Settled::GivenUp(why)) => warn!(job, attempt, why, "a delivery was given up"),
            Some(Settled::Waits) => debug!(job, attempt, ?outcome, "a delivery is tried again"),
            Some(Settled::Done) => debug!(job, attempt, ?outcome, "a delivery is done"),
            None => debug!(job, attempt, "a delivery is somebody else's by now"),
        }
        Ok(())
    }

    /// Settles what is not wanted any more.
    pub(super) async fn settle_unwanted(&self, claimed: &Claimed) -> Result<(), Error> {
        self.change(&SettlingUnwanted { claimed }).await
    }

    /// Leaves the notifier of a job alone, and puts the job back until then.
    pub(super) async fn pause_for(
        &self,
        claimed: &Claimed,
        until: Timestamp,
        why: &str,
    ) -> Result<(), Error> {
        // By itself: it holds also where the lease is lost.
        let until = self.pause(claimed, until, why).await?;
        self.put_back(claimed, until).await
    }

    async fn pause(
        &self,
        claimed: &Claimed,
        until: Timestamp,
        why: &str,
    ) -> Result<Timestamp, Error> {
        // Nobody but a notifier comes to a pause.
        let notifier = claimed.job.notifier.as_deref().unwrap_or_default();
        let entry = Id::generate(self.inner.clock.now());
        let until = self.change(&PausingIt { notifier, until, why, entry }).await?;
        warn!(notifier, %until, why, "a notifier is left alone for a while");
        self.inner.pauses.remember(notifier, until);
        Ok(until)
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
    /// Whether it was its template.
    is_template: bool,
    jitter: u32,
}

impl Command for Settling<'_> {
    /// The message that was to be carried, with its session, and whether nothing else is called as it now is.
    type Facts = (Option<(SessionView, Message)>, bool);
    /// `None` when the lease is lost.
    type Outcome = Option<Settled>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let Some(Said { session, seq }) = self.said else { return Ok((None, false)) };
        let message = self.desk.message_at(session, seq).await?;
        let facts = view_of(store, session).await?.zip(message);
        let Some((view, _)) = &facts else { return Ok((None, false)) };
        let Some(Outcome::Sent { provider_id: Some(id), .. }) = self.outcome else {
            return Ok((facts, false));
        };
        let key = UniqueKey::carried(view.session.channel, id);
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        Ok((facts, loaded.owners.is_empty()))
    }

    fn decide(
        &self,
        (facts, is_new): &Self::Facts,
        now: Timestamp,
    ) -> Result<Decision<Option<Settled>>, Error> {
        let Self { claimed, outcome, why_not, jitter, is_template, .. } = *self;
        let Decision { mut batch, outcome: settled } =
            outbox::settle(&Attempt { claimed, outcome, jitter, now });
        if let Some(batch) = &mut batch {
            match &settled {
                Settled::GivenUp(why) if is_template => {
                    carry::release_failed(facts.as_ref(), why, batch);
                }
                _ if is_template => {}
                _ => carry::note((facts.as_ref(), *is_new), &settled, (outcome, why_not), batch),
            }
        }
        Ok(Decision { batch, outcome: Some(settled) })
    }

    async fn repeat(
        &self,
        _: &Self::Facts,
        _: &dyn Store,
    ) -> Result<Option<Option<Settled>>, StoreError> {
        // Something else may have been said meanwhile; or the lease is lost, and then each try conflicts.
        Ok(self.said.is_none().then_some(None))
    }
}

struct PausingIt<'a> {
    notifier: &'a str,
    until: Timestamp,
    why: &'a str,
    entry: EntryId,
}

impl Command for PausingIt<'_> {
    /// Until when the notifier is left alone already.
    type Facts = Option<Entry>;
    /// Until when it is.
    type Outcome = Timestamp;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        entry_at(&UniqueKey::paused(self.notifier), EntryKind::Paused, store).await
    }

    fn decide(&self, paused: &Self::Facts, now: Timestamp) -> Result<Decision<Timestamp>, Error> {
        let Self { notifier, until, why, entry } = *self;
        Ok(outbox::pause(paused.as_ref(), &Pausing { notifier, until, why, now, entry }))
    }

    async fn repeat(
        &self,
        _: &Self::Facts,
        _: &dyn Store,
    ) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }
}

struct SettlingUnwanted<'a> {
    claimed: &'a Claimed,
}

impl Command for SettlingUnwanted<'_> {
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
        batch.jobs.push(JobChange::Settle { key, token });
        Ok(Decision::write(batch, ()))
    }

    async fn repeat(&self, (): &(), _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(Some(()))
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
