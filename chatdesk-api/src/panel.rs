use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ListedSession, ReadCursors};

/// Answer of `GET /panel/conversations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelConversations {
    /// One page, the latest changed first.
    pub conversations: Vec<ListedSession>,
    /// How many there are in all, counted up to 1,000.
    pub total: u64,
    /// Messages of others in all of them that the reader has not read.
    pub unread_count: u64,
    /// What to pass as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
    /// All up to here is contained.
    pub cursor: String,
}

/// Body of `POST /panel/conversations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginConversation {
    /// The ids by which the host knows the others; 1–49.
    pub participants: Vec<String>,
    /// What it is called, up to 200 characters; a pair keeps the first.
    #[serde(default)]
    pub title: Option<String>,
    /// The client's own id of it, 1–64 characters of `A-Za-z0-9._:-`, kept for every retry.
    #[serde(default)]
    pub client_id: Option<String>,
}

/// Body of `POST` and `DELETE /panel/conversations/{id}/members`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeMembers {
    /// The ids by which the host knows those who come or go. Absent in a `DELETE`: whoever asks leaves.
    #[serde(default)]
    pub participants: Vec<String>,
}

/// Somebody in a conversation of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelMember {
    /// The id that the host knows.
    pub id: String,
    /// The display name, once they have written or read there.
    pub name: Option<String>,
}

/// How far a session was read: by each side, or in a conversation of staff by each member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReadUpTo {
    /// By each side.
    Sides(ReadCursors),
    /// By each member: the id of the last message read, 0 for none, by the id that the host knows.
    Members(BTreeMap<String, u64>),
}

impl ReadUpTo {
    /// How far each side has read; where there are no sides, nothing.
    #[must_use]
    pub fn sides(&self) -> ReadCursors {
        match self {
            Self::Sides(read) => *read,
            Self::Members(_) => ReadCursors { user: 0, admin: 0 },
        }
    }
}
