use chatdesk_api::{Session, SessionStatus};

use super::Engine;
use crate::Call;

/// How far away a customer's turn is.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    /// The session that was asked about, and when.
    asked: Option<(String, u64)>,
    position: Option<u64>,
}

impl Queue {
    /// Others are answered without a word to this one, so it asks now and then.
    const INTERVAL_MS: u64 = 15_000;
}

impl Engine {
    /// How many of those who wait are answered before this one is, this one included; nothing where
    /// nobody waits, or nobody said.
    #[must_use]
    pub fn queue_position(&self) -> Option<u64> {
        let waiting = self.waiting()?;
        let (asked, _) = self.queue.asked.as_ref()?;
        self.queue.position.filter(|_| *asked == waiting.id)
    }

    pub(super) fn accept_position(&mut self, position: Option<u64>) {
        self.queue.position = position;
    }

    /// When to ask for the position, where somebody waits and looks.
    pub(super) fn queue_due(&self) -> Option<u64> {
        let waiting = self.waiting().filter(|_| self.look.is_shown)?;
        Some(match &self.queue.asked {
            Some((session, at)) if *session == waiting.id => at + Queue::INTERVAL_MS,
            _ => 0,
        })
    }

    pub(super) fn ask_for_position(&mut self) {
        let now = self.moment.now_ms;
        if self.queue_due().is_some_and(|at| now >= at)
            && !self.is_pending(|call| matches!(call, Call::Queue { .. }))
            && let Some(session) = self.selected.clone()
        {
            if self.queue.asked.as_ref().is_none_or(|(asked, _)| *asked != session) {
                self.queue.position = None;
            }
            self.queue.asked = Some((session.clone(), now));
            self.request(Call::Queue { session });
        }
    }

    fn waiting(&self) -> Option<&Session> {
        self.session().filter(|session| {
            !self.side.is_desk() && session.status == SessionStatus::Waiting && session.last_seq > 0
        })
    }
}
