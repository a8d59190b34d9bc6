//! A clock that stands still until a test moves it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chatdesk_core::{Clock, Timestamp};
use tokio::sync::watch;

/// A clock that a test moves by hand. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<watch::Sender<Timestamp>>,
}

impl ManualClock {
    /// A clock that shows this instant.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { now: Arc::new(watch::Sender::new(now)) }
    }

    /// Moves the clock forward, and wakes whoever waited for an instant up to there.
    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now = now.plus(by));
    }

    /// Lets the clock jump, also backwards.
    pub fn set(&self, to: Timestamp) {
        self.now.send_modify(|now| *now = to);
    }
}

/// Shows [`given::NOW`](crate::given::NOW).
impl Default for ManualClock {
    fn default() -> Self {
        Self::new(crate::given::NOW)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        // It fails only when the sender is gone, and `self` holds it.
        drop(self.now.subscribe().wait_for(|now| *now >= at).await);
    }
}
