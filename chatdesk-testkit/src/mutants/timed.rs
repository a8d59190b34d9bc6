//! Faults of order: something is done too early, too late or in two steps.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use chatdesk_core::{
    Batch, ClaimedJobs, Log, Position, Record, RecordId, Store, StoreError, Wanted,
};
use tokio::task::{self, yield_now};

use super::broken::{Fault, transact};
use crate::memory::{MemoryStore, apply, check, jobs, state::State};

type Answer = Result<Position, StoreError>;

/// A store without a fault, for the transactions of the others.
pub(super) struct Sound;

impl Fault for Sound {
    fn looks_back(&self) -> bool {
        false
    }
}

/// Goes on also when nobody waits for it.
pub(super) async fn detached(work: impl Future<Output = Answer> + Send + 'static) -> Answer {
    task::spawn(work).await.unwrap()
}

/// Others do several things.
pub(super) async fn meanwhile() {
    for _ in 0..8 {
        yield_now().await;
    }
}

fn write(sound: &MemoryStore, batch: Batch) -> Answer {
    let position = transact(&Sound, sound, batch)?;
    sound.tell(position);
    Ok(position)
}

/// A batch is checked first and written later, by itself.
pub(super) struct LookThenWrite;

#[async_trait]
impl Fault for LookThenWrite {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let sound = Arc::clone(sound);
        detached(async move {
            if !sound.read(|state| check::fits(state, &batch))? {
                return Err(StoreError::Conflict);
            }
            meanwhile().await;
            let position = sound.write(|state| Ok(apply::write(state, batch)))?;
            sound.tell(position);
            Ok(position)
        })
        .await
    }
}

/// What is expected is looked at before the transaction.
pub(super) struct ExpectOutside;

#[async_trait]
impl Fault for ExpectOutside {
    async fn commit(&self, sound: &Arc<MemoryStore>, mut batch: Batch) -> Answer {
        let sound = Arc::clone(sound);
        detached(async move {
            let expected = Batch { expect: std::mem::take(&mut batch.expect), ..Batch::default() };
            if !sound.read(|state| check::fits(state, &expected))? {
                return Err(StoreError::Conflict);
            }
            meanwhile().await;
            write(&sound, batch)
        })
        .await
    }
}

/// Who meets a batch that is being written is refused at once, before that one is committed.
#[derive(Default)]
pub(super) struct VerdictBeforeCommit {
    writing: Arc<Mutex<BTreeSet<RecordId>>>,
}

#[async_trait]
impl Fault for VerdictBeforeCommit {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let ids: BTreeSet<_> = batch.put.iter().map(Record::id).collect();
        let (sound, writing) = (Arc::clone(sound), Arc::clone(&self.writing));
        if !writing.lock().unwrap().is_disjoint(&ids) {
            return Err(StoreError::Conflict);
        }
        writing.lock().unwrap().extend(&ids);
        detached(async move {
            meanwhile().await;
            let answer = write(&sound, batch);
            writing.lock().unwrap().retain(|id| !ids.contains(id));
            answer
        })
        .await
    }
}

/// Records are committed first, and their events a little later.
#[derive(Default)]
pub(super) struct EventOutside {
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[async_trait]
impl Fault for EventOutside {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let (sound, turn) = (Arc::clone(sound), Arc::clone(&self.turn));
        detached(async move {
            // One writer after another: readers alone see the step between.
            let _turn = turn.lock().await;
            let whole = sound.write(|state| {
                let log = state.log.clone();
                let position = crate::memory::commit(state, batch)?;
                Ok((position, std::mem::replace(&mut state.log, log)))
            });
            let (position, log) = whole?;
            yield_now().await;
            sound.write(|state| {
                state.log = log;
                Ok(())
            })?;
            sound.tell(position);
            Ok(position)
        })
        .await
    }
}

/// Hooks are told before the batch is written.
pub(super) struct ToldBeforeCommit;

#[async_trait]
impl Fault for ToldBeforeCommit {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let sound = Arc::clone(sound);
        detached(async move {
            if !sound.read(|state| check::fits(state, &batch))? {
                return Err(StoreError::Conflict);
            }
            let head = sound.read(|state| state.log.head.get())?;
            sound.tell(Position::new(head + batch.events.len() as u64));
            yield_now().await;
            transact(&Sound, &sound, batch)
        })
        .await
    }
}

/// Hooks are told when the caller has long been answered.
pub(super) struct ToldAfterAnswer;

#[async_trait]
impl Fault for ToldAfterAnswer {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let position = transact(&Sound, sound, batch)?;
        let sound = Arc::clone(sound);
        drop(task::spawn(async move {
            meanwhile().await;
            sound.tell(position);
        }));
        Ok(position)
    }
}

/// Hooks are told by the caller, if that is still there.
pub(super) struct ToldByCaller;

#[async_trait]
impl Fault for ToldByCaller {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let position = transact(&Sound, sound, batch)?;
        yield_now().await;
        sound.tell(position);
        Ok(position)
    }
}

/// A batch is written when the caller asks a second time.
pub(super) struct WrittenByCaller;

#[async_trait]
impl Fault for WrittenByCaller {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        yield_now().await;
        write(sound, batch)
    }
}

/// A position is given before the commit, so that a later one may be seen earlier.
#[derive(Default)]
pub(super) struct LaterPositionFirst {
    hidden: Arc<Mutex<BTreeSet<Position>>>,
}

#[async_trait]
impl Fault for LaterPositionFirst {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Answer {
        let (sound, hidden) = (Arc::clone(sound), Arc::clone(&self.hidden));
        detached(async move {
            let position = transact(&Sound, &sound, batch)?;
            if position.get() % 2 == 0 {
                hidden.lock().unwrap().insert(position);
                meanwhile().await;
                hidden.lock().unwrap().remove(&position);
            }
            sound.tell(position);
            Ok(position)
        })
        .await
    }

    async fn log(
        &self,
        sound: &MemoryStore,
        after: Position,
        limit: u16,
    ) -> Result<Log, StoreError> {
        let mut log = sound.log(after, limit).await?;
        let hidden = self.hidden.lock().unwrap();
        log.events.retain(|event| !hidden.contains(&event.position));
        Ok(log)
    }
}

/// Claimers look for what is due first, and lease it later.
pub(super) struct LookThenLease;

#[async_trait]
impl Fault for LookThenLease {
    async fn claim(&self, sound: &MemoryStore, wanted: &Wanted) -> Result<ClaimedJobs, StoreError> {
        let mut looked = sound.read(State::clone)?;
        yield_now().await;
        let claims = jobs::claim(&mut looked, wanted);
        sound.write(|state| {
            state.n_leases = looked.n_leases;
            for job in &claims.jobs {
                let row = looked.jobs[&job.job.key].clone();
                state.jobs.insert(job.job.key.clone(), row);
            }
            Ok(claims)
        })
    }
}
