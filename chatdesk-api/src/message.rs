use serde::{Deserialize, Serialize};

use crate::Time;

/// One message of a session, as one reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// The position in its session: 1, 2, 3… without gaps.
    pub id: u64,
    /// The session that it stands in, `ses_…`.
    pub session_id: String,
    /// Which side wrote it.
    pub sender_type: SenderType,
    /// Who wrote it, as far as the reader may know.
    pub sender: Sender,
    /// What it is.
    pub kind: MessageKind,
    /// The text, trimmed; 1–4,000 Unicode scalar values.
    pub content: String,
    /// When it was accepted.
    pub timestamp: Time,
    /// Whether the other side has read it.
    pub is_read: bool,
    /// The sender's own id of it; null for everybody else.
    pub client_id: Option<String>,
    /// How far it got on a text channel; null on the web.
    pub delivery: Option<Delivery>,
}

/// Which side a message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SenderType {
    /// A logged-in user of the host.
    User,
    /// Somebody without a login.
    Visitor,
    /// The desk: an agent or an administrator.
    Admin,
    /// An automatic text of the desk.
    Bot,
    /// chatdesk itself.
    System,
}

impl SenderType {
    /// Whether this is the customer's side; all others are the desk's.
    #[must_use]
    pub const fn is_customer(self) -> bool {
        matches!(self, Self::User | Self::Visitor)
    }
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MessageKind {
    /// Text that somebody wrote.
    Text,
    /// A file.
    Attachment,
    /// A fact about the session that both sides see.
    Event,
}

impl MessageKind {
    /// Whether such a message counts as unread for the other side.
    #[must_use]
    pub const fn is_countable_from(self, sender: SenderType) -> bool {
        matches!(self, Self::Text | Self::Attachment)
            && !matches!(sender, SenderType::Bot | SenderType::System)
    }
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sender {
    /// The id that the host knows; null for the desk's people when a customer reads.
    pub id: Option<String>,
    /// The display name, where one is known.
    pub name: Option<String>,
}

/// How far a message got on a text channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The furthest state that is known.
    pub state: DeliveryState,
    /// What the provider said, where it failed.
    pub error: Option<String>,
}

/// The states of a [`Delivery`], in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryState {
    /// Waits to leave.
    Queued,
    /// The provider took it.
    Sent,
    /// It reached the person's device.
    Delivered,
    /// The person opened it.
    Read,
    /// It will not arrive.
    Failed,
}
