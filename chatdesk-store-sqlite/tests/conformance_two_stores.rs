//! The contract of stores, asked of two that share a file: as of two processes, whichever a caller happens to ask.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, CommitHook, ContactId, List, Loaded, Log, Page, Position,
    Purge, Purged, Scope, Search, SessionId, Store, StoreError, Thread, UniqueKey, Wanted, Window,
};
use chatdesk_store_sqlite::{OpenError, SqliteStore};
use chatdesk_testkit::conformance;

fn main() -> std::process::ExitCode {
    conformance::run_persistent("two_stores", |folder| async move {
        TwoStores::open(&folder.join("chat.db")).await
    })
}

/// Two stores on one file. Each call goes to the one that was not asked last.
#[derive(Debug)]
struct TwoStores {
    stores: [SqliteStore; 2],
    calls: AtomicUsize,
}

impl TwoStores {
    async fn open(path: &Path) -> Result<Self, OpenError> {
        let stores = [SqliteStore::open(path).await?, SqliteStore::open(path).await?];
        Ok(Self { stores, calls: AtomicUsize::new(0) })
    }

    fn next(&self) -> &SqliteStore {
        &self.stores[self.calls.fetch_add(1, Ordering::Relaxed) % 2]
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for TwoStores {
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError> {
        self.next().load(scope, keys).await
    }

    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        self.next().thread(session, window).await
    }

    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError> {
        self.next().changed(contact, after, limit).await
    }

    async fn list(&self, list: &List) -> Result<At<Page>, StoreError> {
        self.next().list(list).await
    }

    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError> {
        self.next().count(list, cap).await
    }

    async fn search(&self, search: &Search) -> Result<Page, StoreError> {
        self.next().search(search).await
    }

    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError> {
        self.next().count_found(search, cap).await
    }

    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError> {
        self.next().log(after, limit).await
    }

    async fn commit(&self, batch: Batch) -> Result<Position, StoreError> {
        self.next().commit(batch).await
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        self.next().claim(wanted).await
    }

    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
        self.next().purge(what, limit).await
    }

    /// Each store tells of its own commits; of another process's a process learns by looking.
    fn on_commit(&self, hook: CommitHook) {
        for store in &self.stores {
            store.on_commit(std::sync::Arc::clone(&hook));
        }
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.next().probe().await
    }
}
