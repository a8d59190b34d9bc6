use serde::{Deserialize, Serialize};

use crate::Time;

/// Answer of `GET /chat/settings`: what a window shows before anybody wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatSettings {
    /// What the window is called.
    pub title: Option<String>,
    /// What it begins with.
    pub greeting: Option<String>,
    /// How soon somebody answers.
    pub expectation: Option<String>,
    /// The brand's colour, `#rrggbb`.
    pub color: Option<String>,
    /// Whether visitors are asked for name and e-mail; they need not tell.
    pub ask_contact: bool,
    /// Whether it is within the opening hours; true where there are none.
    pub is_open: bool,
    /// What is said outside of them.
    pub away: Option<String>,
    /// When it opens next; null while it is open, and where it never does.
    pub opens_at: Option<Time>,
    /// How many of the desk are there.
    pub agents_online: u64,
}

/// Answer of `GET` and `PUT /admin/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// What the window is called.
    pub title: Option<String>,
    /// What it begins with.
    pub greeting: Option<String>,
    /// How soon somebody answers.
    pub expectation: Option<String>,
    /// What is said outside the opening hours.
    pub away: Option<String>,
    /// The brand's colour, `#rrggbb`.
    pub color: Option<String>,
    /// Whether visitors are asked for name and e-mail.
    pub ask_contact: bool,
    /// When somebody is there; null for always.
    pub hours: Option<Hours>,
    /// When it was last saved; null for never.
    pub updated_at: Option<Time>,
    /// Who saved it.
    pub updated_by: Option<String>,
}

/// Body of `PUT /admin/settings`: all of it. What is absent or null is as if it was never set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveSettings {
    /// What the window is called; up to 60 characters.
    #[serde(default)]
    pub title: Option<String>,
    /// What it begins with; up to 500 characters.
    #[serde(default)]
    pub greeting: Option<String>,
    /// How soon somebody answers; up to 200 characters.
    #[serde(default)]
    pub expectation: Option<String>,
    /// What is said outside the opening hours; up to 500 characters.
    #[serde(default)]
    pub away: Option<String>,
    /// The brand's colour, `#rrggbb`.
    #[serde(default)]
    pub color: Option<String>,
    /// Whether visitors are asked for name and e-mail; they are by default.
    #[serde(default)]
    pub ask_contact: Option<bool>,
    /// When somebody is there; null for always.
    #[serde(default)]
    pub hours: Option<Hours>,
}

/// Opening hours of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// By whose clocks: a name of the IANA time zone database.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Up to 28; several of one day may not overlap. None at all: never open.
    pub days: Vec<OpenHours>,
}

/// From when to when it is open on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenHours {
    /// Which day.
    pub day: Day,
    /// `HH:MM`.
    #[cfg_attr(feature = "openapi", schema(example = "09:00"))]
    pub from: String,
    /// `HH:MM`, later than `from`; up to `24:00`. What goes past midnight goes on on the next day from `00:00`.
    #[cfg_attr(feature = "openapi", schema(example = "17:30"))]
    pub to: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
