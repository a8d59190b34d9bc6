//! How long a receiver wants to be left alone.

use std::time::{Duration, UNIX_EPOCH};

use chatdesk_core::Timestamp;

/// Who asks for more is asked again after a day: a slip of theirs shall not hold a delivery for years.
const LONGEST: Duration = Duration::from_hours(24);

/// Reads a `Retry-After`, seconds or a date, at `now`; at most a day. `None` for anything else.
pub(crate) fn parse(value: &str, now: Timestamp) -> Option<Duration> {
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only too many of them do not fit.
        value.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        let since_1970 = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
        Timestamp::default().plus(since_1970).since(now)
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_bounded() {
        // 1994-11-06T08:49:37Z, a second before the date of RFC 9110's examples less half a minute.
        let now = Timestamp::from_micros(784_111_747_000_000);
        let rows = [
            ("0", Some(0)),
            ("120", Some(120)),
            ("86400", Some(86_400)),
            ("86401", Some(86_400)),
            ("99999999999999999999999", Some(86_400)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(30)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(30)),
            ("Sun Nov  6 08:49:37 1994", Some(30)),
            ("Sun, 06 Nov 1994 08:49:06 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("１２", None),
        ];
        for (value, seconds) in rows {
            assert_eq!(parse(value, now), seconds.map(Duration::from_secs), "{value}");
        }
    }
}
