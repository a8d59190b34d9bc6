//! What is due is done: the one worker of jobs.

use std::{error::Error as StdError, panic::AssertUnwindSafe, time::Duration};

use futures_util::{
    FutureExt as _,
    stream::{FuturesUnordered, StreamExt as _},
};
use tracing::warn;

use super::{Desk, look::view_of, room::Rooms};
use crate::{
    Batch, Claimed, ClaimedJobs, Content, Delivery, DeliveryId, Error, EventKind, JobChange,
    Loaded, Notifier, Outcome, RecordId, Scope, Side, StoreError, Timestamp, Wanted,
    rules::{
        alert::{self, Cause},
        conversation::carry::Carry,
        follow,
        task::{Fact, Task},
        ticket::close,
    },
};

/// Other processes may let jobs wait: they are asked for this often at least.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long an attempt may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than an attempt, so that nobody else makes one meanwhile.
const LEASE: Duration = Duration::from_mins(2);
/// How many jobs are held at once beside the attempts of notifiers.
const AT_ONCE: usize = 16;
/// What this version cannot do another may.
const UNKNOWN_WAITS: Duration = Duration::from_mins(5);

impl Desk {
    /// Does what is due, until it is dropped; what it held is then done by whoever runs next.
    ///
    /// A notifier that hangs keeps its own room alone: claims leave out who has none.
    pub(super) async fn work(&self) {
        self.know_pauses().await;
        let clock = &self.inner.clock;
        let mut rooms = Rooms::of(&self.inner.notifiers);
        let at_once = AT_ONCE + rooms.at_once();
        let mut held = FuturesUnordered::new();
        loop {
            let due = self.inner.due.notified();
            let now = clock.now();
            let free = u16::try_from(at_once.saturating_sub(held.len())).unwrap_or(u16::MAX);
            let mut wake = now.plus(LOOK_EVERY);
            if free > 0 {
                let ClaimedJobs { jobs, next } = self.claim(free, &mut rooms, now).await;
                for job in jobs {
                    let room = rooms.take(&job, now);
                    held.push(self.carry_out(job, room.err()));
                }
                wake = rooms.next().into_iter().chain(next).fold(wake, Timestamp::min);
            }
            tokio::select! {
                Some(carrier) = held.next() => rooms.give_back(carrier.as_ref()),
                () = due => {}
                () = clock.sleep_until(wake) => {}
            }
        }
    }

    /// Nothing is told before it is known who is to be left alone.
    async fn know_pauses(&self) {
        while let Err(error) = self.look_for_pauses().await {
            warn_of(&error, "it cannot be read which notifiers pause; deliveries wait");
            let clock = &self.inner.clock;
            clock.sleep_until(clock.now().plus(LOOK_EVERY)).await;
        }
    }

    async fn claim(&self, limit: u16, rooms: &mut Rooms, now: Timestamp) -> ClaimedJobs {
        let mut room = rooms.left(now);
        let paused = self.inner.pauses.at(now);
        let ends = paused.iter().map(|(_, until)| *until).min();
        room.extend(paused.into_iter().map(|(notifier, _)| (notifier, 0)));
        match self.store().claim(&Wanted { now, lease: LEASE, limit, room }).await {
            Ok(ClaimedJobs { jobs, next }) => {
                ClaimedJobs { jobs, next: next.into_iter().chain(ends).min() }
            }
            Err(error) => {
                warn_of(&error, "jobs cannot be claimed; they wait");
                ClaimedJobs::default()
            }
        }
    }

    /// Comes to the notifier whose room it took.
    async fn carry_out(&self, claimed: Claimed, too_soon: Option<Timestamp>) -> Option<String> {
        let carrier = claimed.job.notifier.clone().filter(|_| too_soon.is_none());
        let done = match (too_soon, Task::parse(&claimed.job.task)) {
            (Some(due), _) => self.put_back(&claimed, due).await,
            (None, Some(Task::Look { .. } | Task::Step { .. } | Task::Await { .. }))
                if self.inner.notifiers.is_empty() =>
            {
                // Nothing here makes such a job; whoever made it has somebody to tell.
                self.put_back(&claimed, self.inner.clock.now().plus(LOOK_EVERY)).await
            }
            (None, Some(Task::Look { session })) => {
                self.look(claimed, session, Cause::Message).await
            }
            (None, Some(Task::Step { session })) => self.look(claimed, session, Cause::Step).await,
            (None, Some(Task::Await { session })) => self.look_for_reader(&claimed, session).await,
            (None, Some(Task::Silence { session })) => {
                self.look_for_silence(&claimed, session).await
            }
            (None, Some(task)) => self.deliver(&claimed, &task).await,
            (None, None) if let Some(task) = close::Task::parse(&claimed.job.task) => {
                self.look_at_ticket(&claimed, task).await
            }
            (None, None) => {
                warn!(job = claimed.job.key.as_str(), "this version does not know such a job");
                self.put_back(&claimed, self.inner.clock.now().plus(UNKNOWN_WAITS)).await
            }
        };
        if let Err(error) = done {
            warn_of(&error, "a job could not be done; it is tried again");
        }
        carrier
    }

    async fn deliver(&self, claimed: &Claimed, task: &Task) -> Result<(), Error> {
        let kind = claimed.job.notifier.as_deref();
        let mut notifiers = self.inner.notifiers.iter();
        let Some(notifier) = notifiers.find(|it| Some(it.kind()) == kind) else {
            return self.put_back(claimed, self.inner.clock.now().plus(UNKNOWN_WAITS)).await;
        };
        let mut why_not = None;
        let content = match task {
            Task::Alert(alert) => {
                return self.tell(claimed, (*alert, Side::Desk), &**notifier).await;
            }
            Task::Answer(alert) => {
                return self.tell(claimed, (*alert, Side::Customer), &**notifier).await;
            }
            Task::Digest { to } => return self.tell_digest(claimed, *to, &**notifier).await,
            Task::Unread { session, .. } => {
                alert::content(view_of(self.store(), *session).await?.as_ref())
            }
            Task::Event(fact) => self.content_of(fact).await?,
            Task::Say(said) => match self.words_of(*said).await? {
                Carry::Now(content) => Some(content),
                Carry::Hold => return self.hold(claimed, *said).await,
                Carry::Never(why) => {
                    why_not = why;
                    None
                }
            },
            Task::Template(said) => self.template_for(*said).await?,
            Task::Hint(hinted) => self.hint_for(*hinted).await?,
            Task::Look { .. } | Task::Step { .. } | Task::Await { .. } | Task::Silence { .. } => {
                None
            }
        };
        let outcome = match content {
            None => None,
            Some(content) => {
                let id = DeliveryId::new(claimed.job.key.as_str().to_owned());
                let (attempt, at) = (claimed.attempt, self.inner.clock.now());
                let delivery = Delivery { id, attempt, at, content };
                Some(self.attempt(&**notifier, &delivery).await)
            }
        };
        self.settle(claimed, task, (outcome.as_ref(), why_not)).await
    }

    async fn content_of(&self, fact: &Fact) -> Result<Option<Content>, StoreError> {
        let (scope, message) = match (fact.subject, fact.kind) {
            (RecordId::Session(id), EventKind::MessageSent { seq }) => {
                (Scope::Session(id), self.message_at(id, seq).await?)
            }
            (RecordId::Session(id), _) => (Scope::Session(id), None),
            (RecordId::Contact(id), _) => (Scope::Contact(id), None),
            (
                RecordId::Ticket(_),
                EventKind::TicketMade { number } | EventKind::TicketChanged { number },
            ) => (Scope::Ticket(number), None),
            (RecordId::Ticket(_) | RecordId::Entry(_), _) => return Ok(None),
        };
        let loaded: Loaded = self.store().load(&scope, &[]).await?;
        Ok(follow::content(fact, loaded, message))
    }

    /// One attempt, which may hang or panic.
    pub(super) async fn attempt(&self, notifier: &dyn Notifier, delivery: &Delivery) -> Outcome {
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
}

/// Whether a batch holds a job that is due before the worker looks by itself.
pub(super) fn wakes_worker(batch: &Batch) -> bool {
    let soon = batch.now.plus(LOOK_EVERY);
    batch.jobs.iter().any(|change| match change {
        JobChange::Schedule(job) => job.due < soon,
        JobChange::Revive { due, .. } => *due < soon,
        _ => false,
    })
}

fn warn_of(error: &(dyn StdError + 'static), what: &'static str) {
    warn!(error, "{what}");
}
