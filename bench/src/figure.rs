//! A figure beside its bar.

use std::fmt;

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    bar: Option<Bar>,
}

/// What a figure has to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bar {
    /// Not less.
    AtLeast(f64),
    /// Not more.
    AtMost(f64),
    /// One that does not count on this machine, for this reason.
    Void(&'static str),
}

/// Whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is no bar, or none that counts here.
    Told,
    Ok,
    Missed,
}

impl Verdict {
    /// Whether nothing was missed.
    pub(crate) fn holds(self) -> bool {
        self != Self::Missed
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Told => "-",
            Self::Ok => "ok",
            Self::Missed => "MISSED",
        }
    }
}

impl Figure {
    /// A figure that is only told.
    pub(crate) fn told(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, bar: None }
    }

    /// A figure with a bar.
    pub(crate) fn with_bar(
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        bar: Bar,
    ) -> Self {
        Self { name: name.into(), value, unit, bar: Some(bar) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The figure with its unit.
    pub(crate) fn value(&self) -> String {
        format!("{} {}", shown(self.value), self.unit)
    }

    /// The bar in words; `-` where there is none.
    pub(crate) fn bar(&self) -> String {
        match self.bar {
            None => "-".to_owned(),
            Some(Bar::AtLeast(limit)) => format!(">= {} {}", shown(limit), self.unit),
            Some(Bar::AtMost(limit)) => format!("<= {} {}", shown(limit), self.unit),
            Some(Bar::Void(why)) => format!("void: {why}"),
        }
    }

    /// A value that is no number has reached nothing.
    pub(crate) fn verdict(&self) -> Verdict {
        let reached = match self.bar {
            None | Some(Bar::Void(_)) => return Verdict::Told,
            Some(Bar::AtLeast(limit)) => self.value >= limit,
            Some(Bar::AtMost(limit)) => self.value <= limit,
        };
        if reached { Verdict::Ok } else { Verdict::Missed }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, value, bar) = (&self.name, self.value(), self.bar());
        write!(f, "{name:<58} {value:>16}   {bar:<16} {}", self.verdict().word())
    }
}

/// Four digits that count are enough.
fn shown(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => format!("{value:.0}"),
        size if size >= 100.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The middle one; not a number when there is none.
pub(crate) fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The smallest value that so many per cent do not exceed.
pub(crate) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::{Bar, Figure, Verdict, median, percentile};

    fn verdict(value: f64, bar: Bar) -> Verdict {
        Figure::with_bar("it", value, "%", bar).verdict()
    }

    #[test]
    fn a_bar_is_reached_by_the_very_value() {
        assert_eq!(verdict(60.0, Bar::AtLeast(60.0)), Verdict::Ok);
        assert_eq!(verdict(80.0, Bar::AtMost(80.0)), Verdict::Ok);
    }

    #[test]
    fn a_value_on_the_wrong_side_has_missed() {
        assert_eq!(verdict(59.9, Bar::AtLeast(60.0)), Verdict::Missed);
        assert_eq!(verdict(80.1, Bar::AtMost(80.0)), Verdict::Missed);
    }

    #[test]
    fn what_is_no_number_has_missed() {
        assert_eq!(verdict(f64::NAN, Bar::AtLeast(60.0)), Verdict::Missed);
        assert_eq!(verdict(f64::NAN, Bar::AtMost(60.0)), Verdict::Missed);
    }

    #[test]
    fn a_void_bar_says_why_and_judges_nobody() {
        let figure = Figure::with_bar("it", 1.0, "%", Bar::Void("the disk does not sync"));
        assert_eq!(figure.verdict(), Verdict::Told);
        assert!(figure.to_string().contains("void: the disk does not sync"), "{figure}");
    }

    #[test]
    fn the_middle_is_one_of_the_values() {
        let measured = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(median(&measured).to_bits(), 3.0_f64.to_bits());
        assert_eq!(percentile(&measured, 99).to_bits(), 5.0_f64.to_bits());
        assert_eq!(percentile(&measured, 1).to_bits(), 1.0_f64.to_bits());
        assert!(median(&[]).is_nan());
    }
}
