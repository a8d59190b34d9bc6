use serde::{Deserialize, Serialize};

use crate::{Amended, Time};

/// Body of `PATCH /chat/profile`; what is absent stays.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileRequest {
    /// What to call the visitor; 1–100 characters; null or empty for nothing.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Amended<String>,
    /// Where to answer when the page is closed; 3–254 characters with an `@`; null or empty for nothing.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Amended<String>,
}

/// Hides what somebody wrote.
impl std::fmt::Debug for ProfileRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProfileRequest").finish_non_exhaustive()
    }
}

/// Answer of `PATCH /chat/profile`: what is known now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileAnswer {
    /// The display name, where one is known.
    pub name: Option<String>,
    /// The e-mail address, where one is known.
    pub email: Option<String>,
}

/// Body of `PUT /chat/page`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageRequest {
    /// Where the page is: `http` or `https`, up to 2,048 characters. Query and fragment are not kept.
    pub url: String,
    /// What it is called; up to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// The page that a customer has before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page {
    /// Where it is, without query and fragment.
    pub url: String,
    /// What it is called.
    pub title: Option<String>,
    /// Since when.
    pub at: Time,
}

/// Data of `page`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageEvent {
    /// Whose.
    pub user_id: String,
    /// The page.
    pub page: Page,
}

/// Answer of `GET /admin/user/{userId}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserDetails {
    /// The id that the host knows (`42`), or `visitor:<id>`.
    pub user_id: String,
    /// The display name, where one is known.
    pub name: Option<String>,
    /// The e-mail address, where one is known.
    pub email: Option<String>,
    /// The phone number, where one is known.
    pub phone: Option<String>,
    /// With a login of the host, or without.
    pub kind: UserKind,
    /// Whether they may write.
    pub chat_enabled: bool,
    /// Messages of theirs that the desk has not read.
    pub unread_count: u64,
    /// Their newest session that has not ended.
    pub open_session_id: Option<String>,
    /// How many sessions they have, ended ones included.
    pub n_sessions: u64,
    /// When they became known.
    pub created_at: Option<Time>,
    /// When they last wrote.
    pub last_seen_at: Option<Time>,
    /// The page that they had before them within the last half hour; null where it is not known.
    pub page: Option<Page>,
}

/// What kind of customer somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub enum UserKind {
    /// With a login of the host.
    User,
    /// Without.
    Visitor,
}
