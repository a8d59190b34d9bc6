//! The one thread that writes.

use std::{
    fmt, io,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, SyncSender, TryRecvError, TrySendError},
    },
};

use chatdesk_core::{CommitHook, Position, StoreError};
use rusqlite::{Connection, Result};
use tokio::sync::oneshot;

use crate::{
    group::{self, Asked, Conflict, Open, Work},
    search,
    worker::Worker,
};

/// How much work may wait.
const QUEUE: usize = 1_024;
/// How much goes into one transaction.
const GROUP: usize = 256;
/// After so many groups the search is fed although more work waits: twice a second where a commit takes 30 ms.
const GROUPS_PER_FEED: u32 = 16;
/// Or when so many events wait for it, so that large groups do not leave it behind: a step takes more than that.
const EVENTS_PER_FEED: u64 = 512;

/// The way to the writer's thread. Dropped, it lets the queue drain and waits for the thread's end.
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Work>>>,
    hooks: Arc<Hooks>,
    thread: Worker,
}

impl Writer {
    /// Starts the thread; `open` opens its connection there, and answers whether it could.
    pub(crate) fn start(
        open: impl FnOnce() -> Option<Arc<Mutex<Connection>>> + Send + 'static,
    ) -> io::Result<Self> {
        let (queue, waiting) = mpsc::sync_channel(QUEUE);
        let hooks = Arc::new(Hooks::default());
        let told = Arc::clone(&hooks);
        let thread = Worker::spawn("chatdesk-writer", move || {
            if let Some(conn) = open() {
                run(&conn, &waiting, &told);
            }
        })?;
        Ok(Self { queue: Some(queue), hooks, thread })
    }

    /// Queues work at once, and waits for its verdict. Whoever stops waiting changes nothing.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        perform: impl FnMut(&mut Open<'_>) -> Result<Result<T, Conflict>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (caller, verdict) = oneshot::channel();
        let work: Box<dyn Work> = Box::new(Asked::new(perform, caller));
        let queued = self.queue.as_ref().map(|queue| queue.try_send(work));
        match queued {
            Some(Ok(())) => {}
            Some(Err(TrySendError::Full(_))) => {
                return Err(StoreError::Unavailable("the writer's queue is full".into()));
            }
            Some(Err(TrySendError::Disconnected(_))) | None => return Err(stopped()),
        }
        verdict.await.unwrap_or_else(|_| Err(stopped()))
    }

    pub(crate) fn on_commit(&self, hook: CommitHook) {
        self.hooks.add(hook);
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

/// What is called after every commit.
#[derive(Default)]
struct Hooks(Mutex<Vec<CommitHook>>);

impl Hooks {
    fn add(&self, hook: CommitHook) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(hook);
    }

    fn call(&self, position: Position) {
        // A copy, so that a hook may add hooks.
        let hooks = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for hook in hooks {
            // The host's code; its panic must not stop all writing.
            if panic::catch_unwind(AssertUnwindSafe(|| hook(position))).is_err() {
                tracing::error!("a hook panicked after a commit");
            }
        }
    }
}

/// Works until nobody can queue any more and all that was queued is done.
fn run(conn: &Mutex<Connection>, waiting: &Receiver<Box<dyn Work>>, hooks: &Hooks) {
    let mut feeder = Feeder::default();
    while let Some(first) = next(conn, waiting, &mut feeder) {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        let batches = group.len();
        let conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reached = None;
        group::settle(&conn, group, &mut |position| {
            reached = Some(position);
            hooks.call(position);
        });
        tracing::trace!(batches, "a group was committed");
        feeder.after_group(&conn, reached);
    }
}

/// The next work; while there is none, the search is brought up to date.
fn next(
    conn: &Mutex<Connection>,
    waiting: &Receiver<Box<dyn Work>>,
    feeder: &mut Feeder,
) -> Option<Box<dyn Work>> {
    while feeder.is_behind {
        match waiting.try_recv() {
            Ok(work) => return Some(work),
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
