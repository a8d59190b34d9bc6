use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::OwnedMutexGuard;

use crate::{Address, Clock, Error, SessionId};

/// Commands on one record queue here, so that conflicts happen between processes only.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lanes: Arc<Mutex<HashMap<LaneKey, Lane>>>,
}

type Lane = Arc<tokio::sync::Mutex<()>>;

/// How long a command waits for those before it.
const PATIENCE: Duration = Duration::from_secs(5);

/// A record that commands queue on, in the order in which lanes are entered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum LaneKey {
    Person(Address),
    Session(SessionId),
}

/// The right to change the records of the lanes that were entered.
#[derive(Debug)]
pub(super) struct Turn {
    lanes: Arc<Mutex<HashMap<LaneKey, Lane>>>,
    held: Vec<(LaneKey, Option<OwnedMutexGuard<()>>)>,
}

impl Lanes {
    /// Waits for one's turn on every lane, in order.
    pub(super) async fn enter(
        &self,
        mut keys: Vec<LaneKey>,
        clock: &dyn Clock,
    ) -> Result<Turn, Error> {
        keys.sort_unstable();
        let mut turn =
            Turn { lanes: Arc::clone(&self.lanes), held: Vec::with_capacity(keys.len()) };
        let deadline = clock.now().plus(PATIENCE);
        for key in keys {
            let lane = self.lane(&key);
            // Noted before the wait, so that a caller who gives up meanwhile leaves no empty lane behind.
            turn.held.push((key, None));
            let guard = tokio::select! {
                biased;
                guard = lane.lock_owned() => guard,
                () = clock.sleep_until(deadline) => {
                    return Err(Error::Unavailable("others wait for the same record".into()));
                }
            };
            if let Some((_, held)) = turn.held.last_mut() {
                *held = Some(guard);
            }
        }
        Ok(turn)
    }

    fn lane(&self, key: &LaneKey) -> Lane {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(key.clone()).or_default())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, guard) in self.held.drain(..) {
            drop(guard);
            // Whoever waits holds a clone of the lane, made under this lock.
            if lanes.get(&key).is_some_and(|lane| Arc::strong_count(lane) == 1) {
                lanes.remove(&key);
            }
        }
    }
}
