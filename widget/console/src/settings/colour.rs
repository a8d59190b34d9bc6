//! Whether letters can be read on a colour, as WCAG reckons.

/// What stands on a colour, and how well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Contrast {
    /// Black or white, whichever is read better.
    pub(crate) ink: &'static str,
    /// From 1, the same colour, to 21.
    pub(crate) ratio: f64,
    /// The colour's own, as letters on white.
    pub(crate) on_white: f64,
}

/// Of `#rrggbb`; nothing of anything else.
pub(crate) fn contrast(colour: &str) -> Option<Contrast> {
    let digits =
        colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let rgb = u32::from_str_radix(digits, 16).ok()?;
    let part = |shift: u32| {
        let part = f64::from((rgb >> shift) & 0xff) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { lit((part + 0.055) / 1.055) }
    };
    let light = 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0);
    let (on_white, on_black) = (1.05 / (light + 0.05), (light + 0.05) / 0.05);
    let (ink, ratio) =
        if on_white >= on_black { ("#ffffff", on_white) } else { ("#000000", on_black) };
    Some(Contrast { ink, ratio, on_white })
}

impl Contrast {
    /// The ratio to one place. The standard library's way of writing any number weighs eight kilobytes.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "ten times a ratio is 210 at most"
    )]
    pub(crate) fn words(&self) -> String {
        let tenths = (self.ratio * 10.0 + 0.5) as u32;
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// `part` to the power of 2.4: twice itself, and the fifth root of that, as Newton finds it.
fn lit(part: f64) -> f64 {
    let square = part * part;
    let nearer = |root: f64, _| (4.0 * root + square / (root * root * root * root)) / 5.0;
    square * (0..40).fold(1.0, nearer)
}

#[cfg(test)]
mod tests {
    use super::{contrast, lit};

    #[test]
    fn a_part_is_lit_by_the_power_of_two_and_two_fifths() {
        for byte in 10..=255_u32 {
            let part = (f64::from(byte) / 255.0 + 0.055) / 1.055;
            assert!((lit(part) - part.powf(2.4)).abs() < 1e-9, "{byte}");
        }
    }

    #[test]
    fn a_ratio_is_said_to_one_place() {
        let said = |colour| contrast(colour).map(|contrast| contrast.words());
        assert_eq!(said("#000000").as_deref(), Some("21.0"));
        assert_eq!(said("#0d6a50").as_deref(), Some("6.6"));
    }

    #[test]
    fn ratios_are_those_of_wcag() {
        let near = |colour, ink, ratio: f64| {
            let found = contrast(colour).unwrap();
            assert_eq!(found.ink, ink, "{colour}");
            assert!((found.ratio - ratio).abs() < 0.01, "{colour}: {}", found.ratio);
        };
        near("#000000", "#ffffff", 21.0);
        near("#ffffff", "#000000", 21.0);
        near("#ff0000", "#000000", 5.25);
        near("#0d6a50", "#ffffff", 6.57);
        near("#767676", "#000000", 4.62);
        for text in ["", "red", "#fff", "#ggffff", "112233", "#1122334"] {
            assert_eq!(contrast(text), None, "{text}");
        }
    }
}
