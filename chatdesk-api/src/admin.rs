use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Session, Time};

/// Body of `PUT /admin/user/{userId}/chat-toggle`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToggleRequest {
    /// Whether the user may write.
    pub chat_enabled: bool,
    /// Why, for the history; up to 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Answer of `PUT /admin/user/{userId}/chat-toggle`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Toggle {
    /// The user.
    pub user_id: String,
    /// Whether the user may write.
    pub chat_enabled: bool,
    /// When it was last switched.
    pub updated_at: Time,
    /// Who switched it last.
    pub updated_by: String,
}

/// Answer of `GET /admin/user/{userId}/chat-toggle/history`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToggleHistory {
    /// The newest 200 changes.
    pub changes: Vec<ToggleChange>,
}

/// One change of a user's switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToggleChange {
    /// What it was switched to.
    pub chat_enabled: bool,
    /// Why, where somebody said so.
    pub reason: Option<String>,
    /// When.
    pub updated_at: Time,
    /// Who.
    pub updated_by: String,
}

/// Answer of `GET /admin/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminUsers {
    /// One page, newest contact first; with `ids` one row for each, in the order asked.
    pub users: Vec<AdminUser>,
    /// How many there are in all.
    pub total: u64,
    /// What to pass as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
    /// All up to here is contained.
    pub cursor: String,
}

/// One row of the users' table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminUser {
    /// The id that the host knows (`42`), or `visitor:<id>`.
    pub user_id: String,
    /// The display name, where one is known.
    pub name: Option<String>,
    /// The e-mail address, where one is known.
    pub email: Option<String>,
    /// Whether the user may write.
    pub chat_enabled: bool,
    /// Messages of this user that the desk has not read.
    pub unread_count: u64,
    /// The newest session that has not ended.
    pub open_session_id: Option<String>,
    /// When the user last wrote or read.
    pub last_seen_at: Option<Time>,
}

/// Answer of `GET /admin/chat/sessions`, newest change first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminSessions {
    /// One page.
    pub sessions: Vec<ListedSession>,
    /// How many there are in all.
    pub total: u64,
    /// What to pass as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
    /// All up to here is contained.
    pub cursor: String,
}

/// A session in the desk's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedSession {
    /// The session.
    #[serde(flatten)]
    pub session: Session,
    /// With `search`: where it was found; absent where that is not in a message.
    #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Match>,
}

/// The message that words were found in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Match {
    /// The newest message of the session that holds all words, or else the newest that holds one of them.
    pub message_id: u64,
    /// Its text around the first word that was found, up to 160 characters on one line.
    pub preview: String,
}

/// Answer of `GET /admin/agents`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agents {
    /// Those who have an account of this server, and whoever else is there now; by name.
    pub agents: Vec<AgentPresence>,
}

/// Somebody of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentPresence {
    /// The id by which sessions name them.
    pub id: String,
    /// The display name, where one is known.
    pub name: Option<String>,
    /// Whether they are there now.
    pub online: bool,
}

/// Body of `PATCH /admin/chat/session/{id}`; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmendSession {
    /// Who has it: the id by which the host knows somebody of the desk; null for nobody.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub agent_id: Amended<String>,
    /// What it is about, up to 200 characters; null for nothing.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub subject: Amended<String>,
    /// What the desk sorts it by: at most 20, each of 1–40 characters, none twice; null for none.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub tags: Amended<Vec<String>>,
}

/// A value that may be absent, null, or there: three different wishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Amended<T> {
    /// Not mentioned.
    #[default]
    Absent,
    /// To go.
    Null,
    /// To become this.
    Value(T),
}

impl<T> Amended<T> {
    /// Whether it is not mentioned.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Amended<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

impl<T: Serialize> Serialize for Amended<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}
