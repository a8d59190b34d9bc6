use serde::{Deserialize, Serialize};

use crate::{Delivery, Success, Time};

/// Body of `POST /channels/{channel}/inbound`: what a host's own bot was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbound {
    /// Who wrote: a phone number on `whatsapp`, a number on `telegram`; with or without the channel and `:` in front.
    pub address: String,
    /// What they are called, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they wrote, or the id of the button that they pressed; up to 65,536 characters.
    pub text: String,
    /// The provider's id of the message, 1–256 characters; the same id again changes nothing.
    pub message_id: String,
    /// Whether the host knows them; without it what it last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<bool>,
    /// What it is; `text` without it. Of `media` the text is the caption and may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InboundKind>,
    /// When it was written, by the provider's clock: start and end words from before the chat began change nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Time>,
}

/// What came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InboundKind {
    /// Text that was written.
    #[default]
    Text,
    /// A button that was pressed; the text is its id.
    Button,
    /// A picture, a voice, a file.
    Media,
}

/// Answer of `POST /channels/{channel}/inbound`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboundAnswer {
    /// Whether it was for support; otherwise it is yours.
    pub handled: bool,
    /// Where the dialog stands now.
    pub state: DialogState,
    /// What to say to them, in this order. It is returned, not sent.
    pub replies: Vec<InboundReply>,
}

/// Where the dialog with somebody of a text channel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DialogState {
    /// No chat goes on, and the host does not know them.
    Idle,
    /// No chat goes on, and the host knows them.
    Registered,
    /// They chat with support.
    ChatSupportActive,
}

/// What to say to somebody of a text channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboundReply {
    /// The text.
    pub text: String,
    /// What can be pressed instead of writing.
    pub buttons: Vec<InboundButton>,
}

/// What can be pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboundButton {
    /// What comes back when it is.
    pub id: String,
    /// What stands on it.
    pub title: String,
}

/// Answer of `GET /admin/conversations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversations {
    /// One row for each person of a text channel, newest change first.
    pub conversations: Vec<Conversation>,
    /// All up to here is contained.
    pub cursor: String,
}

/// The conversation with one person of a text channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    /// Their phone number, `+` and digits; where a channel has none, their address.
    pub phone_number: String,
    /// What they are called, where that is known.
    pub name: Option<String>,
    /// Where the dialog stands.
    pub state: DialogState,
    /// Whether a chat goes on.
    pub is_chat_support: bool,
    /// Whether a chat goes on, under its other name.
    pub chat_support_active: bool,
    /// When that chat began.
    pub chat_start_time: Option<Time>,
    /// The newest message in short.
    pub last_message: Option<String>,
    /// When it was accepted.
    pub last_message_time: Option<Time>,
    /// Messages that the desk has not read.
    pub unread_count: u64,
    /// The newest session, `ses_…`.
    pub session_id: Option<String>,
    /// `whatsapp:+…` or `telegram:…`.
    pub address: String,
    /// The number of the newest session's ticket.
    pub ticket_id: Option<u64>,
    /// Whether chat is switched on for them.
    pub chat_enabled: bool,
}

/// Answer of `GET /admin/conversations/{phone}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationMessages {
    /// As in the path.
    pub phone_number: String,
    /// What was said in the newest session, in its order: the newest 200 where nothing else was asked for.
    pub messages: Vec<ConversationMessage>,
    /// Whether there are more in the direction that was asked for.
    pub has_more: bool,
    /// The newest session, `ses_…`; null before the first.
    pub session_id: Option<String>,
    /// All up to here is contained.
    pub cursor: String,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationMessage {
    /// Its position in its session.
    pub id: u64,
    /// The text.
    pub text: String,
    /// When it was accepted.
    pub timestamp: Time,
    /// Who wrote it.
    pub sender: ConversationSender,
    /// How far it got; null for what they wrote and for what the bot answered.
    pub delivery: Option<Delivery>,
}

/// Who wrote a message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConversationSender {
    /// The person.
    User,
    /// Somebody of the desk.
    Admin,
    /// An automatic text.
    Bot,
    /// chatdesk itself.
    System,
}

/// Body of `POST /admin/conversations/{phone}/chat-support/start`, and of `…/end`, where it is the last word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatSupportText {
    /// What to say; 1–4,000 Unicode scalar values. Without it the words of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Body of `POST /admin/conversations/{phone}/chat-support/send`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendToConversation {
    /// 1–4,000 Unicode scalar values after trimming white space at both ends, no NUL.
    pub message: String,
    /// 1–64 characters of `A-Za-z0-9._:-`; the same for every retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Answer of `…/chat-support/start` and `…/chat-support/send`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatSupportSent {
    /// That it is stored.
    pub status: Success,
    /// `Message sent to user`.
    pub message: String,
    /// What was said.
    pub data: SentToConversation,
}

/// What was said to somebody of a text channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentToConversation {
    /// As in the path.
    pub phone_number: String,
    /// The text.
    pub message_sent: String,
    /// When it was accepted.
    pub timestamp: Time,
}

/// Answer of `POST /admin/conversations/{phone}/chat-support/end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatSupportEnded {
    /// That it is over.
    pub status: Success,
    /// `Chat support session ended`.
    pub message: String,
    /// Which chat.
    pub data: EndedConversation,
}

/// Which chat is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndedConversation {
    /// As in the path.
    pub phone_number: String,
    /// When it ended.
    pub session_ended: Time,
}
