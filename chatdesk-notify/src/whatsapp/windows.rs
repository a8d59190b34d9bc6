//! Which numbers of the desk may be written to, as far as this process saw it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chatdesk_core::Timestamp;

use super::WINDOW;

/// When each of the numbers that alerts go to last wrote. No other number is kept.
#[derive(Default)]
pub(super) struct Windows(Mutex<BTreeMap<String, Option<Timestamp>>>);

impl Windows {
    /// Of these numbers, each `+` and digits.
    pub(super) fn of(numbers: impl Iterator<Item = String>) -> Self {
        Self(Mutex::new(numbers.map(|number| (number, None)).collect()))
    }

    /// Somebody wrote from a number.
    pub(super) fn note(&self, number: &str, at: Timestamp) {
        if let Some(wrote_at) = self.known().get_mut(number) {
            *wrote_at = (*wrote_at).max(Some(at));
        }
    }

    /// What was sent to a number came too late.
    pub(super) fn close(&self, number: &str) {
        if let Some(wrote_at) = self.known().get_mut(number) {
            *wrote_at = None;
        }
    }

    pub(super) fn is_open(&self, number: &str, at: Timestamp) -> bool {
        let wrote_at = self.known().get(number).copied().flatten();
        wrote_at.is_some_and(|wrote_at| at < wrote_at.plus(WINDOW))
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Option<Timestamp>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hides the numbers.
impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Windows(…)")
    }
}
