//! How often somebody may try a password.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chatdesk_api::ProblemCode;
use chatdesk_core::{AccountName, Timestamp};
use chatdesk_http::{Problem, Source};

/// Attempts that fail count for so long.
const WINDOW: Duration = Duration::from_mins(15);
/// So many may fail for one name.
const FOR_A_NAME: usize = 5;
/// So many may fail from one address.
const FROM_A_SOURCE: usize = 20;
/// So many names and addresses are told from each other: a few megabytes. Where there are more, some share.
const SLOTS: u64 = 65_536;

/// Attempts of the last quarter of an hour that failed, or are under way: those that are made at once count, too.
#[derive(Default)]
pub(super) struct Attempts {
    /// Random, so that nobody can choose a slot that somebody else has.
    slots: RandomState,
    made: Mutex<HashMap<Slot, Vec<Timestamp>>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Name(u64),
    Source(u64),
}

/// One attempt, counted as failed until somebody says otherwise.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    at: Timestamp,
    name: Option<Slot>,
    source: Slot,
}

impl Attempts {
    /// Counts an attempt, or refuses it with 429 and the time after which it will not. What is refused does not count.
    pub(super) fn begin(
        &self,
        name: Option<&AccountName>,
        source: Source,
        now: Timestamp,
    ) -> Result<Attempt, Problem> {
        let name = name.map(|name| Slot::Name(self.slot(&name.folded())));
        let attempt = Attempt { at: now, name, source: Slot::Source(self.slot(&source)) };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        for (slot, most) in attempt.slots() {
            let times = made.entry(slot).or_default();
            times.retain(|at| now < at.plus(WINDOW));
            if times.len() >= most {
                let until = times.iter().min().map_or(now, |oldest| oldest.plus(WINDOW));
                return Err(too_many(until.since(now)));
            }
        }
        for (slot, _) in attempt.slots() {
            made.entry(slot).or_default().push(now);
        }
        Ok(attempt)
    }

    /// Takes an attempt back that did not fail.
    pub(super) fn forgive(&self, attempt: Attempt) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        for (slot, _) in attempt.slots() {
            let Some(times) = made.get_mut(&slot) else { continue };
            if let Some(found) = times.iter().position(|at| *at == attempt.at) {
                times.swap_remove(found);
            }
            if times.is_empty() {
                made.remove(&slot);
            }
        }
    }

    fn slot(&self, who: &impl Hash) -> u64 {
        self.slots.hash_one(who) % SLOTS
    }
}

impl Attempt {
    fn slots(self) -> impl Iterator<Item = (Slot, usize)> {
        let name = self.name.map(|slot| (slot, FOR_A_NAME));
        name.into_iter().chain([(self.source, FROM_A_SOURCE)])
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts").finish_non_exhaustive()
    }
}

fn too_many(wait: Duration) -> Problem {
    let secs = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let detail = format!("too many attempts failed; the next one in {secs} s");
    Problem::new(ProblemCode::RateLimited, detail).retry_after(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    fn name(text: &str) -> AccountName {
        text.parse().unwrap()
    }

    fn from(last: u8) -> Source {
        Source::Address([203, 0, 113, last].into())
    }

    #[test]
    fn five_may_fail_for_a_name_within_a_quarter_of_an_hour_wherever_they_come_from() {
        let attempts = Attempts::default();
        for number in 0..5 {
            let at = NOW.plus(Duration::from_mins(number.into()));
            attempts.begin(Some(&name("Ann")), from(number), at).unwrap();
        }
        let later = NOW.plus(WINDOW).minus(Duration::from_micros(1));

        assert!(attempts.begin(Some(&name("aNN")), from(9), later).is_err());
        attempts.begin(Some(&name("Bob")), from(9), later).unwrap();

        // The first is over; what was refused did not count.
        attempts.begin(Some(&name("Ann")), from(9), NOW.plus(WINDOW)).unwrap();
        assert!(attempts.begin(Some(&name("Ann")), from(9), NOW.plus(WINDOW)).is_err());
    }

    #[test]
    fn twenty_may_fail_from_an_address_whomever_they_are_for() {
        let attempts = Attempts::default();
        for number in 0..20 {
            attempts.begin(Some(&name(&format!("agent {number}"))), from(1), NOW).unwrap();
        }
        assert!(attempts.begin(Some(&name("Ann")), from(1), NOW).is_err());
        assert!(attempts.begin(None, from(1), NOW).is_err());
        attempts.begin(Some(&name("Ann")), from(2), NOW).unwrap();
    }

    #[test]
    fn what_went_well_does_not_count() {
        let attempts = Attempts::default();
        for _ in 0..100 {
            let attempt = attempts.begin(Some(&name("Ann")), from(1), NOW).unwrap();
            attempts.forgive(attempt);
        }
        assert!(attempts.made.lock().unwrap().is_empty(), "nothing is remembered of them");
    }
}
