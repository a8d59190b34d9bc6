//! Instants as people read them, in the language of the texts and in their own time zone.

use crate::words::{date, say};
use crate::{now_ms, page};

const DAY_MS: f64 = 86_400_000.0;

/// An instant of the contract, in milliseconds since the epoch.
#[must_use]
pub fn read(text: &str) -> f64 {
    page::instant(text)
}

/// `09:30`
#[must_use]
pub fn clock(at: f64) -> String {
    date(0, at)
}

/// `16 Nov 2026`
#[must_use]
pub fn short_date(at: f64) -> String {
    date(2, at)
}

/// `09:30` today, `16 Nov 2026` before
#[must_use]
pub fn short(at: f64) -> String {
    if day_key(at) == day_key(now()) { clock(at) } else { short_date(at) }
}

/// `16 November 2026 at 09:30`
#[must_use]
pub fn full(at: f64) -> String {
    date(3, at)
}

/// `Today`, `Yesterday`, `Monday, 16 November`
#[must_use]
pub fn day(at: f64) -> String {
    let key = day_key(at);
    if key == day_key(now()) {
        say("log.today")
    } else if key == day_key(now() - DAY_MS) {
        say("log.yesterday")
    } else {
        date(1, at)
    }
}

/// The day in this browser's time zone; the same for all instants of it.
pub(crate) fn day_key(at: f64) -> u32 {
    page::day(at)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float until the year 287396")]
pub(crate) fn now() -> f64 {
    now_ms() as f64
}
