use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::Desk;
use crate::{BoxError, Error, Position, StoreError, Timestamp};

/// A failed store is asked again no more often than this.
const PROBE_EVERY: Duration = Duration::from_secs(10);

/// What is known of the last commit.
#[derive(Debug, Default)]
pub(super) struct Health {
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    committed: Option<bool>,
    probed_at: Option<Timestamp>,
}

/// Why a desk should get no requests now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotReady {
    /// The host does not poll [`Desk::run`].
    #[error("the worker does not run: poll Desk::run")]
    Worker,
    /// Nothing can be written.
    #[error("the store takes no commits")]
    Store(#[source] BoxError),
}

impl Health {
    /// Remembers how a commit went. A conflict shows that the store works.
    pub(super) fn note(&self, committed: &Result<Position, StoreError>) {
        let works = matches!(committed, Ok(_) | Err(StoreError::Conflict));
        self.lock().committed = Some(works);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Whether requests will be served: the worker runs, and the last commit, or else a probe, succeeded.
    ///
    /// # Errors
    /// [`NotReady`] says what is missing.
    pub async fn ready(&self) -> Result<(), NotReady> {
        if !self.inner.live.is_running() {
            return Err(NotReady::Worker);
        }
        let now = self.inner.clock.now();
        {
            let mut last = self.inner.health.lock();
            let probed_lately = last.probed_at.is_some_and(|at| now.since(at) < PROBE_EVERY);
            match last.committed {
                Some(true) => return Ok(()),
                Some(false) if probed_lately => {
                    return Err(NotReady::Store("the last commit failed".into()));
                }
                Some(false) | None => last.probed_at = Some(now),
            }
        }
        let probed = self.store().probe().await;
        self.inner.health.lock().committed = Some(probed.is_ok());
        probed.map_err(|error| NotReady::Store(error.into()))
    }

    /// The epoch of the store's log, asked for once.
    pub(super) async fn epoch(&self) -> Result<u64, Error> {
        self.inner.live.epoch(self.store()).await.map_err(Error::from)
    }
}
