//! Deliveries, as administrators see them.

use chatdesk_api::{OutgoingDelivery, OutgoingPause, OutgoingState};
use chatdesk_core::{JobState, JobView, Paused};

use super::time;

/// What a delivery's id begins with.
pub(crate) const DELIVERY: &str = "dlv_";

/// A delivery. Key, lane and task stay inside.
pub(crate) fn delivery(row: &JobView) -> OutgoingDelivery {
    OutgoingDelivery {
        id: format!("{DELIVERY}{}", row.number),
        notifier: row.job.notifier.clone().unwrap_or_default(),
        state: match row.state {
            JobState::Waiting => OutgoingState::Waiting,
            JobState::Failed => OutgoingState::Failed,
        },
        attempts: row.attempt,
        error: row.error.clone(),
        due_at: time(row.job.due),
        created_at: time(row.made_at),
        updated_at: time(row.changed_at),
    }
}

/// Who is left alone for a while.
pub(crate) fn pause(paused: Paused) -> OutgoingPause {
    let Paused { notifier, until, why } = paused;
    OutgoingPause { notifier, until: time(until), why }
}
