use serde::{Deserialize, Serialize};

use crate::Time;

/// Answer of `GET /admin/canned-replies`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedReplies {
    /// All of them, by `shortcut`.
    pub canned_replies: Vec<CannedReply>,
}

/// A text that agents send again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedReply {
    /// `ent_…`.
    pub id: String,
    /// What is typed after a slash to get it; no two are the same.
    pub shortcut: String,
    /// What it is called in lists.
    pub title: String,
    /// The text; `{name}`, `{agent}` and `{subject}` stand for what they say.
    pub text: String,
    /// When it was last changed.
    pub updated_at: Time,
    /// Who changed it.
    pub updated_by: String,
}

/// Body of `POST /admin/canned-replies` and of `PUT /admin/canned-replies/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveCannedReply {
    /// 1–32 characters of `a-z0-9_-` that no other has.
    pub shortcut: String,
    /// 1–100 characters.
    pub title: String,
    /// 1–4,000 Unicode scalar values after trimming white space at both ends, no NUL.
    pub text: String,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry of a `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}
