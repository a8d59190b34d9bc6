use serde::{Deserialize, Serialize};

use crate::{Message, ReadCursors, Session, Time};

/// One event of a stream, with the name that it travels under.
///
/// Over Server-Sent Events `event` is the event's name and `data` its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StreamEvent {
    /// First, at once.
    Hello(HelloEvent),
    /// A message was accepted; also one's own.
    Message(MessageEvent),
    /// A session changed.
    Session(SessionEvent),
    /// Somebody read.
    Read(ReadEvent),
    /// Chat was switched for a user.
    Toggle(ToggleEvent),
    /// A user was erased: forget them. To a customer it is themself.
    Erased(ErasedEvent),
    /// Nothing happened; the line is alive.
    Ping(PingEvent),
    /// Forget, load snapshots, go on from the cursor.
    Reset(ResetEvent),
}

impl StreamEvent {
    /// The name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Message(_) => "message",
            Self::Session(_) => "session",
            Self::Read(_) => "read",
            Self::Toggle(_) => "toggle",
            Self::Erased(_) => "erased",
            Self::Ping(_) => "ping",
            Self::Reset(_) => "reset",
        }
    }
}

/// Data of `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelloEvent {
    /// Where the stream begins: all up to here is not repeated.
    pub cursor: String,
    /// A `ping` comes at least this often, in milliseconds.
    pub heartbeat_ms: u64,
    /// What carries the stream.
    pub transport: Transport,
}

/// What carries a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub enum Transport {
    /// Server-Sent Events.
    Sse,
}

/// Data of `message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageEvent {
    /// The message.
    pub message: Message,
    /// Its session, at least as new as the message.
    pub session: Session,
}

/// Data of `session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionEvent {
    /// The session as it is now.
    pub session: Session,
}

/// Data of `read`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadEvent {
    /// The session.
    pub session_id: String,
    /// How far each side has read.
    pub read: ReadCursors,
    /// What is left unread in it for the reader's side.
    pub unread_count: u64,
}

/// Data of `toggle`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToggleEvent {
    /// The user.
    pub user_id: String,
    /// Whether the user may write.
    pub chat_enabled: bool,
    /// When it was switched.
    pub updated_at: Time,
}

/// Data of `erased`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasedEvent {
    /// The user.
    pub user_id: String,
}

/// Data of `ping`: empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PingEvent {}

/// Data of `reset`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetEvent {
    /// Where the stream goes on.
    pub cursor: String,
    /// Why.
    pub reason: ResetReason,
}

/// Why a stream cannot go on from where its reader was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ResetReason {
    /// More was missed than is repeated, or something that was read is removed.
    TooFar,
    /// The cursor is malformed, foreign, or from the future.
    UnknownCursor,
    /// The reader did not keep up.
    Slow,
}
