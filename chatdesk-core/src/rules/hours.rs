//! Opening hours: whether it is open, and when it opens next.

use std::str::FromStr as _;

use chrono::{DateTime, Datelike as _, TimeDelta, Timelike as _, Utc, Weekday};
use chrono_tz::Tz;

use crate::{Day, Hours, Invalid, OpenHours, Timestamp};

/// Four for each day.
const MAX_RANGES: usize = 28;
/// No zone's offset changes within a quarter of an hour.
const QUARTER: i64 = 15;
/// A range that the change to summer time skips comes again two weeks later.
const QUARTERS_AHEAD: usize = 15 * 24 * 4;

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is open.
    Open,
    /// It is not, and opens then; `None` where it never does.
    Closed(Option<Timestamp>),
}

/// Whether hours can be kept: a zone that is known, days whose ranges neither overlap nor go past midnight.
pub(super) fn fit(hours: &Hours) -> Result<(), Invalid> {
    if Tz::from_str(&hours.time_zone).is_err() {
        let detail = "is not a name of the IANA time zone database, such as Europe/Berlin";
        return Err(Invalid::new("/hours/time_zone", detail));
    }
    let n_ranges = hours.days.len();
    if n_ranges > MAX_RANGES {
        let detail = format!("has {n_ranges} ranges; at most {MAX_RANGES} are allowed");
        return Err(Invalid::new("/hours/days", detail));
    }
    let mut known: Vec<(Day, u16, u16)> = Vec::with_capacity(n_ranges);
    for (index, open) in hours.days.iter().enumerate() {
        let at = |field: &str| format!("/hours/days/{index}/{field}");
        let from = minute(&open.from).filter(|from| *from < 24 * 60);
        let from = from.ok_or_else(|| Invalid::new(at("from"), "is not HH:MM, 00:00 to 23:59"))?;
        let to = minute(&open.to);
        let to = to.ok_or_else(|| Invalid::new(at("to"), "is not HH:MM, 00:01 to 24:00"))?;
        if to <= from {
            let detail = "is not after from; what goes past midnight ends at 24:00 and goes on \
                          on the next day from 00:00";
            return Err(Invalid::new(at("to"), detail));
        }
        if known.iter().any(|(day, begin, end)| *day == open.day && from < *end && *begin < to) {
            return Err(Invalid::new(at("from"), "is within another range of the same day"));
        }
        known.push((open.day, from, to));
    }
    Ok(())
}

/// Whether text is `HH:MM`, 00:00 to 23:59.
pub(super) fn is_time_of_day(text: &str) -> bool {
    minute(text).is_some_and(|minute| minute < 24 * 60)
}

/// Whether it is open at an instant, by the clocks of the zone: an hour that comes twice is open twice, one that is
/// skipped opens nothing.
pub(crate) fn opening(hours: &Hours, now: Timestamp) -> Opening {
    let Ok(zone) = Tz::from_str(&hours.time_zone) else { return Opening::Open };
    let now: DateTime<Utc> = now.into();
    let (day, minute) = local(zone, now);
    if is_open(hours, day, minute) {
        return Opening::Open;
    }
    if hours.days.is_empty() {
        return Opening::Closed(None);
    }
    Opening::Closed(opens_at(hours, zone, now).map(Timestamp::from))
}

/// Walks quarter by quarter of an hour: within one the local clock goes on evenly.
fn opens_at(hours: &Hours, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let into_minute =
        TimeDelta::seconds(now.second().into()) + TimeDelta::nanoseconds(now.nanosecond().into());
    let minute_of_now = now.checked_sub_signed(into_minute)?;
    let into_quarter = i64::from(now.minute()) % QUARTER;
    let mut quarter = minute_of_now.checked_sub_signed(TimeDelta::minutes(into_quarter))?;
    for _ in 0..=QUARTERS_AHEAD {
        let (day, first) = local(zone, quarter);
        for ahead in 0..QUARTER {
            let at = quarter.checked_add_signed(TimeDelta::minutes(ahead))?;
            let minute = first + u16::try_from(ahead).unwrap_or(0);
            // Offsets are whole quarters today; of old ones the day may end within one.
            let (day, minute) = if minute < 24 * 60 { (day, minute) } else { local(zone, at) };
            if at > now && is_open(hours, day, minute) {
                return Some(at);
            }
        }
        quarter = quarter.checked_add_signed(TimeDelta::minutes(QUARTER))?;
    }
    None
}

fn local(zone: Tz, at: DateTime<Utc>) -> (Day, u16) {
    let local = at.with_timezone(&zone);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
    let day = match local.weekday() {
        Weekday::Mon => Day::Monday,
        Weekday::Tue => Day::Tuesday,
        Weekday::Wed => Day::Wednesday,
        Weekday::Thu => Day::Thursday,
        Weekday::Fri => Day::Friday,
        Weekday::Sat => Day::Saturday,
        Weekday::Sun => Day::Sunday,
    };
    (day, minute)
}

fn is_open(hours: &Hours, day: Day, now: u16) -> bool {
    let is_within = |open: &OpenHours| {
        let (Some(from), Some(to)) = (minute(&open.from), minute(&open.to)) else { return false };
        from <= now && now < to
    };
    hours.days.iter().any(|open| open.day == day && is_within(open))
}

/// The minute of the day that `HH:MM` names, up to 24:00.
fn minute(text: &str) -> Option<u16> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u16::from(byte - b'0'));
    let (hour, minute) = (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= 24 * 60).then_some(of_day)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{Opening, fit, opening};
    use crate::{Day, Hours, OpenHours, Timestamp};

    fn hours(time_zone: &str, days: &[(Day, &str, &str)]) -> Hours {
        let open = |(day, from, to): &(Day, &str, &str)| OpenHours {
            day: *day,
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        Hours { time_zone: time_zone.to_owned(), days: days.iter().map(open).collect() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<DateTime<Utc>>().unwrap().into()
    }

    fn closed(until: &str) -> Opening {
        Opening::Closed(Some(at(until)))
    }

    #[test]
    fn it_is_open_from_the_first_minute_to_before_the_last_by_the_zones_clocks() {
        // 21 November 2026 is a Saturday; Berlin is an hour ahead.
        let berlin = hours("Europe/Berlin", &[(Day::Saturday, "09:00", "17:30")]);
        assert_eq!(
            opening(&berlin, at("2026-11-21T07:59:59.999999Z")),
            closed("2026-11-21T08:00:00Z")
        );
        assert_eq!(opening(&berlin, at("2026-11-21T08:00:00Z")), Opening::Open);
        assert_eq!(opening(&berlin, at("2026-11-21T16:29:59Z")), Opening::Open);
        assert_eq!(opening(&berlin, at("2026-11-21T16:30:00Z")), closed("2026-11-28T08:00:00Z"));
    }

    #[test]
    fn a_night_goes_on_over_midnight() {
        let night = [(Day::Friday, "22:00", "24:00"), (Day::Saturday, "00:00", "06:00")];
        let night = hours("Asia/Kathmandu", &night);
        // Kathmandu is 5:45 ahead.
        assert_eq!(opening(&night, at("2026-11-20T16:14:00Z")), closed("2026-11-20T16:15:00Z"));
        assert_eq!(opening(&night, at("2026-11-20T18:15:00Z")), Opening::Open);
        assert_eq!(opening(&night, at("2026-11-21T00:15:00Z")), closed("2026-11-27T16:15:00Z"));
    }

    #[test]
    fn an_hour_that_summer_time_skips_opens_nothing() {
        // On 29 March 2026 Berlin's clocks go from 02:00 to 03:00.
        let skipped = hours("Europe/Berlin", &[(Day::Sunday, "02:15", "02:45")]);
        assert_eq!(opening(&skipped, at("2026-03-28T12:00:00Z")), closed("2026-04-05T00:15:00Z"));
        let late = hours("Europe/Berlin", &[(Day::Sunday, "02:15", "04:00")]);
        assert_eq!(opening(&late, at("2026-03-28T12:00:00Z")), closed("2026-03-29T01:00:00Z"));
        assert_eq!(opening(&late, at("2026-03-29T01:59:00Z")), Opening::Open);
        assert_eq!(opening(&late, at("2026-03-29T02:00:00Z")), closed("2026-04-05T00:15:00Z"));
    }

    #[test]
    fn an_hour_that_comes_twice_is_open_twice() {
        // On 25 October 2026 Berlin's clocks go from 03:00 back to 02:00.
        let twice = hours("Europe/Berlin", &[(Day::Sunday, "02:10", "02:20")]);
        assert_eq!(opening(&twice, at("2026-10-25T00:10:00Z")), Opening::Open);
        assert_eq!(opening(&twice, at("2026-10-25T00:20:00Z")), closed("2026-10-25T01:10:00Z"));
        assert_eq!(opening(&twice, at("2026-10-25T01:10:00Z")), Opening::Open);
        let before = hours("Europe/Berlin", &[(Day::Sunday, "01:30", "02:30")]);
        assert_eq!(opening(&before, at("2026-10-25T00:45:00Z")), closed("2026-10-25T01:00:00Z"));
    }

    #[test]
    fn without_a_range_it_never_opens() {
        let never = hours("UTC", &[]);
        assert_eq!(opening(&never, at("2026-11-21T08:00:00Z")), Opening::Closed(None));
    }

    #[test]
    fn hours_that_cannot_be_kept_are_refused_by_name() {
        let monday = |from, to| (Day::Monday, from, to);
        for (hours, pointer) in [
            (hours("Berlin", &[]), "/hours/time_zone"),
            (hours("", &[]), "/hours/time_zone"),
            (hours("UTC", &[monday("9:00", "17:00")]), "/hours/days/0/from"),
            (hours("UTC", &[monday("24:00", "24:00")]), "/hours/days/0/from"),
            (hours("UTC", &[monday("09:60", "17:00")]), "/hours/days/0/from"),
            (hours("UTC", &[monday("09:00", "24:01")]), "/hours/days/0/to"),
            (hours("UTC", &[monday("09:00", "09:00")]), "/hours/days/0/to"),
            (hours("UTC", &[monday("22:00", "06:00")]), "/hours/days/0/to"),
            (
                hours("UTC", &[monday("09:00", "12:00"), monday("11:59", "13:00")]),
                "/hours/days/1/from",
            ),
            (
                hours("UTC", &[monday("09:00", "12:00"), monday("08:00", "13:00")]),
                "/hours/days/1/from",
            ),
            (hours("UTC", &[monday("00:00", "00:01"); 29]), "/hours/days"),
        ] {
            assert_eq!(fit(&hours).unwrap_err().field, pointer, "{hours:?}");
        }
        let split =
            [monday("13:00", "24:00"), monday("09:00", "13:00"), (Day::Tuesday, "09:00", "13:00")];
        assert_eq!(fit(&hours("America/Argentina/Buenos_Aires", &split)), Ok(()));
    }
}
