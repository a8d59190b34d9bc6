//! Notifiers that are left alone for a while, in all processes.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use tokio::sync::Mutex;
use tracing::warn;

use super::{Desk, entries::changed_since};
use crate::{Entry, EntryContent, EntryKind, PageKey, StoreError, Timestamp};

/// Other processes pause too.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Until when notifiers are left alone, in memory: the worker asks before each claim.
#[derive(Default)]
pub(super) struct Pauses {
    known: RwLock<BTreeMap<String, Timestamp>>,
    /// Up to where the store's list was read.
    read: Mutex<Option<PageKey>>,
}

impl Pauses {
    pub(super) fn remember(&self, notifier: &str, until: Timestamp) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(notifier.to_owned(), until);
    }

    /// Those that are left alone now, and until when.
    pub(super) fn at(&self, now: Timestamp) -> Vec<(String, Timestamp)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let lasting = known.iter().filter(|(_, until)| **until > now);
        lasting.map(|(notifier, until)| (notifier.clone(), *until)).collect()
    }
}

impl Desk {
    /// Follows what other processes pause.
    pub(super) async fn follow_pauses(&self) {
        if self.inner.notifiers.is_empty() {
            return std::future::pending().await;
        }
        let clock = &self.inner.clock;
        loop {
            clock.sleep_until(clock.now().plus(LOOK_EVERY)).await;
            if let Err(error) = self.look_for_pauses().await {
                let error = &error as &(dyn std::error::Error + 'static);
                warn!(error, "it cannot be read which notifiers pause; it is tried again");
            }
        }
    }

    pub(super) async fn look_for_pauses(&self) -> Result<(), StoreError> {
        let pauses = &self.inner.pauses;
        let mut read = pauses.read.lock().await;
        for entry in changed_since(&mut read, EntryKind::Paused, self.store()).await? {
            if let Some((notifier, until)) = pause_of(&entry) {
                pauses.remember(notifier, until);
            }
        }
        Ok(())
    }
}

fn pause_of(entry: &Entry) -> Option<(&str, Timestamp)> {
    match &entry.content {
        EntryContent::Paused { notifier, until, .. } => Some((notifier, *until)),
        _ => None,
    }
}
