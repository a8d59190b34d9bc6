use serde::{Deserialize, Serialize};

use crate::{Message, ReadUpTo, Session};

/// Answer of `GET /chat/status`: all that a button needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Status {
    /// Whether the asker may write.
    pub chat_enabled: bool,
    /// Messages of the other side that the asker's side has not read, over all sessions.
    pub unread_count: u64,
    /// The newest session of the asker that has not ended.
    pub open_session_id: Option<String>,
    /// How often to ask where no stream gets through, in milliseconds.
    pub poll_interval_ms: u64,
    /// All up to here is contained; null for somebody without a token.
    pub cursor: Option<String>,
}

/// Answer of `GET /chat/sessions`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionsAnswer {
    /// The asker's sessions.
    pub sessions: Vec<Session>,
    /// All up to here is contained.
    pub cursor: String,
}

/// Answer of `GET /chat/session/{id}/queue`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// How many wait up to here, this session included: 1 is next. Null unless it waits and holds a message.
    pub position: Option<u64>,
    /// How many wait in all.
    pub waiting: u64,
}

/// Body of `POST /chat/sessions`; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// What it is about; 1–200 characters. Kept when a session is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// A first message, appended to the session that is made or found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Make a new session even where one is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub another: Option<bool>,
}

/// Body of `POST /chat/session/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendMessage {
    /// 1–4,000 Unicode scalar values after trimming white space at both ends, no NUL.
    pub content: String,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Answer of `GET /chat/session/{id}/messages`: one page, ascending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessagesAnswer {
    /// The messages of the page.
    pub messages: Vec<Message>,
    /// The id of the newest message of the session; 0 while there is none.
    pub last_seq: u64,
    /// Whether there are more in the direction that was asked.
    pub has_more: bool,
    /// How far it was read.
    pub read: ReadUpTo,
    /// The session itself.
    pub session: Session,
    /// All up to here is contained.
    pub cursor: String,
}

/// How far each side has read a session: the id of the last message read, 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadCursors {
    /// The customer.
    pub user: u64,
    /// The desk: any agent's reading counts for all.
    pub admin: u64,
}

/// Body of `POST /chat/session/{id}/read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadRequest {
    /// The id of the last message seen, from 1; past the last counts as the last.
    pub up_to: i64,
}

/// Answer of `POST /chat/session/{id}/read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadAnswer {
    /// What is left unread in this session for the asker's side.
    pub unread_count: u64,
}
