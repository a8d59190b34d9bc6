//! What this process remembers of what it did, within bounds.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

/// At most so many; the oldest goes first. Who is forgotten may be told something twice.
const N_KEPT: usize = 4096;

/// The latest values by their keys.
pub(super) struct Recent<K, V> {
    by_key: HashMap<K, V>,
    /// Each key that is there once, and some that are not there any more.
    order: VecDeque<K>,
}

impl<K: Clone + Eq + Hash, V> Recent<K, V> {
    pub(super) fn new() -> Self {
        Self { by_key: HashMap::new(), order: VecDeque::new() }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.by_key.get(key)
    }

    pub(super) fn put(&mut self, key: K, value: V) {
        if self.by_key.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.by_key.len() > N_KEPT {
            let Some(oldest) = self.order.pop_front() else { return };
            self.by_key.remove(&oldest);
        }
    }

    pub(super) fn forget(&mut self, key: &K) {
        if self.by_key.remove(key).is_some() {
            self.order.retain(|kept| kept != key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{N_KEPT, Recent};

    #[test]
    fn the_oldest_is_forgotten_first_and_what_was_put_again_counts_once() {
        let mut recent = Recent::new();
        for round in 0..2 {
            for key in 0..N_KEPT {
                recent.put(key, round);
            }
        }
        recent.forget(&7);
        recent.put(N_KEPT, 0);
        assert_eq!((recent.get(&0), recent.get(&7)), (Some(&1), None));
        recent.put(N_KEPT + 1, 0);
        assert_eq!((recent.get(&0), recent.get(&1)), (None, Some(&1)));
    }
}
