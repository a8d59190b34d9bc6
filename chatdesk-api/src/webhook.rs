use serde::{Deserialize, Serialize};

use crate::{
    Channel, Message, MessageEvent, Session, SessionEvent, TicketEvent, Time, ToggleEvent,
};

/// Body of what a webhook posts: `{type, timestamp, data}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEvent {
    /// When it happened; of [`WebhookData::SessionUnread`] when this attempt began.
    pub timestamp: Time,
    /// What happened: `type` and `data`.
    #[serde(flatten)]
    pub data: WebhookData,
}

/// What happened, with the records as they are when it is posted, as the desk sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
#[non_exhaustive]
pub enum WebhookData {
    /// Nothing: somebody tries whether the receiver answers.
    #[serde(rename = "check")]
    Check(CheckEvent),
    /// A customer waits for somebody of the desk.
    #[serde(rename = "session.unread")]
    SessionUnread(UnreadEvent),
    /// A session was opened.
    #[serde(rename = "session.opened")]
    SessionOpened(SessionEvent),
    /// A session was taken, handed over or released.
    #[serde(rename = "session.assigned")]
    SessionAssigned(SessionEvent),
    /// Something else of a session was changed.
    #[serde(rename = "session.changed")]
    SessionChanged(SessionEvent),
    /// A session ended.
    #[serde(rename = "session.ended")]
    SessionEnded(SessionEvent),
    /// A message was accepted, of whichever side.
    #[serde(rename = "message.created")]
    MessageCreated(MessageEvent),
    /// Somebody of a text channel is to read this: send it to them.
    #[serde(rename = "message.outbound")]
    MessageOutbound(Box<OutboundEvent>),
    /// A ticket was made.
    #[serde(rename = "ticket.created")]
    TicketCreated(TicketEvent),
    /// A ticket stands elsewhere, presses more or less, or has somebody else.
    #[serde(rename = "ticket.changed")]
    TicketChanged(TicketEvent),
    /// Chat was switched for a user.
    #[serde(rename = "toggle.changed")]
    ToggleChanged(ToggleEvent),
}

/// Data of `message.outbound`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboundEvent {
    /// Which channel.
    pub channel: Channel,
    /// To whom: `whatsapp:+…` or `telegram:…`.
    pub address: String,
    /// Their phone number, `+` and digits; where a channel has none, their address.
    pub phone_number: String,
    /// What they are to read: of an agent with the prefix of the settings in front.
    pub text: String,
    /// The message as it is stored.
    pub message: Message,
    /// Its session, as it is now.
    pub session: Session,
}

/// Data of `check`: empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckEvent {}

/// Data of `session.unread`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadEvent {
    /// The session.
    pub session_id: String,
    /// Its customer.
    pub user: WaitingUser,
    /// How many of their messages in it the desk has not read.
    pub unread_count: u64,
    /// The newest message, where the customer wrote it.
    pub last_message: Option<UnreadMessage>,
}

/// Who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingUser {
    /// The id that the host knows, or `visitor:<id>`.
    pub id: String,
    /// What they are called, where that is known.
    pub name: Option<String>,
}

/// The newest message of those that nobody has read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadMessage {
    /// Its first 120 characters, on one line.
    pub preview: String,
    /// When it was accepted.
    pub timestamp: Time,
}
