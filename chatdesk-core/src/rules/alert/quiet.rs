//! Hours in which nobody of the desk is disturbed.

use crate::{
    Day, Hours, Invalid, OpenHours, Timestamp,
    rules::hours::{self, Opening},
};

const DAYS: [Day; 7] = [
    Day::Monday,
    Day::Tuesday,
    Day::Wednesday,
    Day::Thursday,
    Day::Friday,
    Day::Saturday,
    Day::Sunday,
];

/// Hours of each day in which nobody of the desk is told that customers wait; they are told once the hours end.
///
/// Systems of the host's and customers are told at any hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// When people are told.
    awake: Hours,
}

impl QuietHours {
    /// From `from` to before `until`, `HH:MM` by the clocks of a zone of the IANA time zone database; where `until` is
    /// earlier they go on over midnight.
    ///
    /// # Errors
    /// When a zone is not known, or either is no `HH:MM` of 00:00 to 23:59, or both are the same; the field is `/from`,
    /// `/until` or `/time_zone`.
    pub fn new(from: &str, until: &str, time_zone: &str) -> Result<Self, Invalid> {
        let ranges: &[(&str, &str)] = match () {
            () if from == until => {
                return Err(Invalid::new("/until", "is the same as from; the hours never end"));
            }
            () if until < from => &[(until, from)],
            () => &[("00:00", from), (until, "24:00")],
        };
        let ranges = ranges.iter().filter(|(open, close)| open != close);
        let days = ranges.flat_map(|(from, to)| {
            DAYS.map(|day| OpenHours { day, from: (*from).to_owned(), to: (*to).to_owned() })
        });
        let awake = Hours { time_zone: time_zone.to_owned(), days: days.collect() };
        let times = [("/from", from), ("/until", until)];
        for (field, time) in times {
            if !hours::is_time_of_day(time) {
                return Err(Invalid::new(field, "is not HH:MM, 00:00 to 23:59"));
            }
        }
        hours::fit(&awake).map_err(|_| {
            let detail = "is not a name of the IANA time zone database, such as Europe/Berlin";
            Invalid::new("/time_zone", detail)
        })?;
        Ok(Self { awake })
    }

    /// When it is quiet no longer, where it is quiet now.
    pub(crate) fn until(&self, now: Timestamp) -> Option<Timestamp> {
        match hours::opening(&self.awake, now) {
            Opening::Open | Opening::Closed(None) => None,
            Opening::Closed(until) => until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::QuietHours;
    use crate::Timestamp;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn until(quiet: &QuietHours, now: &str) -> Option<Timestamp> {
        quiet.until(at(now))
    }

    #[test]
    fn a_night_is_quiet_over_midnight_by_the_zones_clocks() {
        // Berlin is an hour ahead in November.
        let night = QuietHours::new("22:00", "07:00", "Europe/Berlin").unwrap();
        assert_eq!(until(&night, "2026-11-21T20:59:59Z"), None);
        let morning = Some(at("2026-11-22T06:00:00Z"));
        assert_eq!(until(&night, "2026-11-21T21:00:00Z"), morning);
        assert_eq!(until(&night, "2026-11-22T05:59:59Z"), morning);
        assert_eq!(until(&night, "2026-11-22T06:00:00Z"), None);
    }

    #[test]
    fn hours_within_a_day_are_quiet_on_each_day() {
        for (from, to, quiet, end) in [
            ("12:00", "13:00", "2026-11-21T12:30:00Z", "2026-11-21T13:00:00Z"),
            ("00:00", "06:00", "2026-11-21T00:00:00Z", "2026-11-21T06:00:00Z"),
        ] {
            let hours = QuietHours::new(from, to, "UTC").unwrap();
            assert_eq!(until(&hours, quiet), Some(at(end)));
            assert_eq!(until(&hours, end), None);
        }
    }

    #[test]
    fn hours_that_cannot_be_kept_are_refused_by_name() {
        for (from, until, zone, field) in [
            ("22:00", "22:00", "UTC", "/until"),
            ("24:00", "07:00", "UTC", "/from"),
            ("7:00", "08:00", "UTC", "/from"),
            ("22:00", "24:00", "UTC", "/until"),
            ("22:00", "late", "UTC", "/until"),
            ("22:00", "07:00", "Berlin", "/time_zone"),
        ] {
            let refused = QuietHours::new(from, until, zone).unwrap_err();
            assert_eq!(refused.field, field, "{from} {until} {zone}");
        }
    }
}
