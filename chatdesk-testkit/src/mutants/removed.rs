//! Faults in what goes: deletions, purges, and what is forgotten when a store is closed.

use std::sync::Mutex;

use chatdesk_core::{Batch, Keep, Position, RecordId};

use super::broken::Fault;
use crate::memory::state::State;

fn deletes(batch: &Batch, record: RecordId) -> bool {
    batch.delete.iter().any(|expect| expect.record == record)
}

/// The keys of a deleted record stay.
pub(super) struct KeysLeftBehind;

impl Fault for KeysLeftBehind {
    fn written(&self, was: &State, now: &mut State, batch: &Batch) {
        let left = was.keys.iter().filter(|(_, key)| deletes(batch, key.owner));
        for (key, row) in left {
            now.keys.entry(key.clone()).or_insert_with(|| row.clone());
        }
    }
}

/// The entries of a deleted record stay.
pub(super) struct EntriesLeftBehind;

impl Fault for EntriesLeftBehind {
    fn written(&self, was: &State, now: &mut State, batch: &Batch) {
        let left = was.entries.iter().filter(|(_, row)| deletes(batch, row.entry.subject));
        for (id, row) in left {
            now.entries.entry(*id).or_insert_with(|| row.clone());
        }
    }
}

/// All entries of a deleted record go, one that was just put included.
pub(super) struct TombstoneGone;

impl Fault for TombstoneGone {
    fn written(&self, _was: &State, now: &mut State, batch: &Batch) {
        now.entries.retain(|_, row| !deletes(batch, row.entry.subject));
    }
}

/// The jobs about a deleted contact stay.
pub(super) struct JobsLeftBehind;

impl Fault for JobsLeftBehind {
    fn written(&self, was: &State, now: &mut State, batch: &Batch) {
        let about = |contact| deletes(batch, RecordId::Contact(contact));
        let left = was.jobs.iter().filter(|(_, row)| row.job.contact.is_some_and(about));
        now.jobs.extend(left.map(|(key, row)| (key.clone(), row.clone())));
    }
}

/// Nobody is told that a session is gone.
pub(super) struct DeletionUntold;

impl Fault for DeletionUntold {
    fn written(&self, _was: &State, now: &mut State, _batch: &Batch) {
        now.contacts.values_mut().for_each(|row| row.trimmed = Position::ZERO);
    }
}

/// The floor stays where it was.
pub(super) struct FloorNotMoved;

impl Fault for FloorNotMoved {
    fn purged(&self, was: &State, now: &mut State) {
        now.log.floor = was.log.floor;
    }
}

/// The next position is one after the last row, as a rowid is.
pub(super) struct PositionsFromRows;

fn last_row(state: &State) -> Position {
    state.log.events.keys().next_back().copied().unwrap_or_default()
}

impl Fault for PositionsFromRows {
    fn purged(&self, _was: &State, now: &mut State) {
        now.log.head = last_row(now);
    }
}

/// A purge takes the audit trail along.
pub(super) struct AuditTrailGone;

impl Fault for AuditTrailGone {
    fn purged(&self, was: &State, now: &mut State) {
        if now.log.events.len() < was.log.events.len() {
            now.log.events.retain(|_, event| event.keep != Keep::Audit);
        }
    }
}

/// What was acknowledged last is not on disk when the store ends.
#[derive(Default)]
pub(super) struct LastCommitLost {
    on_disk: Mutex<Option<State>>,
}

impl Fault for LastCommitLost {
    fn written(&self, was: &State, _now: &mut State, _batch: &Batch) {
        *self.on_disk.lock().unwrap() = Some(was.clone());
    }

    fn reopened(&self, state: &mut State) {
        if let Some(on_disk) = self.on_disk.lock().unwrap().take() {
            *state = on_disk;
        }
    }
}

/// The counter of tokens begins anew.
pub(super) struct TokensAnew;

impl Fault for TokensAnew {
    fn reopened(&self, state: &mut State) {
        state.n_leases = 0;
    }
}

/// The epoch is drawn whenever the store is opened.
pub(super) struct EpochAnew;

impl Fault for EpochAnew {
    fn reopened(&self, state: &mut State) {
        state.log.epoch = State::new().log.epoch;
    }
}

/// A store that is opened finds its head in the rows that are left.
pub(super) struct HeadFromRows;

impl Fault for HeadFromRows {
    fn reopened(&self, state: &mut State) {
        state.log.head = last_row(state);
    }
}
