//! What is due is done: the one worker of jobs.

use std::{error::Error as StdError, panic::AssertUnwindSafe, time::Duration};

use futures_util::{
    FutureExt as _,
    stream::{FuturesUnordered, StreamExt as _},
};
use tracing::{debug, warn};

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Batch, Claimed, Delivery, Error, JobChange, Notifier, Outcome, Scope, SessionId, SessionView,
    Store, StoreError, Thread, Timestamp, Wanted, Window,
    rules::{
        Decision,
        alert::{self, Settled, Task},
    },
};

/// Other processes may let jobs wait: they are asked for this often at least.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long an attempt may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than an attempt, so that nobody else makes one meanwhile.
const LEASE: Duration = Duration::from_mins(2);
/// How many jobs are held at once.
const AT_ONCE: usize = 16;
/// How many messages are looked through for the oldest that is unread.
const WINDOW: u16 = 50;

impl Desk {
    /// Does what is due, until it is dropped; what it held is then done by whoever runs next.
    pub(super) async fn work(&self) {
        if self.inner.notifiers.is_empty() {
            // Nothing here makes a job, and whoever made one does it.
            return std::future::pending().await;
        }
        let clock = &self.inner.clock;
        let mut held = FuturesUnordered::new();
        loop {
            let now = clock.now();
            let free = u16::try_from(AT_ONCE.saturating_sub(held.len())).unwrap_or(0);
            if free > 0 {
                match self.store().claim(&Wanted::new(now, LEASE, free)).await {
                    Ok(claims) => {
                        held.extend(claims.jobs.into_iter().map(|job| self.carry_out(job)));
                    }
                    Err(error) => warn_of(&error, "jobs cannot be claimed; they wait"),
                }
            }
            tokio::select! {
                Some(()) = held.next() => {}
                () = self.inner.due.notified() => {}
                () = clock.sleep_until(now.plus(LOOK_EVERY)) => {}
            }
        }
    }

    async fn carry_out(&self, claimed: Claimed) {
        let done = match Task::parse(&claimed.job.task) {
            Some(Task::Look { session }) => {
                self.change(&Looking { desk: self, claimed, session }).await
            }
            Some(Task::Tell { session, notifier, .. }) => {
                self.tell(claimed, session, &notifier).await
            }
            None => {
                let why = "this version does not know what the job is to do".to_owned();
                self.settle(&claimed, Some(&Outcome::Retry { after: None, why })).await
            }
        };
        if let Err(error) = done {
            warn_of(&error, "a job could not be done; it is tried again");
        }
    }

    async fn tell(&self, claimed: Claimed, session: SessionId, kind: &str) -> Result<(), Error> {
        let view = view_of(self.store(), session).await?;
        let delivery = alert::delivery(view.as_ref(), &claimed, self.inner.clock.now());
        let notifier = self.inner.notifiers.iter().find(|notifier| notifier.kind() == kind);
        let outcome = match (delivery, notifier) {
            (None, _) => None,
            (Some(delivery), Some(notifier)) => Some(self.attempt(&**notifier, &delivery).await),
            (Some(_), None) => {
                let why = "no notifier of this kind is registered here".to_owned();
                Some(Outcome::Retry { after: None, why })
            }
        };
        self.settle(&claimed, outcome.as_ref()).await
    }

    /// One attempt, which may hang or panic.
    async fn attempt(&self, notifier: &dyn Notifier, delivery: &Delivery) -> Outcome {
        let clock = &self.inner.clock;
        let deliver = AssertUnwindSafe(async { notifier.deliver(delivery).await }).catch_unwind();
        let failed = |why: &str| Outcome::Retry { after: None, why: why.to_owned() };
        tokio::select! {
            delivered = deliver => delivered.unwrap_or_else(|_| failed("the notifier panicked")),
            () = clock.sleep_until(clock.now().plus(PATIENCE)) => {
                failed("the notifier did not answer within 30 s")
            }
        }
    }

    async fn settle(&self, claimed: &Claimed, outcome: Option<&Outcome>) -> Result<(), Error> {
        let (job, attempt) = (claimed.job.key.as_str(), claimed.attempt);
        match self.change(&Settling { claimed, outcome }).await? {
            Some(Settled::GivenUp(why)) => warn!(job, attempt, why, "an alert was given up"),
            Some(Settled::Waits) => debug!(job, attempt, ?outcome, "an alert is tried again"),
            Some(Settled::Done) => debug!(job, attempt, ?outcome, "an alert is done"),
            None => debug!(job, attempt, "an alert is somebody else's by now"),
        }
        Ok(())
    }
}

/// Whether a batch holds a job that is due before the worker looks by itself.
pub(super) fn wakes_worker(batch: &Batch) -> bool {
    let soon = batch.now.plus(LOOK_EVERY);
    batch.jobs.iter().any(|change| matches!(change, JobChange::Schedule(job) if job.due < soon))
}

fn warn_of(error: &(dyn StdError + 'static), what: &'static str) {
    warn!(error, "{what}");
}

async fn view_of(store: &dyn Store, id: SessionId) -> Result<Option<SessionView>, StoreError> {
    Ok(store.load(&Scope::Session(id), &[]).await?.sessions.into_iter().next())
}

struct Looking<'a> {
    desk: &'a Desk,
    claimed: Claimed,
    session: SessionId,
}

impl Command for Looking<'_> {
    type Facts = Option<Thread>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let Some(view) = view_of(store, self.session).await? else { return Ok(None) };
        let window = Window::After { seq: view.desk_read.seq, limit: WINDOW };
        Ok(store.thread(self.session, &window).await?.value)
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let notifiers = &self.desk.inner.notifiers;
        let notifiers: Vec<_> = notifiers.iter().map(|notifier| notifier.kind()).collect();
        let after = self.desk.policy().alert_after.unwrap_or_default();
        let look = alert::Look { claimed: &self.claimed, notifiers: &notifiers, after, now };
        Ok(alert::look(facts.as_ref(), &look))
    }

    /// A batch of jobs conflicts only when the lease is lost: whoever has it now looks.
    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(Some(()))
    }
}

struct Settling<'a> {
    claimed: &'a Claimed,
    outcome: Option<&'a Outcome>,
}

impl Command for Settling<'_> {
    type Facts = ();
    /// `None` when the lease is lost.
    type Outcome = Option<Settled>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, _: &dyn Store) -> Result<(), StoreError> {
        Ok(())
    }

    fn decide(&self, (): &(), now: Timestamp) -> Result<Decision<Option<Settled>>, Error> {
        let Decision { batch, outcome } = alert::settle(self.claimed, self.outcome, now);
        Ok(Decision { batch, outcome: Some(outcome) })
    }

    async fn repeat(&self, (): &(), _: &dyn Store) -> Result<Option<Option<Settled>>, StoreError> {
        Ok(Some(None))
    }
}
