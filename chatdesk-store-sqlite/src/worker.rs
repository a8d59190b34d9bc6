//! Threads that a store owns, and that end with it.

use std::{
    convert::Infallible,
    io,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread::{self, ThreadId},
    time::Duration,
};

/// How long a store that is dropped waits for its threads.
const PATIENCE: Duration = Duration::from_secs(10);

/// A thread, and how to learn that it has ended.
#[derive(Debug)]
pub(crate) struct Worker {
    thread: ThreadId,
    ended: Mutex<mpsc::Receiver<Infallible>>,
}

impl Worker {
    pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (alive, ended) = mpsc::channel();
        let handle = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _alive = alive;
            work();
        })?;
        Ok(Self { thread: handle.thread().id(), ended: Mutex::new(ended) })
    }

    /// Waits until the thread has ended, but not for ever: a disk that hangs must not hang the host.
    pub(crate) fn join(&self) {
        // A hook may be the last to hold the store; its thread cannot wait for itself.
        if thread::current().id() == self.thread {
            return;
        }
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::error!("a thread of the store did not end in time and was left to itself");
        }
    }
}
