//! A desk with several notifiers whose worker runs, and a way to see that it has nothing to do.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, Clock as _, CommitHook, ContactId, Desk, DeskBuilder,
    JobChange, List, Loaded, Log, Page, Position, Purge, Purged, QuietHours, Scope, Search,
    SessionId, Store, StoreError, Thread, Timestamp, UniqueKey, Wanted, Window,
};
use chatdesk_testkit::{ManualClock, RecordingNotifier, eventually};
use tokio::{sync::watch, task::JoinHandle};

use super::DELAY;
use crate::stage::{BOUND, Person, user_of};

/// A worker looks by itself this often, and at once for what is due sooner.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A desk and its worker, seen through its store.
pub(super) struct Ladder {
    pub(super) desk: Desk,
    pub(super) clock: ManualClock,
    seen: watch::Sender<Seen>,
    worker: JoinHandle<()>,
}

impl Ladder {
    pub(super) async fn new(
        store: impl Store,
        notifiers: &[&RecordingNotifier],
        with: impl FnOnce(DeskBuilder) -> DeskBuilder,
    ) -> Self {
        Self::at(Arc::new(store), ManualClock::default(), notifiers, with).await
    }

    /// A desk at a clock, which may be one of several over one store.
    pub(super) async fn at(
        store: Arc<dyn Store>,
        clock: ManualClock,
        notifiers: &[&RecordingNotifier],
        with: impl FnOnce(DeskBuilder) -> DeskBuilder,
    ) -> Self {
        let seen = watch::Sender::<Seen>::default();
        let seen_store = SeenStore { store, seen: seen.clone() };
        let building = Desk::builder(seen_store).clock(clock.clone()).alert_after(DELAY);
        let add = |building: DeskBuilder, it: &&RecordingNotifier| building.notifier((*it).clone());
        let desk = with(notifiers.iter().fold(building, add)).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        eventually("the worker runs", async || desk.ready().await.ok()).await;
        Self { desk, clock, seen, worker }
    }

    pub(super) fn user(&self, id: &str) -> Person {
        user_of(&self.desk, id)
    }

    /// Waits until all is done that is due by now.
    pub(super) async fn settled(&self) {
        let mut seen = self.seen.subscribe();
        let idle = seen.wait_for(|seen| seen.is_idle(self.clock.now()));
        drop(tokio::time::timeout(BOUND, idle).await.unwrap().unwrap());
    }

    /// Lets all be done that is due, and then what is due a while later.
    pub(super) async fn passes(&self, time: Duration) {
        self.settled().await;
        self.clock.advance(time);
        self.settled().await;
    }
}

impl Drop for Ladder {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

/// Hours that are quiet now, and for so many minutes, up to 29.
pub(super) fn quiet_for(minutes: u32) -> QuietHours {
    // A test begins at 09:30 UTC.
    QuietHours::new("09:00", &format!("09:{}", 30 + minutes), "UTC").unwrap()
}

/// What a worker asked for last.
#[derive(Debug, Default)]
struct Seen {
    /// As much as it asks for when it holds nothing.
    most: u16,
    /// How often something was committed that is due soon.
    n_wakes: u32,
    /// When it asked for that much and got nothing; with when something is due next.
    idle: Option<(Timestamp, Option<Timestamp>)>,
}

impl Seen {
    fn is_idle(&self, now: Timestamp) -> bool {
        let is_asleep = |next: Timestamp| next > now;
        self.idle
            .is_some_and(|(at, next)| is_asleep(at.plus(LOOK_EVERY)) && next.is_none_or(is_asleep))
    }
}

#[derive(Debug)]
struct SeenStore {
    store: Arc<dyn Store>,
    seen: watch::Sender<Seen>,
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for SeenStore {
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError> {
        self.store.load(scope, keys).await
    }

    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        self.store.thread(session, window).await
    }

    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError> {
        self.store.changed(contact, after, limit).await
    }

    async fn list(&self, list: &List) -> Result<At<Page>, StoreError> {
        self.store.list(list).await
    }

    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError> {
        self.store.count(list, cap).await
    }

    async fn search(&self, search: &Search) -> Result<Page, StoreError> {
        self.store.search(search).await
    }

    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError> {
        self.store.count_found(search, cap).await
    }

    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError> {
        self.store.log(after, limit).await
    }

    async fn commit(&self, batch: Batch) -> Result<Position, StoreError> {
        let soon = batch.now.plus(LOOK_EVERY);
        let wakes = batch
            .jobs
            .iter()
            .any(|change| matches!(change, JobChange::Schedule(job) if job.due < soon));
        let outcome = self.store.commit(batch).await;
        if wakes {
            // The worker is told after this, and asks again.
            self.seen.send_modify(|seen| {
                seen.idle = None;
                seen.n_wakes += 1;
            });
        }
        outcome
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        let n_wakes = self.seen.borrow().n_wakes;
        self.seen.send_modify(|seen| seen.idle = None);
        let claimed = self.store.claim(wanted).await?;
        self.seen.send_modify(|seen| {
            seen.most = seen.most.max(wanted.limit);
            let has_all = wanted.limit == seen.most && n_wakes == seen.n_wakes;
            seen.idle = (claimed.jobs.is_empty() && has_all).then_some((wanted.now, claimed.next));
        });
        Ok(claimed)
    }

    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
        self.store.purge(what, limit).await
    }

    fn on_commit(&self, hook: CommitHook) {
        self.store.on_commit(hook);
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.store.probe().await
    }
}
