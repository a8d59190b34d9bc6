//! The log as it grows, and those who listen to it.
//!
//! The log is read once per process into a [`Ring`]; a listener has a position in it and is woken when
//! something concerns them. Nothing is queued per listener: one that falls out of the ring resumes from the store, as
//! after a disconnect.

mod attend;
mod cursor;
mod hints;
mod listener;
mod pages;
mod resume;
mod ring;
mod wakers;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::sync::{Notify, OnceCell};

pub(crate) use self::hints::TypingTo;
pub use self::{
    attend::{Attending, Visibility},
    cursor::{CursorReader, ParseStreamCursorError, StreamCursor},
    hints::Typing,
    listener::{Attendance, Listener, ResetReason, Signal},
    pages::{PageShown, ShownPage},
};
use self::{
    hints::Hints,
    ring::{Ring, RingEvent},
    wakers::{Waker, Wakers},
};
use crate::{Address, ContactId, Position, Store, StoreError};

/// How many events are read from the log at once.
const READ_AT_ONCE: u16 = 1_000;
/// How many of those who were erased are told by name; of others the desk learns by loading anew.
const ERASED_KEPT: usize = 64;

/// What all listeners of a desk share.
#[derive(Debug, Default)]
pub(crate) struct Live {
    ring: Mutex<Ring>,
    wakers: Mutex<Wakers>,
    epoch: OnceCell<u64>,
    committed: Notify,
    /// The same for those who follow the log beside the tail.
    any_commit: Notify,
    /// The last position that the store told of.
    reached: AtomicU64,
    sweep: Notify,
    erased: Mutex<VecDeque<(ContactId, Address)>>,
    n_running: AtomicUsize,
    /// How often the worker was started.
    n_started: AtomicUsize,
    hints: Mutex<Hints>,
    attended: Notify,
    left: Notify,
}

impl Live {
    /// What the store calls after every commit.
    pub(crate) fn committed(&self, position: Position) {
        self.reached.fetch_max(position.get(), Ordering::AcqRel);
        self.committed.notify_one();
        self.any_commit.notify_waiters();
    }

    /// Completes when something was added to the log after this position, for any number of those who wait. A commit that
    /// adds nothing to it wakes nobody here.
    pub(crate) async fn grows_beyond(&self, position: Position) {
        loop {
            // Asked for before the position, so that a commit in between is not slept over.
            let committed = self.any_commit.notified();
            if self.reached.load(Ordering::Acquire) > position.get() {
                return;
            }
            committed.await;
        }
    }

    /// Completes at the first commit after this call, or at once when one was not yet noticed.
    pub(crate) fn next_commit(&self) -> impl Future<Output = ()> + Send {
        self.committed.notified()
    }

    /// Lets the worker sweep before its time.
    pub(crate) fn sweep_now(&self) {
        self.sweep.notify_one();
    }

    /// Completes when a sweep is wanted before its time.
    pub(crate) fn sweep_wanted(&self) -> impl Future<Output = ()> + Send {
        self.sweep.notified()
    }

    /// Keeps how somebody was called who is about to be erased, for those who listen in this process.
    pub(crate) fn remember_erased(&self, contact: ContactId, address: &Address) {
        let mut erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        if erased.len() == ERASED_KEPT {
            erased.pop_front();
        }
        erased.push_back((contact, address.clone()));
    }

    /// How somebody was called who was erased lately by this process.
    fn erased_address(&self, contact: ContactId) -> Option<Address> {
        let erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        erased.iter().find(|(id, _)| *id == contact).map(|(_, address)| address.clone())
    }

    /// Marks the worker as running until the guard is dropped; then every listener is told to end.
    pub(crate) fn start(self: &Arc<Self>) -> Running {
        self.n_running.fetch_add(1, Ordering::AcqRel);
        self.n_started.fetch_add(1, Ordering::AcqRel);
        Running(Arc::clone(self))
    }

    pub(crate) fn is_running(&self) -> bool {
        self.n_running.load(Ordering::Acquire) > 0
    }

    /// Whether the worker has run and runs no longer. One that is still to come is waited for.
    pub(crate) fn is_stopped(&self) -> bool {
        self.n_started.load(Ordering::Acquire) > 0 && !self.is_running()
    }

    /// Completes once nobody listens any more.
    pub(crate) async fn nobody_listens(&self) {
        loop {
            // Asked for before the count, so that the last one's leaving is not slept over.
            let mut left = std::pin::pin!(self.left.notified());
            left.as_mut().enable();
            if self.n_listeners() == 0 {
                return;
            }
            left.await;
        }
    }

    /// The epoch of the log, asked of the store once.
    pub(crate) async fn epoch(&self, store: &dyn Store) -> Result<u64, StoreError> {
        let ask = async || store.log(Position::ZERO, 0).await.map(|log| log.epoch);
        self.epoch.get_or_try_init(ask).await.copied()
    }

    /// Reads what the log has beyond the ring, and wakes whom it concerns.
    pub(crate) async fn advance(&self, store: &dyn Store) -> Result<(), StoreError> {
        // Asked before anybody is looked for: whoever begins to listen after that begins behind it.
        let reached = Position::new(self.reached.load(Ordering::Acquire));
        if self.n_listeners() == 0 && self.ring().head().is_some_and(|head| reached > head) {
            self.ring().restart(reached);
            return Ok(());
        }
        loop {
            let Some(head) = self.ring().head() else {
                // The first look: everything before it is history, which listeners read from the store.
                let log = store.log(Position::ZERO, 0).await?;
                self.ring().begin(log.head);
                self.wakers().wake_all();
                continue;
            };
            let log = store.log(head, READ_AT_ONCE).await?;
            if log.floor > head {
                // What came next was swept before it was read here: whoever waits for it resumes from the store.
                self.ring().restart(log.head);
                self.wakers().wake_all();
                continue;
            }
            let n_events = log.events.len();
            let events: Vec<_> = log.events.into_iter().map(RingEvent::new).collect();
            self.ring().extend(&events);
            self.wakers().wake(&events);
            if n_events < usize::from(READ_AT_ONCE) {
                return Ok(());
            }
        }
    }

    pub(crate) fn n_listeners(&self) -> usize {
        self.wakers().len()
    }

    fn ring(&self) -> std::sync::MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hints(&self) -> std::sync::MutexGuard<'_, Hints> {
        self.hints.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wakers(&self) -> std::sync::MutexGuard<'_, Wakers> {
        self.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held while the worker runs.
#[derive(Debug)]
pub(crate) struct Running(Arc<Live>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.n_running.fetch_sub(1, Ordering::AcqRel);
        self.0.wakers().wake_all();
    }
}
