//! Where the shop's staff learn that a customer waits: a page of the shop's own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chatdesk::{Content, Delivery, Interest, Notifier, Outcome, async_trait};

/// What the staff was told. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Inbox {
    alerts: Arc<Mutex<Vec<Alert>>>,
}

/// One line of it.
#[derive(Clone)]
pub(crate) struct Alert {
    delivery: String,
    pub(crate) at: String,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) n_unread: u64,
}

impl Inbox {
    /// The newest first.
    pub(crate) fn alerts(&self) -> Vec<Alert> {
        self.lock().iter().rev().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Alert>> {
        self.alerts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Notifier for Inbox {
    fn kind(&self) -> &'static str {
        "inbox"
    }

    fn interest(&self) -> Interest {
        Interest::UNREAD
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let Content::Unread(unread) = &delivery.content else { return Outcome::SENT };
        let id = delivery.id.as_str();
        let mut alerts = self.lock();
        // What is told again after a crash has the id that it had.
        if alerts.iter().all(|alert| alert.delivery != id) {
            let text = unread.preview.as_ref().map(|preview| preview.text.clone());
            alerts.push(Alert {
                delivery: id.to_owned(),
                at: delivery.at.to_string(),
                name: unread.name.clone().unwrap_or_else(|| "A visitor".to_owned()),
                text: text.unwrap_or_default(),
                n_unread: unread.n_unread,
            });
        }
        Outcome::SENT
    }
}
