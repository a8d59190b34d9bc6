use std::fmt;

use serde::{Deserialize, Serialize};

/// An instant as text: RFC 3339 in UTC with microseconds.
///
/// For example `2026-11-21T09:30:00.123456Z`. The server writes it, a browser formats it for people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Time(String);

impl Time {
    /// Wraps text that is already RFC 3339 in UTC.
    #[must_use]
    pub const fn from_rfc3339(text: String) -> Self {
        Self(text)
    }

    /// The text as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
