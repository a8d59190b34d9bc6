//! A store that keeps everything in memory.

pub(crate) mod apply;
mod changed;
pub(crate) mod check;
pub(crate) mod jobs;
pub(crate) mod list;
mod panel;
mod purge;
mod read;
pub(crate) mod state;
pub(crate) mod tickets;
pub(crate) mod words;

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError, RwLock},
};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, CommitHook, ContactId, List, Loaded, Log, Page, Position,
    Purge, Purged, Scope, Search, SessionId, Store, StoreError, Thread, UniqueKey, Wanted, Window,
};

use self::state::State;

/// A store without a database: what is in it ends with it.
///
/// For tests that need no file, and as the shortest text of what a store does: one plain state behind a lock. A batch is
/// checked and written while nobody else looks, so it is atomic; a read holds the lock as well, so it is one snapshot.
/// Everything happens at the first poll of a call, so nothing depends on who polls it again.
///
/// It keeps the whole contract of [`Store`], but for the one word that memory cannot keep: a power cut takes all of it.
/// Its hooks may read; one that commits waits for itself for ever.
pub struct MemoryStore {
    state: RwLock<State>,
    /// Held by a batch until its hooks were told, so that they hear of positions in their order.
    turn: Mutex<()>,
    hooks: Mutex<Vec<CommitHook>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::holding(State::new())
    }

    pub(crate) fn holding(state: State) -> Self {
        Self { state: RwLock::new(state), turn: Mutex::default(), hooks: Mutex::default() }
    }

    /// Looks at the state while nobody writes.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> Result<T, StoreError> {
        match self.state.read() {
            Ok(state) => Ok(look(&state)),
            Err(_) => Err(half_written()),
        }
    }

    /// Changes the state while nobody looks.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.state.write() {
            Ok(mut state) => change(&mut state),
            Err(_) => Err(half_written()),
        }
    }

    /// Calls every hook; one that panics stops nobody.
    pub(crate) fn tell(&self, position: Position) {
        let hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for hook in hooks {
            // The panic was reported when it happened; there is nobody here to hand it to.
            drop(catch_unwind(AssertUnwindSafe(|| hook(position))));
        }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows nothing of what it holds.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}

/// Somebody panicked while they wrote, and what they left may be half a batch.
fn half_written() -> StoreError {
    StoreError::Backend("an earlier commit panicked; this store cannot be trusted any more".into())
}

/// Checks a batch and writes it.
pub(crate) fn commit(state: &mut State, batch: Batch) -> Result<Position, StoreError> {
    if !check::fits(state, &batch) {
        return Err(StoreError::Conflict);
    }
    if !check::is_whole(state, &batch) {
        return Err(StoreError::Backend("a session names a contact that is not there".into()));
    }
    Ok(apply::write(state, batch))
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for MemoryStore {
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError> {
        self.read(|state| read::load(state, scope, keys))
    }

    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        self.read(|state| read::thread(state, session, window))
    }

    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError> {
        self.read(|state| changed::changed(state, contact, after, limit))
    }

    async fn list(&self, list: &List) -> Result<At<Page>, StoreError> {
        self.read(|state| list::list(state, list))
    }

    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError> {
        self.read(|state| list::count(state, list, cap))
    }

    async fn search(&self, search: &Search) -> Result<Page, StoreError> {
        self.read(|state| words::search(state, search))
    }

    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError> {
        self.read(|state| words::count(state, search, cap))
    }

    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError> {
        self.read(|state| read::log(state, after, limit))
    }

    async fn commit(&self, batch: Batch) -> Result<Position, StoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let position = self.write(|state| commit(state, batch))?;
        self.tell(position);
        Ok(position)
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        self.write(|state| Ok(jobs::claim(state, wanted)))
    }

    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
        self.write(|state| purge::purge(state, what, limit))
    }

    fn on_commit(&self, hook: CommitHook) {
        self.hooks.lock().unwrap_or_else(PoisonError::into_inner).push(hook);
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.write(|_| Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use chatdesk_core::{Batch, Scope, Store, StoreError};

    use super::MemoryStore;
    use crate::given;

    #[tokio::test]
    async fn a_store_that_was_left_half_written_is_not_trusted_any_more() {
        let store = MemoryStore::new();
        let halfway = || store.write::<()>(|_| panic!("in the middle, made for this test"));
        assert!(catch_unwind(AssertUnwindSafe(halfway)).is_err());

        let read = store.load(&Scope::Desk, &[]).await;
        assert!(matches!(read, Err(StoreError::Backend(_))), "{read:?}");
        let written = store.commit(Batch::at(given::NOW)).await;
        assert!(matches!(written, Err(StoreError::Backend(_))), "{written:?}");
    }
}
