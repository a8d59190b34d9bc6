//! The port, answered by threads.

use std::{
    path::{Path, PathBuf},
    sync::PoisonError,
};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, ClaimedJobs, CommitHook, ContactId, List, Loaded, Log, Page, Position,
    Purge, Purged, Scope, Search, SessionId, Store, StoreError, Thread, UniqueKey, Wanted, Window,
};
use tokio::sync::oneshot;

use crate::{
    BackupError, OpenError, RestoreError, apply, backup,
    group::Open,
    jobs,
    open::{self, Connections},
    purge, read,
    readers::Readers,
    restore,
    writer::{Stats, Writer},
};

/// A store in one SQLite file.
///
/// It owns one thread that writes and a few that read. Dropped, it finishes what is queued, stops them and closes the
/// file, and waits for that up to ten seconds.
#[derive(Debug)]
pub struct SqliteStore {
    // In this order: the writer's connection is closed last, and moves the write-ahead log into the file.
    readers: Readers,
    pub(crate) writer: Writer,
}

impl SqliteStore {
    /// Opens the store in this file, which is made, for this user alone, where it is missing; its folder is not.
    ///
    /// # Errors
    /// Each variant of [`OpenError`] says what is wrong with the file and what to do. Nothing was changed then.
    pub async fn open(path: impl AsRef<Path> + Send) -> Result<Self, OpenError> {
        let path = path.as_ref().to_owned();
        let opened = path.clone();
        Self::start(path, move || open::file(&opened)).await
    }

    /// As [`open`](Self::open), but what it acknowledges does not survive a power cut.
    ///
    /// For tests that must notice a store which does not sync, and for those that fill many files.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[doc(hidden)]
    pub async fn open_unsynced(path: impl AsRef<Path> + Send) -> Result<Self, OpenError> {
        let path = path.as_ref().to_owned();
        let opened = path.clone();
        Self::start(path, move || {
            let conns = open::file(&opened)?;
            let writer = conns.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let told = writer.pragma_update(None, "synchronous", "OFF");
            drop(writer);
            told.map(|()| conns).map_err(|error| OpenError::of_sqlite(opened, error))
        })
        .await
    }

    /// A store without a file, empty, for tests and trials: what is in it ends with it.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub async fn in_memory() -> Result<Self, OpenError> {
        Self::start(":memory:".into(), open::memory).await
    }

    /// Writes a complete copy into a new file, while reading and writing go on: all that was committed before the call.
    ///
    /// What was deleted is not in it, in no form. The file has its name only once it is whole and on disk.
    ///
    /// # Errors
    /// Each variant of [`BackupError`] says what is wrong and what to do. No file is left then.
    pub async fn backup(&self, to: impl AsRef<Path> + Send) -> Result<(), BackupError> {
        let to = to.as_ref().to_owned();
        let path = to.clone();
        let copied = self.readers.ask(move |conn| backup::of(conn, &to)).await;
        copied.unwrap_or_else(|error| Err(BackupError::Failed { path, source: error.into() }))
    }

    /// The same for a file that another process may have open: it is not opened as a store, so not brought up to date.
    ///
    /// Blocks the thread until it is done.
    ///
    /// # Errors
    /// As [`backup`](Self::backup); and when `from` is no store.
    pub fn backup_file(from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), BackupError> {
        backup::file(from.as_ref(), to.as_ref())
    }

    /// Puts a backup in the place of the file `to`, after it was checked; answers under which name the file that was there
    /// is kept.
    ///
    /// `from` stays as it is, and may be of an earlier version. The restored store has an epoch of its own, so whoever
    /// resumes from a position begins anew. Blocks the thread until it is done.
    ///
    /// # Errors
    /// Each variant of [`RestoreError`] says what is wrong and what to do. Nothing was changed then: not while a process
    /// has `to` open, and not when `from` is damaged, something else, or of a later version.
    pub fn restore(
        from: impl AsRef<Path>,
        to: impl AsRef<Path>,
    ) -> Result<Option<PathBuf>, RestoreError> {
        restore::restore(from.as_ref(), to.as_ref())
    }

    /// What the writer has done since the store was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.writer.stats()
    }

    pub(crate) async fn start(
        path: PathBuf,
        open: impl FnOnce() -> Result<Connections, OpenError> + Send + 'static,
    ) -> Result<Self, OpenError> {
        let failed = |source| OpenError::Failed { path: path.clone(), source };
        let (opened, opening) = oneshot::channel();
        let writer = Writer::start(move || {
            let (writer, readers) = match open() {
                Ok(conns) => (Some(conns.writer), Ok(conns.readers)),
                Err(error) => (None, Err(error)),
            };
            // Nobody waits for it any more: it is closed again.
            opened.send(readers).ok().and(writer)
        })
        .map_err(|error| failed(error.into()))?;
        let readers = opening.await.map_err(|error| failed(error.into()))??;
        let readers = Readers::start(readers).map_err(|error| failed(error.into()))?;
        Ok(Self { readers, writer })
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for SqliteStore {
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError> {
        let (scope, keys) = (scope.clone(), keys.to_vec());
        self.readers.glance(move |conn, head| read::load(conn, head, &scope, &keys)).await
    }

    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        let window = window.clone();
        self.readers.glance(move |conn, head| read::thread(conn, head, session, &window)).await
    }

    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError> {
        self.readers
            .glance(move |conn, head| read::changed(conn, head, contact, after, limit))
            .await
    }

    async fn list(&self, list: &List) -> Result<At<Page>, StoreError> {
        let list = list.clone();
        self.readers.read(move |conn, head| read::list(conn, head, &list)).await
    }

    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError> {
        let list = list.clone();
        self.readers.read(move |conn, _| read::count(conn, &list, cap)).await
    }

    async fn search(&self, search: &Search) -> Result<Page, StoreError> {
        let search = search.clone();
        self.readers.read(move |conn, _| read::search::search(conn, &search)).await
    }

    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError> {
        let search = search.clone();
        self.readers.read(move |conn, _| read::search::count(conn, &search, cap)).await
    }

    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError> {
        self.readers.glance(move |conn, _| read::log(conn, after, limit)).await
    }

    async fn commit(&self, batch: Batch) -> Result<Position, StoreError> {
        self.writer.ask(move |open| apply::commit(open, &batch)).await
    }

    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        let wanted = wanted.clone();
        self.writer.ask(move |open| jobs::claim(open.conn(), &wanted).map(Ok)).await
    }

    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
        purge::purge(&self.writer, what, limit).await
    }

    fn on_commit(&self, hook: CommitHook) {
        self.writer.on_commit(hook);
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.writer.ask(|open: &mut Open<'_>| open.write_head().map(Ok)).await
    }
}
