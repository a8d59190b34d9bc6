//! Times as people write them.

use std::time::Duration;

/// The units, the longest first, in milliseconds.
const UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Reads `30m`, `0s`, `1h30m`, `30d`: whole numbers with units, the longest unit first, none twice.
pub(crate) fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut millis: u64 = 0;
    while !rest.is_empty() {
        let (digits, behind) = split_while(rest, |b| b.is_ascii_digit());
        let (name, behind) = split_while(behind, |b| b.is_ascii_alphabetic());
        // Taking on from the iterator is what keeps units in order and single.
        let (_, unit) = units.find(|(unit, _)| *unit == name)?;
        let number: u64 = digits.parse().ok()?;
        millis = millis.checked_add(number.checked_mul(*unit)?)?;
        rest = behind;
    }
    (!text.is_empty()).then(|| Duration::from_millis(millis))
}

fn split_while(text: &str, fits: fn(u8) -> bool) -> (&str, &str) {
    let at = text.bytes().position(|b| !fits(b)).unwrap_or(text.len());
    text.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_are_times() {
        let cases = [
            ("0s", 0),
            ("500ms", 500),
            ("5s", 5_000),
            ("30m", 1_800_000),
            ("1h30m", 5_400_000),
            ("30d", 2_592_000_000),
            ("1d2h3m4s5ms", 93_784_005),
        ];
        for (text, millis) in cases {
            assert_eq!(parse_duration(text), Some(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn everything_else_is_not() {
        let cases = [
            "",
            "30",
            "m",
            "-5s",
            "+5s",
            "1.5h",
            "5 s",
            " 5s",
            "5S",
            "5m5m",
            "30m1h",
            "5x",
            "5sec",
            "∞",
            "5µs",
            "99999999999999999999s",
            "999999999999999999d",
        ];
        for text in cases {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
