//! How often somebody may do something.

use std::{
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use chatdesk_api::ProblemCode;
use chatdesk_core::{Actor, Clock, TicketNumber, Timestamp};
use governor::{Quota, RateLimiter, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};

use crate::problem::Problem;

/// How many are remembered one by one: a few megabytes.
const MOST: usize = 100_000;
/// Where there are more, they share this many.
const SHARED: u64 = 4_096;
/// Who has not asked for a while is forgotten after so many questions.
const SWEEP_AFTER: u32 = 1_024;

/// So many times a minute for each who asks, all of it at once if they like.
pub(super) struct Limit(Option<Counted>);

struct Counted {
    // By number, so that a question makes no copy of a name.
    rates: RateLimiter<u64, HashMapStateStore<u64>, DeskClock, NoOpMiddleware<Duration>>,
    clock: DeskClock,
    /// Random, so that nobody can choose a number that somebody else has.
    numbers: RandomState,
    n_asked: AtomicU32,
    is_full: AtomicBool,
    per_minute: NonZeroU32,
}

/// An actor, as far as limits tell one from the other.
#[derive(Hash)]
pub(super) enum Who<'a> {
    Customer(&'a chatdesk_core::Address),
    Staff(&'a str),
    Ticket(TicketNumber),
    Host,
}

impl<'a> From<&'a Actor> for Who<'a> {
    fn from(actor: &'a Actor) -> Self {
        match actor {
            Actor::Customer(customer) => Self::Customer(&customer.address),
            Actor::Staff(staff) => Self::Staff(&staff.id),
            Actor::Ticket(number) => Self::Ticket(*number),
            Actor::Host => Self::Host,
        }
    }
}

impl Limit {
    /// 0 is without a limit.
    pub(super) fn new(per_minute: u32, clock: Arc<dyn Clock>) -> Self {
        let clock = DeskClock(clock);
        Self(NonZeroU32::new(per_minute).map(|per_minute| Counted {
            rates: RateLimiter::hashmap_with_clock(Quota::per_minute(per_minute), clock.clone()),
            clock,
            numbers: RandomState::new(),
            n_asked: AtomicU32::new(0),
            is_full: AtomicBool::new(false),
            per_minute,
        }))
    }

    /// Counts once for somebody, or refuses with 429 and the time after which it will not.
    pub(super) fn take(&self, who: &impl Hash) -> Result<(), Problem> {
        self.0.as_ref().map_or(Ok(()), |counted| counted.take(who))
    }
}

impl Counted {
    fn take(&self, who: &impl Hash) -> Result<(), Problem> {
        if self.n_asked.fetch_add(1, Ordering::Relaxed) % SWEEP_AFTER == SWEEP_AFTER - 1 {
            self.rates.retain_recent();
            self.is_full.store(self.rates.len() > MOST, Ordering::Relaxed);
        }
        let number = self.numbers.hash_one(who);
        let is_full = self.is_full.load(Ordering::Relaxed);
        let number = if is_full { number % SHARED } else { number };
        self.rates.check_key(&number).map_err(|until| {
            let now = governor::clock::Clock::now(&self.clock);
            let wait = until.wait_time_from(now);
            let secs = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let per_minute = self.per_minute;
            let detail =
                format!("at most {per_minute} of these a minute; the next one in {secs} s");
            Problem::new(ProblemCode::RateLimited, detail).retry_after(secs)
        })
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_minute = self.0.as_ref().map(|counted| counted.per_minute);
        f.debug_struct("Limit").field("per_minute", &per_minute).finish_non_exhaustive()
    }
}

/// The injected clock, as the limits want one: the time since 1970.
#[derive(Clone, Debug)]
struct DeskClock(Arc<dyn Clock>);

impl governor::clock::Clock for DeskClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.now().since(Timestamp::default())
    }
}

#[cfg(test)]
mod tests {
    use chatdesk_testkit::ManualClock;

    use super::*;

    fn limit(per_minute: u32) -> (Limit, ManualClock) {
        let clock = ManualClock::default();
        (Limit::new(per_minute, Arc::new(clock.clone())), clock)
    }

    #[test]
    fn whoever_waits_as_long_as_they_were_told_may_go_on() {
        for per_minute in [1, 7, 60, 600] {
            let (limit, clock) = limit(per_minute);
            for _ in 0..per_minute {
                limit.take(&"ann").unwrap();
            }
            let refused = limit.take(&"ann").unwrap_err();

            limit.take(&"ben").unwrap();
            clock.advance(Duration::from_secs(refused.retry_after - 1));
            assert!(per_minute > 60 || limit.take(&"ann").is_err(), "{per_minute}: too late");
            clock.advance(Duration::from_secs(1));
            limit.take(&"ann").unwrap();
        }
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_idle_are_forgotten() {
        let (limit, clock) = limit(1);
        let n_remembered = || limit.0.as_ref().unwrap().rates.len();
        for who in 0..200_000 {
            let _refused = limit.take(&who);
        }
        assert!(n_remembered() < MOST + 10_000, "{}", n_remembered());

        clock.advance(Duration::from_mins(2));
        for _ in 0..=SWEEP_AFTER {
            let _refused = limit.take(&"ann");
        }
        assert!(n_remembered() <= 2, "{}", n_remembered());
    }
}
