//! What administrators choose while the server runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a customer's window shows before anybody wrote, and when somebody is there.
///
/// The operator's own choices are [`Policy`](crate::Policy).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What the window is called; up to 60 characters.
    pub title: Option<String>,
    /// What it begins with; up to 500 characters.
    pub greeting: Option<String>,
    /// How soon somebody answers; up to 200 characters.
    pub expectation: Option<String>,
    /// What is said outside the opening hours; up to 500 characters.
    pub away: Option<String>,
    /// The brand's colour, `#rrggbb`.
    pub color: Option<String>,
    /// Whether visitors are asked for name and e-mail.
    pub ask_contact: bool,
    /// When somebody is there; `None` for always.
    pub hours: Option<Hours>,
}

/// As nobody has chosen anything yet.
impl Default for Settings {
    fn default() -> Self {
        Self {
            title: None,
            greeting: None,
            expectation: None,
            away: None,
            color: None,
            ask_contact: true,
            hours: None,
        }
    }
}

/// Opening hours of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// By whose clocks: a name of the IANA time zone database.
    pub time_zone: String,
    /// Up to 28; several of one day do not overlap. None at all: never open.
    pub days: Vec<OpenHours>,
}

/// From when to when it is open on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// Which day.
    pub day: Day,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`, later than `from`; up to `24:00`.
    pub to: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// A text that agents send again and again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedReply {
    /// What is typed after a slash to get it: 1–32 of `a-z0-9_-`; no two are the same.
    pub shortcut: String,
    /// What it is called in lists; 1–100 characters.
    pub title: String,
    /// The text; 1–4,000 characters.
    pub text: String,
}

/// Shows the shortcut alone: the rest is what a person wrote.
impl fmt::Debug for CannedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CannedReply").field("shortcut", &self.shortcut).finish_non_exhaustive()
    }
}
