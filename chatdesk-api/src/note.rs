use serde::{Deserialize, Serialize};

use crate::{MessagesAnswer, Person, Time};

/// What the desk wrote down for itself about a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// `ent_…`.
    pub id: String,
    /// The id of the session's newest message when it was written; 0 for none.
    pub after_id: u64,
    /// Who wrote it.
    pub author: Person,
    /// The text, trimmed; 1–4,000 Unicode scalar values.
    pub content: String,
    /// When it was written.
    pub created_at: Time,
}

/// Body of `POST /admin/chat/session/{id}/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteNote {
    /// 1–4,000 Unicode scalar values after trimming white space at both ends, no NUL.
    pub content: String,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Answer of `GET /admin/chat/session/{id}/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotesAnswer {
    /// The newest 1,000 notes, in the order in which they were written.
    pub notes: Vec<Note>,
}

/// Answer of `GET /chat/session/{id}/messages`: to the desk with its notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessagesPage {
    /// What every reader gets.
    #[serde(flatten)]
    pub answer: MessagesAnswer,
    /// The notes between the messages of the page, in the order in which they were written; absent when a customer
    /// reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<Note>>,
}
