//! Instants as people read them, in the language of the texts and in their own time zone.

use crate::words::{date, say};
use crate::{now_ms, page};

const HALF_DAY_MS: f64 = 43_200_000.0;

/// An instant of the contract, in milliseconds since the epoch; not a number where it is none.
#[must_use]
pub fn read(text: &str) -> f64 {
    // A log has thousands of them; the page's own reader is for whatever is written in another way.
    utc(text.as_bytes()).unwrap_or_else(|| page::instant(text))
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
    if Day::of(now()).has(at) { clock(at) } else { short_date(at) }
}

/// `16 November 2026 at 09:30`
#[must_use]
pub fn full(at: f64) -> String {
    date(3, at)
}

/// `Today`, `Yesterday`, `Monday, 16 November`
#[must_use]
pub fn day(at: f64) -> String {
    let (midnight, today) = (page::midnight(at), page::midnight(now()));
    if midnight == today {
        say("log.today")
    } else if midnight == page::midnight(today - HALF_DAY_MS) {
        say("log.yesterday")
    } else {
        date(1, at)
    }
}

/// A local day, as long as it is: the clocks of some change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Day {
    from: f64,
    until: f64,
}

impl Day {
    /// The one of an instant.
    pub(crate) fn of(at: f64) -> Self {
        let from = page::midnight(at);
        Self { from, until: page::midnight(from + 3.0 * HALF_DAY_MS) }
    }

    pub(crate) fn has(&self, at: f64) -> bool {
        self.from <= at && at < self.until
    }

    /// The same for all instants of it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "minutes since the epoch fit until the year 10136"
    )]
    pub(crate) fn key(&self) -> u32 {
        (self.from / 60_000.0) as u32
    }
}

/// `2026-11-16T09:30:00.123456Z`, and nothing else.
fn utc(text: &[u8]) -> Option<f64> {
    let number = |from: usize, to: usize| {
        text.get(from..to)?.iter().try_fold(0, |sum: i32, &byte| {
            byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0'))
        })
    };
    if text.last() != Some(&b'Z') || text.get(10) != Some(&b'T') {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = number(11, 13)? * 3_600 + number(14, 16)? * 60 + number(17, 19)?;
    let milliseconds = if text.get(19) == Some(&b'.') { number(20, 23)? } else { 0 };
    // Counted from March, so that the day that not every year has is the last one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    let days = f64::from(days - 719_469);
    Some(days * 2.0 * HALF_DAY_MS + f64::from(seconds) * 1_000.0 + f64::from(milliseconds))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float until the year 287396")]
pub(crate) fn now() -> f64 {
    now_ms() as f64
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn instants_of_the_contract_are_milliseconds_since_the_epoch() {
        for (text, at) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("1970-01-01T00:00:00.001999Z", 1.0),
            ("2000-02-29T12:00:00Z", 951_825_600_000.0),
            ("2024-12-31T23:59:59.999999Z", 1_735_689_599_999.0),
            ("2026-11-16T09:30:00.123456Z", 1_794_821_400_123.0),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000.0),
        ] {
            assert_eq!(utc(text.as_bytes()), Some(at), "{text}");
        }
        for text in ["", "2026-11-16", "2026-11-16T09:30:00+01:00", "2026-1x-16T09:30:00Z"] {
            assert_eq!(utc(text.as_bytes()), None, "{text}");
        }
    }
}
