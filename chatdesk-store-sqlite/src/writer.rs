//! The one thread that writes.

use std::{
    fmt, io, iter,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TryRecvError, TrySendError},
    },
};

use chatdesk_core::{CommitHook, Position, StoreError};
use rusqlite::{Connection, Result};
use tokio::sync::oneshot;

use crate::{
    error::store_error,
    group::{self, Asked, Conflict, Open, Reached, Work},
    search,
    worker::Worker,
};

/// How much work may wait.
const QUEUE: usize = 1_024;
/// How much goes into one transaction.
const GROUP: usize = 256;
/// After so many groups the search is fed although more work waits: once a second where a commit takes 30 ms.
const GROUPS_PER_FEED: u32 = 32;
/// Or when so many events wait for it, so that large groups do not leave it behind: a step takes more than that.
const EVENTS_PER_FEED: u64 = 768;

/// What waits for the writer.
enum Task {
    /// Goes into a transaction with its neighbours.
    Grouped(Box<dyn Work>),
    /// What SQLite does only outside of a transaction.
    Alone(Alone),
}

type Alone = Box<dyn FnOnce(&Connection) + Send>;

/// What the writer has done since it was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Commits that held a batch: each is one wait for the disk.
    pub commits: u64,
    /// Batches in them.
    pub batches: u64,
}

/// The way to the writer's thread. Dropped, it lets the queue drain and waits for the thread's end.
pub(crate) struct Writer {
    queue: Option<SyncSender<Task>>,
    told: Arc<Told>,
    thread: Worker,
}

impl Writer {
    /// Starts the thread; `open` opens its connection there, and answers whether it could.
    pub(crate) fn start(
        open: impl FnOnce() -> Option<Arc<Mutex<Connection>>> + Send + 'static,
    ) -> io::Result<Self> {
        let (queue, waiting) = mpsc::sync_channel(QUEUE);
        let told = Arc::new(Told::default());
        let tell = Arc::clone(&told);
        let thread = Worker::spawn("chatdesk-writer", move || {
            if let Some(conn) = open() {
                run(&conn, &waiting, &tell);
            }
        })?;
        Ok(Self { queue: Some(queue), told, thread })
    }

    /// Queues work at once, and waits for its verdict. Whoever stops waiting changes nothing.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        perform: impl FnMut(&mut Open<'_>) -> Result<Result<T, Conflict>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (caller, verdict) = oneshot::channel();
        self.queue(Task::Grouped(Box::new(Asked::new(perform, caller))))?;
        verdict.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// The same for what is done outside of a transaction, between two groups.
    pub(crate) async fn ask_alone<T: Send + 'static>(
        &self,
        perform: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (caller, verdict) = oneshot::channel();
        self.queue(Task::Alone(Box::new(move |conn| {
            // A caller that is gone needs no answer.
            drop(caller.send(perform(conn).map_err(store_error)));
        })))?;
        verdict.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn queue(&self, task: Task) -> Result<(), StoreError> {
        match self.queue.as_ref().map(|queue| queue.try_send(task)) {
            Some(Ok(())) => Ok(()),
            Some(Err(TrySendError::Full(_))) => {
                Err(StoreError::Unavailable("the writer's queue is full".into()))
            }
            Some(Err(TrySendError::Disconnected(_))) | None => Err(stopped()),
        }
    }

    pub(crate) fn on_commit(&self, hook: CommitHook) {
        self.told.hooks.lock().unwrap_or_else(PoisonError::into_inner).push(hook);
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            commits: self.told.commits.load(Ordering::Relaxed),
            batches: self.told.batches.load(Ordering::Relaxed),
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the writer's thread has stopped".into())
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        self.thread.join();
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("thread", &self.thread).finish_non_exhaustive()
    }
}

/// What is called, and counted, after every commit.
#[derive(Default)]
struct Told {
    hooks: Mutex<Vec<CommitHook>>,
    commits: AtomicU64,
    batches: AtomicU64,
}

impl Told {
    fn tell(&self, reached: Reached) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.batches.fetch_add(reached.n_batches, Ordering::Relaxed);
        // A copy, so that a hook may add hooks.
        let hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for hook in hooks {
            // The host's code; its panic must not stop all writing.
            if panic::catch_unwind(AssertUnwindSafe(|| hook(reached.position))).is_err() {
                tracing::error!("a hook panicked after a commit");
            }
        }
    }
}

/// Works until nobody can queue any more and all that was queued is done.
fn run(conn: &Mutex<Connection>, waiting: &Receiver<Task>, told: &Told) {
    let mut feeder = Feeder::default();
    while let Some(first) = next(conn, waiting, &mut feeder) {
        let (group, alone) = gather(first, waiting);
        let batches = group.len();
        let conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reached = None;
        if batches > 0 {
            group::settle(&conn, group, &mut |end| {
                reached = Some(end.position);
                told.tell(end);
            });
            tracing::trace!(batches, "a group was committed");
        }
        alone.into_iter().for_each(|perform| perform(&conn));
        feeder.after_group(&conn, reached);
    }
}

/// What has queued, as much as goes into one transaction, and what is to be done after it.
fn gather(first: Task, waiting: &Receiver<Task>) -> (Vec<Box<dyn Work>>, Option<Alone>) {
    let mut group = Vec::new();
    for task in iter::once(first).chain(waiting.try_iter()) {
        match task {
            Task::Grouped(work) => group.push(work),
            Task::Alone(perform) => return (group, Some(perform)),
        }
        if group.len() == GROUP {
            break;
        }
    }
    (group, None)
}

/// The next work; while there is none, the search is brought up to date.
fn next(conn: &Mutex<Connection>, waiting: &Receiver<Task>, feeder: &mut Feeder) -> Option<Task> {
    while feeder.is_behind {
        match waiting.try_recv() {
            Ok(task) => return Some(task),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {
                feeder.feed(&conn.lock().unwrap_or_else(PoisonError::into_inner));
            }
        }
    }
    waiting.recv().ok()
}

/// Feeds the search from the log, beside the commits and not in them.
struct Feeder {
    is_behind: bool,
    is_failing: bool,
    /// Groups since the last step.
    groups: u32,
    /// Where the last step ended.
    fed: Position,
}

impl Default for Feeder {
    fn default() -> Self {
        // An earlier process may have ended before it had fed everything.
        Self { is_behind: true, is_failing: false, groups: 0, fed: Position::ZERO }
    }
}

impl Feeder {
    fn after_group(&mut self, conn: &Connection, reached: Option<Position>) {
        self.is_behind |= reached.is_some();
        self.groups += 1;
        let waiting = reached.map_or(0, |reached| reached.get().saturating_sub(self.fed.get()));
        let is_urgent = waiting >= EVENTS_PER_FEED && !self.is_failing;
        if self.is_behind && (is_urgent || self.groups >= GROUPS_PER_FEED) {
            self.feed(conn);
        }
    }

    fn feed(&mut self, conn: &Connection) {
        self.groups = 0;
        match search::feed(conn) {
            Ok(fed) => {
                tracing::trace!("the search was fed");
                self.is_behind = fed.is_behind;
                self.is_failing = false;
                self.fed = fed.position;
            }
            Err(error) => {
                // The next commit lets it be tried again; a full disk is told once.
                self.is_behind = false;
                if !self.is_failing {
                    tracing::error!(%error, "the search could not be fed");
                }
                self.is_failing = true;
            }
        }
    }
}
