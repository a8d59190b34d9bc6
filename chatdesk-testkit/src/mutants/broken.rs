//! A store with one fault, around one that has none.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, CommitHook, ContactId, List, Loaded, Log, Page, Position,
    Purge, Purged, Scope, Search, SessionId, Store, StoreError, Thread, UniqueKey, Wanted, Window,
};
use tokio::task;

use crate::memory::{self, MemoryStore, state::State};

/// What one broken store does otherwise; everything else is done as it should be.
#[async_trait]
pub(super) trait Fault: Send + Sync + 'static {
    /// Whether `written` and `purged` look at what was before; copying it is most of what a run takes.
    fn looks_back(&self) -> bool {
        true
    }

    /// Changes a batch before it is checked.
    fn twist(&self, _state: &State, _batch: &mut Batch) {}

    /// Changes what a batch wrote, in its transaction.
    fn written(&self, _was: &State, _now: &mut State, _batch: &Batch) {}

    /// Changes what a batch that is refused leaves behind.
    fn refused(&self, _now: &mut State, _batch: &Batch) {}

    /// Changes what a purge leaves behind.
    fn purged(&self, _was: &State, _now: &mut State) {}

    /// Changes what a call asks for.
    fn asked(&self, _question: Question<'_>) {}

    /// Changes what a call answers.
    fn answered(&self, _state: &State, _answer: Answer<'_>) {}

    /// Changes what a store begins with.
    fn made(&self, _state: &mut State) {}

    /// Changes what a store finds when it is opened again.
    fn reopened(&self, _state: &mut State) {}

    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Result<Position, StoreError> {
        let position = transact(self, sound, batch)?;
        sound.tell(position);
        Ok(position)
    }

    async fn changed(
        &self,
        sound: &MemoryStore,
        (contact, after, limit): (ContactId, Position, u16),
    ) -> Result<At<Changed>, StoreError> {
        sound.changed(contact, after, limit).await
    }

    async fn list(&self, sound: &MemoryStore, list: &List) -> Result<At<Page>, StoreError> {
        sound.list(list).await
    }

    async fn count(&self, sound: &MemoryStore, list: &List, cap: u32) -> Result<u32, StoreError> {
        sound.count(list, cap).await
    }

    async fn search(&self, sound: &MemoryStore, search: &Search) -> Result<Page, StoreError> {
        sound.search(search).await
    }

    async fn count_found(
        &self,
        sound: &MemoryStore,
        search: &Search,
        cap: u32,
    ) -> Result<u32, StoreError> {
        sound.count_found(search, cap).await
    }

    async fn log(
        &self,
        sound: &MemoryStore,
        after: Position,
        limit: u16,
    ) -> Result<Log, StoreError> {
        sound.log(after, limit).await
    }

    async fn thread(
        &self,
        sound: &MemoryStore,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        sound.thread(session, window).await
    }

    async fn probe(&self, sound: &MemoryStore) -> Result<(), StoreError> {
        sound.probe().await
    }

    fn on_commit(&self, sound: &MemoryStore, hook: CommitHook) {
        sound.on_commit(hook);
    }

    async fn claim(&self, sound: &MemoryStore, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        sound.claim(wanted).await
    }
}

/// What is asked for.
pub(super) enum Question<'a> {
    Changed(&'a mut Position),
    List(&'a mut List),
    Search(&'a mut Search),
    Log(&'a mut u16),
    Claim(&'a mut Wanted),
    Purge(&'a mut Purge, &'a mut u32),
}

/// What is answered.
pub(super) enum Answer<'a> {
    Loaded(&'a Scope, &'a mut Loaded),
    Thread(&'a Window, &'a mut At<Option<Thread>>),
    Changed(&'a mut Vec<chatdesk_core::Change>),
    Page(&'a List, &'a mut At<Page>),
    Found(&'a mut Page),
    Log(&'a mut Log),
    Claimed(&'a mut ClaimedJobs),
    Purged(&'a mut Purged),
}

/// Checks and writes a batch in one transaction, with what the fault makes of it.
pub(super) fn transact<F: Fault + ?Sized>(
    fault: &F,
    sound: &MemoryStore,
    mut batch: Batch,
) -> Result<Position, StoreError> {
    sound.write(|state| {
        fault.twist(state, &mut batch);
        let was = if fault.looks_back() { state.clone() } else { State::new() };
        let answer = memory::commit(state, batch.clone());
        match answer {
            Ok(_) => fault.written(&was, state, &batch),
            Err(_) => fault.refused(state, &batch),
        }
        answer
    })
}

/// The store of one case.
pub(super) struct Broken {
    pub(super) sound: Arc<MemoryStore>,
    pub(super) fault: Arc<dyn Fault>,
    pub(super) n_calls: AtomicU64,
}

/// More than any case needs; one that goes on beyond has failed.
const CALLS: u64 = 20_000;

impl Broken {
    fn answered(&self, answer: Answer<'_>) -> Result<(), StoreError> {
        self.sound.read(|state| self.fault.answered(state, answer))
    }

    /// Lets everybody else go on: between any two calls of one caller others may call.
    async fn turn<T>(&self, answer: T) -> T {
        let n_calls = self.n_calls.fetch_add(1, Ordering::Relaxed);
        assert!(n_calls < CALLS, "the case does not end");
        task::yield_now().await;
        answer
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken").finish_non_exhaustive()
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Broken {
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError> {
        let mut answer = self.sound.load(scope, keys).await?;
        self.answered(Answer::Loaded(scope, &mut answer))?;
        self.turn(Ok(answer)).await
    }

    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        let mut answer = self.fault.thread(&self.sound, session, window).await?;
        self.answered(Answer::Thread(window, &mut answer))?;
        self.turn(Ok(answer)).await
    }

    async fn changed(
        &self,
        contact: ContactId,
        mut after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError> {
        self.fault.asked(Question::Changed(&mut after));
        let mut answer = self.fault.changed(&self.sound, (contact, after, limit)).await?;
        self.answered(Answer::Changed(&mut answer.value.items))?;
        self.turn(Ok(answer)).await
    }

    async fn list(&self, list: &List) -> Result<At<Page>, StoreError> {
        let mut asked = list.clone();
        self.fault.asked(Question::List(&mut asked));
        let mut answer = self.fault.list(&self.sound, &asked).await?;
        self.answered(Answer::Page(&asked, &mut answer))?;
        self.turn(Ok(answer)).await
    }

    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError> {
        let mut asked = list.clone();
        self.fault.asked(Question::List(&mut asked));
        self.turn(self.fault.count(&self.sound, &asked, cap).await).await
    }

    async fn search(&self, search: &Search) -> Result<Page, StoreError> {
        let mut asked = search.clone();
        self.fault.asked(Question::Search(&mut asked));
        let mut answer = self.fault.search(&self.sound, &asked).await?;
        self.answered(Answer::Found(&mut answer))?;
        self.turn(Ok(answer)).await
    }

    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError> {
        let mut asked = search.clone();
        self.fault.asked(Question::Search(&mut asked));
        self.turn(self.fault.count_found(&self.sound, &asked, cap).await).await
    }

    async fn log(&self, after: Position, mut limit: u16) -> Result<Log, StoreError> {
        self.fault.asked(Question::Log(&mut limit));
        let mut answer = self.fault.log(&self.sound, after, limit).await?;
        self.answered(Answer::Log(&mut answer))?;
        self.turn(Ok(answer)).await
    }

    async fn commit(&self, batch: Batch) -> Result<Position, StoreError> {
        self.turn(self.fault.commit(&self.sound, batch).await).await
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        let mut asked = wanted.clone();
        self.fault.asked(Question::Claim(&mut asked));
        let mut answer = self.fault.claim(&self.sound, &asked).await?;
        self.answered(Answer::Claimed(&mut answer))?;
        self.turn(Ok(answer)).await
    }

    async fn purge(&self, what: &Purge, mut limit: u32) -> Result<Purged, StoreError> {
        let mut what = what.clone();
        self.fault.asked(Question::Purge(&mut what, &mut limit));
        let looks_back = self.fault.looks_back();
        let copied = |state: &State| if looks_back { state.clone() } else { State::new() };
        let was = self.sound.read(copied)?;
        let mut answer = self.sound.purge(&what, limit).await?;
        self.sound.write(|now| {
            self.fault.purged(&was, now);
            Ok(())
        })?;
        self.answered(Answer::Purged(&mut answer))?;
        self.turn(Ok(answer)).await
    }

    fn on_commit(&self, hook: CommitHook) {
        self.fault.on_commit(&self.sound, hook);
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.turn(self.fault.probe(&self.sound).await).await
    }
}
