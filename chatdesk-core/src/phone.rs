//! Phone numbers.

use std::{fmt, ops::RangeInclusive, str::FromStr};

/// How many digits one has.
const DIGITS: RangeInclusive<usize> = 7..=15;

/// A phone number: `+` and 7–15 digits, whichever of `+`, `-`, `(`, `)` and blanks were typed among them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// `+` and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = ParsePhoneNumberError;

    fn from_str(typed: &str) -> Result<Self, ParsePhoneNumberError> {
        let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ');
        if !typed.chars().all(is_sign) {
            return Err(ParsePhoneNumberError::Sign);
        }
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        if !DIGITS.contains(&digits.len()) {
            return Err(ParsePhoneNumberError::Digits(digits.len()));
        }
        Ok(Self(format!("+{digits}")))
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

/// Hides whose it is.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

/// Why a text is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParsePhoneNumberError {
    /// It holds something else.
    #[error("holds something else than digits, +, -, (, ) and blanks")]
    Sign,
    /// It has too few digits, or too many.
    #[error("has {0} digits; 7 to 15 are needed")]
    Digits(usize),
}
