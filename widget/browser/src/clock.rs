use chatdesk_widget_engine::Moment;

use crate::page;

/// Milliseconds since the epoch, by the browser's clock.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest integer that there is, below zero becomes zero"
)]
pub fn now_ms() -> u64 {
    page::now() as u64
}

/// An id for one message, random, kept for every retry of it.
#[must_use]
pub fn client_id() -> String {
    page::letters()
}

pub(crate) fn moment() -> Moment {
    Moment { now_ms: now_ms(), random: page::random() }
}
