//! People of the desk whom no host knows.

use std::{fmt, str::FromStr};

use crate::{Entry, EntryContent, StaffRole, Timestamp};

/// Somebody who answers without a host's login: they sign in by name and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// What they are called.
    pub name: AccountName,
    /// What they may do.
    pub role: StaffRole,
    /// The hash of their password, as whoever checks it wrote it; none until one was set.
    pub password: Option<String>,
    /// When the account was made.
    pub made_at: Timestamp,
    /// When they last signed in.
    pub signed_in_at: Option<Timestamp>,
}

/// Hides name and hash.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("role", &self.role).finish_non_exhaustive()
    }
}

impl Account {
    /// The id by which they are known as somebody of the desk: `agent:<name>`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("agent:{}", self.name)
    }

    /// What an entry says of an account, where it says that.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        let EntryContent::Account { name, role, password, signed_in_at, .. } = &entry.content
        else {
            return None;
        };
        Some(Self {
            name: AccountName(name.clone()),
            role: *role,
            password: password.clone(),
            made_at: entry.at,
            signed_in_at: *signed_in_at,
        })
    }
}

/// What somebody of the desk signs in by: 1–100 characters without control characters, on one line.
///
/// Two names that differ in case alone are one.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    const MAX_CHARS: usize = 100;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is the same for all ways to write one name.
    #[must_use]
    pub fn folded(&self) -> String {
        // Both ways, so that `ß`, `SS` and the final sigma come to one text.
        self.0.to_uppercase().to_lowercase()
    }
}

impl FromStr for AccountName {
    type Err = ParseAccountNameError;

    /// White space at both ends is cut off; inside, each run of it is one space.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.contains(is_hidden) {
            return Err(ParseAccountNameError::Control);
        }
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().take(Self::MAX_CHARS + 1).count() {
            0 => Err(ParseAccountNameError::Empty),
            n_chars if n_chars > Self::MAX_CHARS => Err(ParseAccountNameError::TooLong),
            _ => Ok(Self(name)),
        }
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Hides the text.
impl fmt::Debug for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountName(…)")
    }
}

/// Control characters, line separators, and marks that turn the direction of what stands around them.
fn is_hidden(c: char) -> bool {
    let is_mark = matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    c.is_control() || is_mark
}

/// Text that cannot be a name of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseAccountNameError {
    /// There is nothing.
    #[error("the name is empty; 1 to 100 characters are needed")]
    Empty,
    /// There is too much.
    #[error("the name is longer than 100 characters")]
    TooLong,
    /// Something that cannot be seen.
    #[error("the name holds a control character, or one that cannot be seen; remove it")]
    Control,
}

#[cfg(test)]
mod tests {
    use super::{AccountName, ParseAccountNameError};

    fn name(text: &str) -> AccountName {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_has_1_to_100_characters_on_one_line() {
        assert_eq!(name("  Ann \u{a0} Lee ").as_str(), "Ann Lee");
        let longest = "😀".repeat(100);
        assert_eq!(name(&longest).as_str(), longest);
        let refused = |text: &str| text.parse::<AccountName>().unwrap_err();
        assert_eq!(refused(&format!("{longest}x")), ParseAccountNameError::TooLong);
        assert_eq!(refused(" \u{3000} "), ParseAccountNameError::Empty);
        for hidden in ["a\0b", "a\nb", "a\u{7f}b", "a\u{202e}b", "a\u{200b}b", "a\u{2028}b"] {
            assert_eq!(refused(hidden), ParseAccountNameError::Control, "{hidden:?}");
        }
    }

    #[test]
    fn names_that_differ_in_case_alone_are_one() {
        for (one, other) in
            [("Ann", "aNN"), ("Ümit", "ümit"), ("Straße", "STRASSE"), ("ΟΔΟΣ", "οδος")]
        {
            assert_eq!(name(one).folded(), name(other).folded(), "{one} {other}");
        }
        assert_ne!(name("Ann").folded(), name("Anna").folded());
    }

    #[test]
    fn a_name_is_not_shown_to_logs() {
        assert_eq!(format!("{:?}", name("Ann")), "AccountName(…)");
    }
}
