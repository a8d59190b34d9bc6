use serde::{Deserialize, Serialize};

use crate::{Message, Note, PageEvent, Person, ReadUpTo, SenderType, Session, TicketEvent, Time};

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
    /// A ticket was made or changed; to the desk alone.
    Ticket(TicketEvent),
    /// The desk wrote a note; to the desk alone.
    Note(NoteEvent),
    /// Chat was switched for a user.
    Toggle(ToggleEvent),
    /// Somebody of the other side writes; a hint without an id.
    Typing(TypingEvent),
    /// Who of the desk is there; a hint without an id.
    Presence(PresenceEvent),
    /// A customer has a page before them; to the desk alone, a hint without an id.
    Page(PageEvent),
    /// A user was erased: forget them. To a customer it is themself.
    Erased(ErasedEvent),
    /// Settings or canned replies were changed; to the desk alone. Ask for them again.
    Settings(SettingsEvent),
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
            Self::Ticket(_) => "ticket",
            Self::Note(_) => "note",
            Self::Toggle(_) => "toggle",
            Self::Typing(_) => "typing",
            Self::Presence(_) => "presence",
            Self::Page(_) => "page",
            Self::Erased(_) => "erased",
            Self::Settings(_) => "settings",
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
    /// A WebSocket.
    #[serde(rename = "websocket")]
    WebSocket,
    /// One answer after the other.
    LongPoll,
}

/// The long-poll form of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventsAnswer {
    /// What happened, in order; empty when nothing did while the answer was waited for.
    pub events: Vec<PolledEvent>,
    /// Where to go on: after all of `events`.
    pub cursor: String,
}

/// One event of an [`EventsAnswer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolledEvent {
    /// The cursor to resume from once this was taken in; null for a hint.
    pub id: Option<String>,
    /// What happened: `event` and `data`.
    #[serde(flatten)]
    pub event: StreamEvent,
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
    /// How far it was read.
    pub read: ReadUpTo,
    /// What is left unread in it for the reader's side.
    pub unread_count: u64,
    /// The session's version with it.
    pub version: u64,
}

/// Data of `note`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteEvent {
    /// The session.
    pub session_id: String,
    /// The note.
    pub note: Note,
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

/// Data of `typing`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypingEvent {
    /// The session.
    pub session_id: String,
    /// Which side writes.
    pub sender_type: SenderType,
    /// The display name, where one is known.
    pub name: Option<String>,
    /// Shown until then, unless it is told again or a message comes.
    pub until: Time,
}

/// Data of `presence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PresenceEvent {
    /// To customers.
    Desk {
        /// How many of the desk are there.
        agents_online: u64,
    },
    /// To the desk.
    Agent {
        /// Who.
        agent: Person,
        /// Whether they are there now.
        online: bool,
    },
}

/// Body of `POST /chat/presence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresenceRequest {
    /// The session that is looked at; none for the desk as such.
    #[serde(default)]
    pub session_id: Option<String>,
    /// Whether the page can be seen; `false` ends the lease at once.
    pub visible: bool,
}

/// Data of `erased`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasedEvent {
    /// The user.
    pub user_id: String,
}

/// Data of `settings`: empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsEvent {}

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
