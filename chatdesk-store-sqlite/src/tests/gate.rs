//! Holding the writer, so that a test decides what is in one group.

use std::{
    fmt::Debug,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    task::{Context, Poll, Waker},
};

use chatdesk_core::{Batch, Position, Store, StoreError};
use rusqlite::Connection;

use crate::{SqliteStore, group::Open};

/// Work that is on its way.
type Pending<'s, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 's>>;

/// The writer waits in the middle of a group until this is dropped.
pub(super) struct Gate {
    _open: mpsc::Sender<()>,
}

impl Gate {
    /// Stops the writer; answers once it stands.
    pub(super) async fn shut(store: &Arc<SqliteStore>) -> Self {
        let (open, opened) = mpsc::channel();
        let (standing, stands) = tokio::sync::oneshot::channel();
        let mut standing = Some(standing);
        let held = Arc::clone(store);
        tokio::spawn(async move {
            let wait = move |_: &mut Open<'_>| {
                standing.take().map_or(Ok(()), |standing| standing.send(())).unwrap();
                // It ends with the gate, which sends nothing.
                assert_eq!(opened.recv(), Err(mpsc::RecvError));
                Ok(Ok(()))
            };
            held.writer.ask(wait).await.unwrap();
        });
        stands.await.unwrap();
        Self { _open: open }
    }
}

/// Queues a batch without waiting for it.
pub(super) fn queue(store: &SqliteStore, batch: Batch) -> Pending<'_, Position> {
    started(store.commit(batch))
}

/// Polls work once: it is queued then.
pub(super) fn started<'s, T: Debug>(
    work: impl Future<Output = Result<T, StoreError>> + Send + 's,
) -> Pending<'s, T> {
    let mut work: Pending<'s, T> = Box::pin(work);
    let polled = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Pending), "{polled:?}");
    work
}

/// Does something on the writer's connection, in a transaction of its own.
pub(super) async fn on_writer<T: Send + 'static>(
    store: &SqliteStore,
    act: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> T {
    store.writer.ask(move |open| act(open.conn()).map(Ok)).await.unwrap()
}

/// Counts the calls of a hook: one for each COMMIT that holds a batch.
pub(super) fn count_commits(store: &SqliteStore) -> Arc<AtomicU64> {
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    store.on_commit(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    calls
}

/// Keeps the positions that a hook is told.
pub(super) fn positions_told(store: &SqliteStore) -> Arc<Mutex<Vec<Position>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    store.on_commit(Arc::new(move |position| heard.lock().unwrap().push(position)));
    told
}
