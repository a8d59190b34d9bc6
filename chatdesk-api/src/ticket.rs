use serde::{Deserialize, Serialize};

use crate::{Amended, Channel, Delivery, Note, SenderType, Time};

/// Body of `POST /support/tickets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenTicket {
    /// 7–15 digits, and beside them `+`, `-`, `(`, `)` and blanks; kept as `+digits`.
    pub phone_number: String,
    /// What you are called; 1–100 characters.
    pub sender_name: String,
    /// What is to be solved; 1–4,000 Unicode scalar values after trimming white space at both ends, no NUL.
    pub issue_description: String,
    /// How much it presses; `MEDIUM` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Answer of `POST /support/tickets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenedTicket {
    /// Its number: 1, 2, 3….
    pub ticket_id: u64,
    /// Opens this ticket alone, as `Authorization: Bearer`; begins with `cdt_`.
    pub token: String,
}

/// A ticket, without its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Its number: 1, 2, 3….
    pub id: u64,
    /// The customer's phone, where one is known: `+` and digits.
    pub phone_number: Option<String>,
    /// What the customer is called, where that is known.
    pub sender_name: Option<String>,
    /// What is to be solved, as it was said first; may be empty.
    pub issue_description: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// How much it presses.
    pub priority: TicketPriority,
    /// Who of the desk has it; null to the customer's side.
    pub assigned_admin_id: Option<String>,
    /// What they are called.
    pub assigned_admin_name: Option<String>,
    /// The host's own reference.
    pub student_id: Option<String>,
    /// When it was made.
    pub created_at: Time,
    /// When it last changed, its messages included.
    pub updated_at: Time,
    /// Since when it is resolved; null while it is not.
    pub resolved_at: Option<Time>,
    /// When an agent first answered it.
    pub first_answered_at: Option<Time>,
    /// The session that it is talked about in, `ses_…`.
    pub session_id: String,
    /// The customer: the id that the host knows (`42`), or `visitor:<id>`, `whatsapp:+…`, `telegram:…`.
    pub user_id: String,
    /// What it comes by.
    pub channel: Channel,
    /// How the desk sorts it; absent to the customer's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// How many messages it has.
    pub message_count: u64,
    /// Messages that the reader's side has not read.
    pub unread_count: u64,
    /// Whether chat is switched on for the customer.
    pub chat_enabled: bool,
    /// Grows with every change of the ticket.
    pub version: u64,
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketStatus {
    /// Nobody of the desk works on it.
    Open,
    /// Somebody of the desk does.
    InProgress,
    /// The desk holds it to be solved.
    Resolved,
    /// It is over.
    Closed,
}

/// How much a ticket presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketPriority {
    /// It can wait.
    Low,
    /// As most do.
    Medium,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

/// Answer of `GET /support/tickets/{id}` and `GET /admin/support/tickets/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketThread {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// A page of its messages, in their order; the newest 200 where nothing else was asked for.
    pub messages: Vec<TicketMessage>,
    /// Whether there are more in the direction that was asked for.
    pub has_more: bool,
    /// The notes between the messages of the page; absent to the customer's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<Note>>,
    /// All up to here is contained.
    pub cursor: String,
}

/// A message of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketMessage {
    /// Its position among them: 1, 2, 3….
    pub id: u64,
    /// Who wrote it; the customer is always `user`.
    pub sender_type: SenderType,
    /// What they are called, where that is known.
    pub sender_name: Option<String>,
    /// The text.
    pub message: String,
    /// When it was accepted.
    pub created_at: Time,
    /// How far it got on a text channel; null on the web.
    pub delivery: Option<Delivery>,
}

/// Body of `POST /support/tickets/{id}/messages` and `POST /admin/support/tickets/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteToTicket {
    /// 1–4,000 Unicode scalar values after trimming white space at both ends, no NUL.
    pub message: String,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Answer of `POST /support/tickets/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WrittenToTicket {
    /// Its position among the ticket's messages.
    pub message_id: u64,
    /// That it is stored.
    pub status: Success,
}

/// Answer of `POST /admin/support/tickets/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnsweredTicket {
    /// Its position among the ticket's messages.
    pub message_id: u64,
    /// Whether the customer writes by WhatsApp and it was sent there.
    pub whatsapp_notification_sent: bool,
    /// How far it got on its way to the customer.
    pub delivery: Notified,
}

/// How far what the desk said got on its way to the customer, beyond being stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Notified {
    /// It left.
    Sent,
    /// It is on its way.
    Queued,
    /// It could not be brought there.
    Failed,
    /// Nothing goes there: the customer reads it on the page.
    None,
}

/// That it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Success {
    /// It was.
    Success,
}

/// Body of `POST /admin/support/tickets/{id}/close`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseTicket {
    /// A last word to the customer; without it a text channel says that the ticket is resolved, and the web nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Answer of `POST /admin/support/tickets/{id}/close`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClosedTicket {
    /// Where it stands now: `RESOLVED`.
    pub status: TicketStatus,
    /// How far the last word got.
    pub user_notification: Notified,
}

/// Body of `PATCH /admin/support/tickets/{id}`; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmendTicket {
    /// Where it is to stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// How much it presses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    /// Who of the desk is to have it; null for nobody.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub assigned_admin_id: Amended<String>,
    /// How the desk sorts it: at most 20, each of 1–40 characters, none twice; null for none.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub tags: Amended<Vec<String>>,
    /// The host's own reference, up to 100 characters; null for none.
    #[serde(default, skip_serializing_if = "Amended::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub student_id: Amended<String>,
}

/// Body of `POST /admin/chat/session/{id}/ticket`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeTicket {
    /// How much it presses; `MEDIUM` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    /// What is to be solved; without it what the chat is about, or what was last said in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_description: Option<String>,
}

/// Answer of `GET /admin/support/tickets` and `GET /support/open-tickets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tickets {
    /// One page.
    pub tickets: Vec<Ticket>,
    /// How many there are on all pages.
    pub total: u64,
    /// All up to here is contained.
    pub cursor: String,
}

/// Answer of `GET /admin/support/notifications` and `GET /support/notifications`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketNotifications {
    /// Tickets that are `OPEN`.
    pub open_tickets: u64,
    /// Tickets that are `IN_PROGRESS`.
    pub in_progress: u64,
    /// Of both those that nobody has.
    pub unassigned: u64,
    /// Whether there are open ones or such that nobody has.
    pub has_alerts: bool,
    /// All up to here is contained.
    pub cursor: String,
}

/// Data of `ticket`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketEvent {
    /// The ticket as it is now, without its messages.
    pub ticket: Ticket,
}
