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
    Settings,
    /// The numbers of tickets: held by whoever makes one, so last.
    Counter,
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::{LaneKey, Lanes, Turn};
    use crate::{Address, Error, SystemClock};

    fn keys(names: &[&str]) -> Vec<LaneKey> {
        names.iter().map(|name| LaneKey::Person(name.parse::<Address>().unwrap())).collect()
    }

    async fn enter(lanes: &Lanes, names: &[&str]) -> Result<Turn, Error> {
        lanes.enter(keys(names), &SystemClock).await
    }

    fn n_lanes(lanes: &Lanes) -> usize {
        lanes.lanes.lock().unwrap().len()
    }

    #[tokio::test]
    async fn turns_leave_no_lane_behind() {
        let lanes = Lanes::default();
        let first = enter(&lanes, &["a", "b"]).await.unwrap();
        let mut second = Box::pin(enter(&lanes, &["b", "c"]));
        let mut third = Box::pin(enter(&lanes, &["b"]));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());
        assert_eq!(n_lanes(&lanes), 2, "c is not waited for before b");

        drop(third);
        drop(first);
        drop(second.await.unwrap());

        assert_eq!(n_lanes(&lanes), 0);
    }

    #[tokio::test]
    async fn somebody_who_gives_up_leaves_the_lane_of_those_who_wait() {
        let lanes = Lanes::default();
        let first = enter(&lanes, &["a"]).await.unwrap();
        let mut gives_up = Box::pin(enter(&lanes, &["a"]));
        let mut waits = Box::pin(enter(&lanes, &["a"]));
        assert!(gives_up.as_mut().now_or_never().is_none());
        assert!(waits.as_mut().now_or_never().is_none());

        drop(gives_up);
        let mut late = Box::pin(enter(&lanes, &["a"]));
        assert!(late.as_mut().now_or_never().is_none(), "two have the same lane at once");
        drop(first);
        let turn = waits.await.unwrap();
        assert!(late.as_mut().now_or_never().is_none(), "two have the same lane at once");
        drop(turn);

        drop(late.await.unwrap());
        assert_eq!(n_lanes(&lanes), 0);
    }

    #[tokio::test]
    async fn lanes_are_entered_in_one_order_so_nobody_waits_for_ever() {
        let lanes = Lanes::default();
        let first = enter(&lanes, &["a"]).await.unwrap();
        let mut one = Box::pin(enter(&lanes, &["b", "a"]));
        assert!(one.as_mut().now_or_never().is_none());

        // `b` is still free: who waits for `a` has nothing yet.
        drop(enter(&lanes, &["b"]).now_or_never().unwrap().unwrap());
        drop(first);
        drop(one.await.unwrap());
    }
}
