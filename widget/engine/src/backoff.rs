use crate::Moment;

/// Waits that double up to a limit, each of them jittered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backoff {
    attempts: u32,
}

impl Backoff {
    const FIRST_MS: u64 = 500;

    /// How long to wait before the next attempt: between half of the step and all of it.
    pub(crate) fn next(&mut self, limit_ms: u64, moment: Moment) -> u64 {
        let step = Self::FIRST_MS.saturating_mul(1 << self.attempts.min(16)).min(limit_ms);
        self.attempts = self.attempts.saturating_add(1);
        let half = step / 2;
        half + u64::from(moment.random) % (step - half + 1)
    }

    pub(crate) fn reset(&mut self) {
        self.attempts = 0;
    }

    /// Whether nothing was waited for since the last success.
    pub(crate) const fn is_fresh(&self) -> bool {
        self.attempts == 0
    }
}
