//! A clock that stands still: the same run takes the same way.

use async_trait::async_trait;
use chatdesk_core::{Clock, Timestamp};

/// It always shows the same instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Still(pub(crate) Timestamp);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }

    async fn sleep_until(&self, at: Timestamp) {
        if at > self.0 {
            std::future::pending::<()>().await;
        }
    }
}
