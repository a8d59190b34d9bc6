use serde::{Deserialize, Serialize};

use crate::{DialogState, PanelMember, Sender, SenderType, Time};

/// One chat, as one side sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// `ses_…`.
    pub id: String,
    /// Who talks with whom.
    pub kind: SessionKind,
    /// Where the customer writes from.
    pub channel: Channel,
    /// Waiting until somebody of the desk wrote, then active, then ended.
    pub status: SessionStatus,
    /// Not ended.
    pub is_active: bool,
    /// The customer; in a conversation of staff who began it.
    pub user: User,
    /// Who is in a conversation of staff; absent in others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<PanelMember>>,
    /// Whether a conversation of staff is a group, which people come into and leave; absent in others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// Who of the desk has it; the id is null when a customer reads.
    pub agent: Option<Person>,
    /// What it is about, where the customer said so; 1–200 characters.
    pub subject: Option<String>,
    /// What the desk sorts it by; absent when a customer reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// When it was opened.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// The id of its newest message; 0 while there is none.
    pub last_seq: u64,
    /// The newest message in short.
    pub last_message: Option<LastMessage>,
    /// Messages of the other side that the reader's side has not read.
    pub unread_count: u64,
    /// The ticket that this chat belongs to.
    pub ticket_id: Option<u64>,
    /// Where the dialog with the customer stands; null on the web.
    #[serde(default)]
    pub dialog: Option<DialogState>,
    /// Whether the customer may write.
    pub chat_enabled: bool,
    /// Until when free text may be sent on a channel that limits it.
    pub window_expires_at: Option<Time>,
    /// Grows with every change of anything in here; of two copies the larger is the newer.
    pub version: u64,
}

/// Who talks with whom in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SessionKind {
    /// A logged-in user with the desk.
    Support,
    /// A visitor without a login with the desk.
    Visitor,
    /// Staff among themselves.
    Panel,
}

/// Where a customer writes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    /// The widget or the HTTP interface.
    Web,
    /// WhatsApp.
    Whatsapp,
    /// Telegram.
    Telegram,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SessionStatus {
    /// Nobody of the desk has written yet.
    Waiting,
    /// Somebody of the desk has.
    Active,
    /// It is over; its history stays.
    Ended,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The id that the host knows (`42`), or `visitor:<id>`.
    pub id: String,
    /// The display name, where one is known.
    pub name: Option<String>,
    /// The e-mail address, where one is known.
    pub email: Option<String>,
    /// The phone number, where one is known.
    pub phone: Option<String>,
}

/// Somebody of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The id that the host knows; null when a customer reads.
    pub id: Option<String>,
    /// The display name, where one is known.
    pub name: Option<String>,
}

/// The newest message of a session in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastMessage {
    /// Its first 120 characters, on one line.
    pub preview: String,
    /// Which side wrote it.
    pub sender_type: SenderType,
    /// Who wrote it in a conversation of staff; absent in others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<Sender>,
    /// When.
    pub timestamp: Time,
}
