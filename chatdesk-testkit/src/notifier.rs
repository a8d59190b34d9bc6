//! A notifier that tells nobody, and keeps what it was given.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use chatdesk_core::{Alerting, Delivery, Interest, Notifier, NotifierLimits, Outcome};

/// Keeps every delivery, and answers that it was sent unless a test told it otherwise. Clones are one.
#[derive(Clone, Debug)]
pub struct RecordingNotifier {
    kind: String,
    interest: Interest,
    alerting: Alerting,
    limits: NotifierLimits,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    attempts: Vec<Delivery>,
    next: VecDeque<Next>,
}

#[derive(Debug)]
enum Next {
    Answer(Outcome),
    Hang,
    Panic,
}

impl RecordingNotifier {
    /// A notifier of this kind, which is told that customers wait.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        let (interest, limits) = (Interest::UNREAD, NotifierLimits::default());
        let alerting = Alerting::default();
        Self { kind: kind.to_owned(), interest, alerting, limits, state: Arc::default() }
    }

    /// The same that is told this instead.
    #[must_use]
    pub fn told(self, interest: Interest) -> Self {
        Self { interest, ..self }
    }

    /// The same that tells people so.
    #[must_use]
    pub fn alerting(self, alerting: Alerting) -> Self {
        Self { alerting, ..self }
    }

    /// The same with limits.
    #[must_use]
    pub fn limited(self, limits: NotifierLimits) -> Self {
        Self { limits, ..self }
    }

    /// Every attempt so far, in their order.
    #[must_use]
    pub fn attempts(&self) -> Vec<Delivery> {
        self.state().attempts.clone()
    }

    /// How many there were so far.
    #[must_use]
    pub fn n_attempts(&self) -> usize {
        self.state().attempts.len()
    }

    /// Lets the next attempt that has no answer yet be answered so.
    pub fn answer(&self, outcome: Outcome) {
        self.state().next.push_back(Next::Answer(outcome));
    }

    /// Lets it never be answered.
    pub fn hang(&self) {
        self.state().next.push_back(Next::Hang);
    }

    /// Lets it panic.
    pub fn panic(&self) {
        self.state().next.push_back(Next::Panic);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Notifier for RecordingNotifier {
    fn kind(&self) -> &str {
        &self.kind
    }

    fn interest(&self) -> Interest {
        self.interest.clone()
    }

    fn alerting(&self) -> Alerting {
        self.alerting
    }

    fn limits(&self) -> NotifierLimits {
        self.limits
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let next = {
            let mut state = self.state();
            state.attempts.push(delivery.clone());
            state.next.pop_front()
        };
        match next {
            None => Outcome::SENT,
            Some(Next::Answer(outcome)) => outcome,
            Some(Next::Hang) => std::future::pending().await,
            Some(Next::Panic) => panic!("the test wants it so"),
        }
    }
}
