//! One store for several desks, as one file is for several processes.

use std::sync::Arc;

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, CommitHook, ContactId, List, Loaded, Log, Page, Position,
    Purge, Purged, Scope, Search, SessionId, Store, StoreError, Thread, UniqueKey, Wanted, Window,
};
use chatdesk_store_sqlite::SqliteStore;

/// The real store behind a handle that can be cloned.
#[derive(Clone, Debug)]
pub(crate) struct Shared(pub(crate) Arc<SqliteStore>);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Shared {
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError> {
        self.0.load(scope, keys).await
    }

    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        self.0.thread(session, window).await
    }

    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError> {
        self.0.changed(contact, after, limit).await
    }

    async fn list(&self, list: &List) -> Result<At<Page>, StoreError> {
        self.0.list(list).await
    }

    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError> {
        self.0.count(list, cap).await
    }

    async fn search(&self, search: &Search) -> Result<Page, StoreError> {
        self.0.search(search).await
    }

    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError> {
        self.0.count_found(search, cap).await
    }

    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError> {
        self.0.log(after, limit).await
    }

    async fn commit(&self, batch: Batch) -> Result<Position, StoreError> {
        self.0.commit(batch).await
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        self.0.claim(wanted).await
    }

    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
        self.0.purge(what, limit).await
    }

    fn on_commit(&self, hook: CommitHook) {
        self.0.on_commit(hook);
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.0.probe().await
    }
}
