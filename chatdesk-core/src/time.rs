//! Instants, and the only way to learn the present one.

use std::{fmt, str::FromStr, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// An instant in UTC, to the microsecond.
///
/// The precision is part of the type: what is read from any store equals what was written.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant that many microseconds after 1970-01-01T00:00:00Z; negative before it.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant moved into the future; at the end of time it stays there.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This instant moved into the past; at the beginning of time it stays there.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long it is from `earlier` to this; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_micros())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(time: Timestamp) -> Self {
        // Outside of chrono's 262,000 years nothing sensible can be shown; the nearest end is.
        Self::from_timestamp_micros(time.0).unwrap_or(if time.0 < 0 {
            Self::MIN_UTC
        } else {
            Self::MAX_UTC
        })
    }
}

/// RFC 3339 in UTC with microseconds: `2026-11-21T09:30:00.123456Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time: DateTime<Utc> = (*self).into();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// Text that is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no instant as RFC 3339 writes it, for example 2026-11-21T09:30:00Z")]
pub struct ParseTimestampError;

/// RFC 3339, in whatever zone; what is finer than microseconds is cut off.
impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| ParseTimestampError)?;
        Ok(Self(time.timestamp_micros()))
    }
}

/// Tells the time, and waits for it.
///
/// # Contract
/// `now` may jump, also backwards; who needs order uses log positions. `sleep_until` returns once `now` is at or after
/// `at`, at once where that is so already, and may be dropped at any time.
#[async_trait]
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// Waits until `at`.
    async fn sleep_until(&self, at: Timestamp);
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Utc::now().into()
    }

    async fn sleep_until(&self, at: Timestamp) {
        loop {
            let left = at.since(self.now());
            if left.is_zero() {
                return;
            }
            // The machine's clock may be set while we wait: look again at least once a minute.
            tokio::time::sleep(left.min(Duration::from_mins(1))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::{DateTime, Utc};

    use super::Timestamp;

    const LAST: Timestamp = Timestamp::from_micros(i64::MAX);
    const FIRST: Timestamp = Timestamp::from_micros(i64::MIN);

    #[test]
    fn an_instant_is_read_from_any_zone() {
        let read = |text: &str| text.parse().map(|at: Timestamp| at.to_string());
        let text = "2026-11-21T09:30:00.123456Z".to_owned();
        assert_eq!(read("2026-11-21T09:30:00.123456Z"), Ok(text.clone()));
        assert_eq!(read("2026-11-21T10:30:00.1234569+01:00"), Ok(text));
        for unfit in ["", "now", "2026-11-21", "2026-11-21T09:30:00", "1795253400"] {
            assert!(read(unfit).is_err(), "{unfit}");
        }
    }

    #[test]
    fn an_instant_is_written_with_microseconds_also_before_1970() {
        let text = |micros| Timestamp::from_micros(micros).to_string();
        assert_eq!(text(1_795_253_400_123_456), "2026-11-21T09:30:00.123456Z");
        assert_eq!(text(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(text(-1), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn whole_seconds_are_rounded_down_also_before_1970() {
        assert_eq!(Timestamp::from_micros(1_999_999).as_secs(), 1);
        assert_eq!(Timestamp::from_micros(-1).as_secs(), -1);
    }

    #[test]
    fn time_stays_at_its_ends() {
        assert_eq!(LAST.plus(Duration::from_secs(1)), LAST);
        assert_eq!(FIRST.minus(Duration::MAX), FIRST);
        assert_eq!(Timestamp::default().plus(Duration::MAX), LAST);
        assert_eq!(LAST.since(FIRST), Duration::from_micros(i64::MAX as u64));
        assert_eq!(FIRST.since(LAST), Duration::ZERO);
    }

    #[test]
    fn what_chrono_cannot_show_is_shown_as_its_nearest_end() {
        assert_eq!(DateTime::<Utc>::from(LAST), DateTime::<Utc>::MAX_UTC);
        assert_eq!(DateTime::<Utc>::from(FIRST), DateTime::<Utc>::MIN_UTC);
        assert!(!LAST.to_string().is_empty());
    }

    #[test]
    fn nanoseconds_of_a_clock_are_cut() {
        let time = DateTime::<Utc>::from_timestamp(1, 999).unwrap();
        assert_eq!(Timestamp::from(time), Timestamp::from_micros(1_000_000));
    }
}
