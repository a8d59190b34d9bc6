use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, CommitHook, ContactId, List, Loaded, Log, Page, Position,
    Purge, Purged, Scope, Search, SessionId, Store, StoreError, Thread, UniqueKey, Wanted, Window,
};
use chatdesk_store_sqlite::SqliteStore;
use tokio::sync::oneshot;

type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The real store, and a hand on its commits. Clones of one are one process; see [`Watched::in_other_process`].
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    store: Arc<SqliteStore>,
    orders: Arc<Orders>,
}

#[derive(Default)]
struct Orders {
    n_conflicts: AtomicU32,
    n_commits: AtomicU32,
    n_probes: AtomicU32,
    n_failing_lists: AtomicU32,
    is_down: AtomicBool,
    meanwhile: Mutex<Option<Meanwhile>>,
    afterwards: Mutex<Option<Meanwhile>>,
    unanswered: Mutex<Option<oneshot::Sender<()>>>,
}

impl fmt::Debug for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Orders").finish_non_exhaustive()
    }
}

impl Watched {
    pub(crate) fn new(store: SqliteStore) -> Self {
        Self { store: Arc::new(store), orders: Arc::default() }
    }

    /// The same file without a hand on it.
    pub(crate) fn in_other_process(&self) -> Self {
        Self { store: Arc::clone(&self.store), orders: Arc::default() }
    }

    /// Lets the next commits be conflicts.
    pub(crate) fn conflicts(&self, n_commits: u32) {
        self.orders.n_conflicts.store(n_commits, Ordering::SeqCst);
    }

    /// Lets commits and probes fail, or work again.
    pub(crate) fn is_down(&self, is_down: bool) {
        self.orders.is_down.store(is_down, Ordering::SeqCst);
    }

    /// Lets the next lists be unreadable.
    pub(crate) fn fails_lists(&self, n_lists: u32) {
        self.orders.n_failing_lists.store(n_lists, Ordering::SeqCst);
    }

    /// How many commits were asked for.
    pub(crate) fn n_commits(&self) -> u32 {
        self.orders.n_commits.load(Ordering::SeqCst)
    }

    pub(crate) fn n_probes(&self) -> u32 {
        self.orders.n_probes.load(Ordering::SeqCst)
    }

    /// Lets something happen between the next decision and its commit.
    pub(crate) fn before_next_commit(&self, meanwhile: impl Future<Output = ()> + Send + 'static) {
        *self.orders.meanwhile.lock().unwrap() = Some(Box::pin(meanwhile));
    }

    /// Lets something happen between the next commit and what its caller does then.
    pub(crate) fn after_next_commit(&self, afterwards: impl Future<Output = ()> + Send + 'static) {
        *self.orders.afterwards.lock().unwrap() = Some(Box::pin(afterwards));
    }

    /// Polls the next commit once and never again; says when that has happened.
    pub(crate) fn leave_next_commit_unanswered(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        *self.orders.unanswered.lock().unwrap() = Some(sender);
        receiver
    }

    fn outage(&self) -> Result<(), StoreError> {
        if self.orders.is_down.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk is full".into()));
        }
        Ok(())
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Watched {
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
        let less = |left: u32| left.checked_sub(1);
        let left = &self.orders.n_failing_lists;
        if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return Err(StoreError::Unavailable("the disk is gone".into()));
        }
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
        self.orders.n_commits.fetch_add(1, Ordering::SeqCst);
        let meanwhile = self.orders.meanwhile.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile.await;
        }
        self.outage()?;
        let less = |left: u32| left.checked_sub(1);
        if self.orders.n_conflicts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return Err(StoreError::Conflict);
        }
        let unanswered = self.orders.unanswered.lock().unwrap().take();
        let mut commit = self.store.commit(batch);
        if let Some(polled) = unanswered {
            let once = std::future::poll_fn(|context| {
                drop(commit.as_mut().poll(context));
                std::task::Poll::Ready(())
            });
            once.await;
            polled.send(()).unwrap();
            std::future::pending::<()>().await;
        }
        let outcome = commit.await;
        let afterwards = self.orders.afterwards.lock().unwrap().take();
        if let Some(afterwards) = afterwards {
            afterwards.await;
        }
        outcome
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        self.store.claim(wanted).await
    }

    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
        self.store.purge(what, limit).await
    }

    fn on_commit(&self, hook: CommitHook) {
        self.store.on_commit(hook);
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.orders.n_probes.fetch_add(1, Ordering::SeqCst);
        self.outage()?;
        self.store.probe().await
    }
}
