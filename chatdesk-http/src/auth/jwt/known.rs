//! Tokens whose signature was found good.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Map, Value};

/// So many tokens are remembered at least, and twice as many at most.
const TOKENS: usize = 4_096;
/// Longer ones are verified at every request: they would hold too much memory.
const MAX_BYTES: usize = 1_024;

/// What signed tokens say, so that a signature is computed once and not at every request of a poll.
///
/// Whether a token counts *now* is not remembered. Only tokens with our signature get in, so nobody else fills it.
#[derive(Default)]
pub(super) struct Known(Mutex<Generations>);

/// The tokens used lately, and those used before: who is asked for again moves up, the others are forgotten.
#[derive(Default)]
struct Generations {
    young: HashMap<String, Arc<Map<String, Value>>>,
    old: HashMap<String, Arc<Map<String, Value>>>,
}

impl Known {
    /// What the token says, when it is known.
    pub(super) fn claims(&self, token: &str) -> Option<Arc<Map<String, Value>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claims) = known.young.get(token) {
            return Some(Arc::clone(claims));
        }
        let (token, claims) = known.old.remove_entry(token)?;
        known.remember(token, Arc::clone(&claims));
        Some(claims)
    }

    /// Remembers a token whose signature is good.
    pub(super) fn remember(&self, token: &str, claims: &Arc<Map<String, Value>>) {
        if token.len() <= MAX_BYTES {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.remember(token.to_owned(), Arc::clone(claims));
        }
    }
}

impl Generations {
    fn remember(&mut self, token: String, claims: Arc<Map<String, Value>>) {
        if self.young.len() >= TOKENS {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(token, claims);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Map, Value};

    use super::{Known, MAX_BYTES, TOKENS};

    fn claims() -> Arc<Map<String, Value>> {
        Arc::new(Map::new())
    }

    #[test]
    fn who_is_asked_for_again_stays_and_the_number_is_bounded() {
        let known = Known::default();
        known.remember("asked for", &claims());
        known.remember("forgotten", &claims());
        for number in 0..3 * TOKENS {
            known.remember(&number.to_string(), &claims());
            assert!(known.claims("asked for").is_some(), "after {number} others");
        }
        assert!(known.claims("forgotten").is_none());
        let generations = known.0.lock().unwrap();
        assert!(generations.young.len() + generations.old.len() <= 2 * TOKENS);
    }

    #[test]
    fn a_long_token_is_not_kept() {
        let known = Known::default();
        let long = "x".repeat(MAX_BYTES + 1);
        known.remember(&long, &claims());
        assert!(known.claims(&long).is_none());
    }
}
