//! Faults in what is answered, and in who may do what with a job.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Change, Changed, ClaimedJobs, Contact, ContactId, JobChange, List, Page, Position,
    Search, Store, StoreError, Timestamp, Wanted,
};

use super::broken::Fault;
use crate::memory::{
    MemoryStore, jobs, list,
    state::{JobRow, State},
    words,
};

/// The inbox goes by time, and a page begins after an instant.
pub(super) struct PageByTime;

#[async_trait]
impl Fault for PageByTime {
    async fn list(&self, sound: &MemoryStore, list: &List) -> Result<At<Page>, StoreError> {
        let List::Inbox { after, limit, .. } = list else { return sound.list(list).await };
        let time = |at: Timestamp| u64::try_from(at.as_micros()).unwrap();
        sound.read(|state| {
            let mut rows = list::rows(state, list);
            for row in &mut rows {
                if let list::Of::Session(session) = row.of {
                    row.key.order = time(session.session.updated_at);
                }
            }
            rows.retain(|row| after.is_none_or(|after| row.key.order < after.order));
            rows.sort_by_key(|row| match row.of {
                list::Of::Session(session) => u64::MAX - session.made,
                list::Of::Contact(_) | list::Of::Entry(_) | list::Of::Job(_) => 0,
            });
            At { position: state.log.head, value: list::page(state, rows, None, Some(*limit)) }
        })
    }
}

/// A count goes on past its cap.
pub(super) struct CountPastCap;

#[async_trait]
impl Fault for CountPastCap {
    async fn count(&self, sound: &MemoryStore, list: &List, _cap: u32) -> Result<u32, StoreError> {
        sound.count(list, u32::MAX).await
    }
}

/// Of what is found, one page is counted.
pub(super) struct CountOfPage;

#[async_trait]
impl Fault for CountOfPage {
    async fn count_found(
        &self,
        sound: &MemoryStore,
        search: &Search,
        cap: u32,
    ) -> Result<u32, StoreError> {
        let page = sound.search(search).await?;
        Ok(u32::try_from(page.sessions.len()).unwrap().min(cap))
    }
}

/// At one position, messages come before their session.
pub(super) struct ChangesOutOfOrder;

#[async_trait]
impl Fault for ChangesOutOfOrder {
    async fn changed(
        &self,
        sound: &MemoryStore,
        (contact, after, limit): (ContactId, Position, u16),
    ) -> Result<At<Changed>, StoreError> {
        let mut changed = sound.changed(contact, after, limit).await?;
        let is_session = |change: &Change| matches!(change, Change::Session(_));
        changed.value.items.sort_by_key(|change| (change.position(), is_session(change)));
        Ok(changed)
    }
}

/// The words of a contact stay what they were when it was made.
#[derive(Default)]
pub(super) struct FormerWords {
    first: Mutex<BTreeMap<ContactId, Contact>>,
}

#[async_trait]
impl Fault for FormerWords {
    fn written(&self, was: &State, _now: &mut State, _batch: &Batch) {
        for row in was.contacts.values() {
            let mut first = self.first.lock().unwrap();
            first.entry(row.contact.id).or_insert_with(|| row.contact.clone());
        }
    }

    async fn search(&self, sound: &MemoryStore, search: &Search) -> Result<Page, StoreError> {
        let mut state = sound.read(State::clone)?;
        for (id, first) in &*self.first.lock().unwrap() {
            state.contacts.entry(*id).and_modify(|row| row.contact = first.clone());
        }
        Ok(words::search(&state, search))
    }
}

/// The search follows the log, and a deletion as late as all else.
#[derive(Default)]
pub(super) struct SearchBehindDelete {
    before: Mutex<Option<State>>,
}

#[async_trait]
impl Fault for SearchBehindDelete {
    fn written(&self, was: &State, _now: &mut State, batch: &Batch) {
        *self.before.lock().unwrap() = (!batch.delete.is_empty()).then(|| was.clone());
    }

    async fn search(&self, sound: &MemoryStore, search: &Search) -> Result<Page, StoreError> {
        match &*self.before.lock().unwrap() {
            Some(before) => Ok(words::search(before, search)),
            None => sound.read(|state| words::search(state, search)),
        }
    }
}

/// The counts of lists are kept beside them, and a deletion forgets to take off.
#[derive(Default)]
pub(super) struct CountKept {
    n_deleted: Mutex<u32>,
}

#[async_trait]
impl Fault for CountKept {
    fn written(&self, _was: &State, _now: &mut State, batch: &Batch) {
        *self.n_deleted.lock().unwrap() += u32::try_from(batch.delete.len()).unwrap();
    }

    async fn count(&self, sound: &MemoryStore, list: &List, cap: u32) -> Result<u32, StoreError> {
        let n_deleted = match list {
            List::Inbox { .. } | List::Contacts { .. } => *self.n_deleted.lock().unwrap(),
            _ => 0,
        };
        let counted = sound.count(list, cap).await?;
        Ok((counted + n_deleted).min(cap))
    }
}

/// Any token settles a job that somebody holds.
pub(super) struct OldTokenSettles;

impl Fault for OldTokenSettles {
    fn twist(&self, state: &State, batch: &mut Batch) {
        for job in &mut batch.jobs {
            if let JobChange::Settle { key, token }
            | JobChange::Retry { key, token, .. }
            | JobChange::PutBack { key, token, .. }
            | JobChange::Bury { key, token, .. } = job
            {
                let lease = state.jobs.get(key).and_then(|row| row.lease);
                *token = lease.map_or(*token, |lease| lease.token);
            }
        }
    }
}

/// A job does not wait for an older one of its lane.
pub(super) struct LaneOvertaken;

#[async_trait]
impl Fault for LaneOvertaken {
    async fn claim(&self, sound: &MemoryStore, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        sound.write(|state| {
            let lanes: Vec<_> = state.jobs.values_mut().map(|row| row.job.lane.take()).collect();
            let mut claims = jobs::claim(state, wanted);
            for (row, lane) in state.jobs.values_mut().zip(lanes) {
                row.job.lane = lane;
            }
            for claimed in &mut claims.jobs {
                claimed.job.lane = state.jobs[&claimed.job.key].job.lane.clone();
            }
            Ok(claims)
        })
    }
}

/// Only the first of a lane is looked at, and not whether a later one is held.
pub(super) struct HeldOvertaken;

#[async_trait]
impl Fault for HeldOvertaken {
    async fn claim(&self, sound: &MemoryStore, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        sound.write(|state| {
            let is_held = |row: &JobRow| row.lease.is_some_and(|lease| lease.until > wanted.now);
            let is_late = |row: &JobRow| {
                let mut lane = state.jobs.values().filter(|job| job.job.lane == row.job.lane);
                is_held(row) && lane.any(|older| !older.is_buried && older.made < row.made)
            };
            let held: BTreeMap<_, _> = state
                .jobs
                .iter()
                .filter(|(_, row)| is_late(row))
                .map(|(key, row)| (key.clone(), row.clone()))
                .collect();
            state.jobs.retain(|key, _| !held.contains_key(key));
            let claims = jobs::claim(state, wanted);
            state.jobs.extend(held);
            Ok(claims)
        })
    }
}

/// A lease goes on past its end.
pub(super) struct LeaseForEver;

#[async_trait]
impl Fault for LeaseForEver {
    async fn claim(&self, sound: &MemoryStore, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        sound.claim(&Wanted { lease: Duration::MAX, ..wanted.clone() }).await
    }
}
