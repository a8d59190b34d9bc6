//! Threads that read, each with a connection of its own.

use std::{
    fmt, io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    time::Duration,
};

use chatdesk_core::{Position, StoreError};
use rusqlite::{Connection, Error, ErrorCode, Result};
use tokio::sync::oneshot;

use crate::{error::store_error, open::LOCK_WAIT, row::Cells, worker::Worker};

/// How many reads may wait.
const QUEUE: usize = 1_024;

type Read = Box<dyn FnOnce(&mut Connection) + Send>;

/// The way to the readers. Dropped, it waits for their end.
pub(crate) struct Readers {
    queue: Option<SyncSender<Read>>,
    threads: Vec<Worker>,
    /// The threads' connections, for reads that take no longer than to wake a thread.
    conns: Vec<Arc<Mutex<Connection>>>,
}

impl Readers {
    /// Starts one thread for each connection.
    pub(crate) fn start(conns: Vec<Arc<Mutex<Connection>>>) -> io::Result<Self> {
        let (queue, waiting) = mpsc::sync_channel(QUEUE);
        let waiting = Arc::new(Mutex::new(waiting));
        let threads = conns.iter().map(|conn| {
            let (conn, waiting) = (Arc::clone(conn), Arc::clone(&waiting));
            Worker::spawn("chatdesk-reader", move || run(&conn, &waiting))
        });
        Ok(Self { threads: threads.collect::<io::Result<_>>()?, queue: Some(queue), conns })
    }

    /// Runs a read of a few rows where it is asked for, as [`read`](Self::read) does it on a thread.
    ///
    /// To wake a thread and be woken by it costs more than such a read. Where no connection is free, or the file is
    /// locked, a thread waits for it.
    pub(crate) async fn glance<T: Send + 'static>(
        &self,
        read: impl Fn(&Connection, Position) -> Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        match self.free().map(|conn| glance(&conn, &read)) {
            Some(Err(error)) if is_locked(&error) => {}
            Some(outcome) => return outcome.map_err(store_error),
            None => {}
        }
        self.read(read).await
    }

    fn free(&self) -> Option<MutexGuard<'_, Connection>> {
        self.conns.iter().find_map(|conn| match conn.try_lock() {
            Ok(conn) => Some(conn),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        })
    }

    /// Runs `read` in one snapshot, whose log position it is told.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection, Position) -> Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(|conn| snapshot(conn, read).map_err(store_error)).await?
    }

    /// Lends a connection in no transaction, for what may take its time: the others go on.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let (caller, answer) = oneshot::channel();
        let work: Read = Box::new(move |conn| {
            // Nobody waits any more, and a read changes nothing.
            if caller.is_closed() {
                return;
            }
            drop(caller.send(act(conn)));
        });
        match self.queue.as_ref().map(|queue| queue.try_send(work)) {
            Some(Ok(())) => {}
            Some(Err(TrySendError::Full(_))) => {
                return Err(StoreError::Unavailable("the readers' queue is full".into()));
            }
            Some(Err(TrySendError::Disconnected(_))) | None => return Err(stopped()),
        }
        answer.await.map_err(|_| stopped())
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the readers have stopped".into())
}

/// Reads the log's head and, in the same snapshot, the rest: a statement that is not through holds it for all others of
/// its connection. That is two statements less than a transaction.
fn snapshot<T>(
    conn: &Connection,
    read: impl FnOnce(&Connection, Position) -> Result<T>,
) -> Result<T> {
    let mut statement = conn.prepare_cached("SELECT head FROM log_head WHERE one = 1")?;
    let mut rows = statement.query([])?;
    let row = rows.next()?.ok_or(Error::QueryReturnedNoRows)?;
    read(conn, Cells::of(row).position()?)
}

/// A snapshot that waits for no lock.
fn glance<T>(conn: &Connection, read: impl Fn(&Connection, Position) -> Result<T>) -> Result<T> {
    conn.busy_timeout(Duration::ZERO)?;
    let outcome = snapshot(conn, read);
    conn.busy_timeout(LOCK_WAIT)?;
    outcome
}

fn is_locked(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

fn run(conn: &Mutex<Connection>, waiting: &Mutex<Receiver<Read>>) {
    loop {
        // One reader waits in the channel, the others for the lock: whoever is free is next.
        let read = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(read) = read else { return };
        read(&mut conn.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        self.threads.iter().for_each(Worker::join);
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}
