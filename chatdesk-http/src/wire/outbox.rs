//! Deliveries, as administrators see them.

use chatdesk_api::{OutgoingDelivery, OutgoingPause, OutgoingState, Trial, TrialState};
use chatdesk_core::{JobState, JobView, Outcome, Paused, WayOut};

use super::{channel, time};

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

/// A way out.
pub(crate) fn way_out(way: WayOut) -> chatdesk_api::WayOut {
    let WayOut { kind, alerts, answers, events, carries, paused } = way;
    chatdesk_api::WayOut {
        kind,
        alerts,
        answers,
        events,
        carries: carries.into_iter().map(channel).collect(),
        paused: paused.map(pause),
    }
}

/// What a test came to.
pub(crate) fn trial(outcome: &Outcome) -> Trial {
    let error = outcome.why().map(str::to_owned);
    Trial { state: if error.is_none() { TrialState::Sent } else { TrialState::Failed }, error }
}
