//! How much of a delivery has left already, where it goes in several calls.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chatdesk_core::DeliveryId;

/// Of so many deliveries at most it is known; of older ones it is forgotten, and all is said again.
const KNOWN: usize = 1_024;

/// Which parts of which deliveries have left, in this process.
#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<VecDeque<(DeliveryId, usize)>>);

impl Progress {
    /// How many parts have left.
    pub(crate) fn of(&self, id: &DeliveryId) -> usize {
        self.known().iter().find(|(known, _)| known == id).map_or(0, |(_, n_parts)| *n_parts)
    }

    /// So many have; not all.
    pub(crate) fn note(&self, id: &DeliveryId, n_parts: usize) {
        let mut known = self.known();
        known.retain(|(other, _)| other != id);
        if known.len() == KNOWN {
            known.pop_front();
        }
        known.push_back((id.clone(), n_parts));
    }

    /// Nothing of it is to be sent any more.
    pub(crate) fn forget(&self, id: &DeliveryId) {
        self.known().retain(|(other, _)| other != id);
    }

    fn known(&self) -> MutexGuard<'_, VecDeque<(DeliveryId, usize)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
