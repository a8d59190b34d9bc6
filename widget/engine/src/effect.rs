use chatdesk_api::{Message, Transport};

use crate::Filter;

/// What the host is to do. Nothing waits for it: its outcome comes back as an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Find a token and answer with [`Input::Token`](crate::Input::Token).
    GetToken {
        /// Whether the one in use was refused, so that it is no good again.
        refused: bool,
    },
    /// Make a request and answer with [`Input::Answered`](crate::Input::Answered).
    Request {
        /// The number to answer under.
        request: u64,
        /// What to ask.
        call: Call,
    },
    /// Close the stream there is, open one, and pass on what it brings under this number.
    ///
    /// Of the tabs of one person in one browser one streams; the others hear it from that one, and
    /// are told with [`Input::Shared`](crate::Input::Shared) how that stands.
    OpenStream {
        /// The number to answer under.
        generation: u64,
        /// The cursor to go on after; without one it begins now.
        after: Option<String>,
        /// What is to carry it, where it is this tab that streams.
        transport: Transport,
    },
    /// Close the stream, and leave it to other tabs.
    CloseStream,
    /// Write down [`Engine::snapshot`](crate::Engine::snapshot).
    Persist,
    /// Tell the others of a session that somebody types in it. Nothing comes of it.
    TellTyping {
        /// Which session.
        session: String,
    },
    /// A message of the other side arrived just now.
    Announce(Box<Message>),
    /// The desk learned that somebody's chat was switched.
    Toggled {
        /// Whose.
        user_id: String,
        /// To what.
        chat_enabled: bool,
    },
    /// The desk learned that somebody was erased. What it asked for beside the engine is to be forgotten.
    Erased {
        /// Who; nothing where it may be anybody, or nobody.
        user_id: Option<String>,
    },
}

/// One request of the HTTP contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `GET /chat/status`
    Status,
    /// `GET /chat/sessions`, or the desk's `GET /admin/chat/sessions`
    Sessions {
        /// Only these; the desk's list alone.
        filter: Filter,
        /// Where the page begins; the desk's list alone.
        cursor: Option<String>,
    },
    /// `POST /chat/sessions` with a first message
    Open {
        /// The text.
        message: String,
        /// Its client id.
        client_id: String,
        /// Whether a session is wanted beside those that are open.
        another: bool,
    },
    /// `GET /chat/session/{id}/messages`
    Messages {
        /// Which session.
        session: String,
        /// Which part of it.
        page: Page,
    },
    /// `POST /chat/session/{id}/messages`
    Send {
        /// Which session.
        session: String,
        /// The text.
        content: String,
        /// Its client id.
        client_id: String,
    },
    /// `POST /chat/session/{id}/read`
    Read {
        /// Which session.
        session: String,
        /// The id of the last message seen.
        up_to: u64,
    },
    /// `GET /chat/session/{id}/queue`
    Queue {
        /// Which session.
        session: String,
    },
    /// `POST /chat/session/{id}/end`
    End {
        /// Which session.
        session: String,
    },
}

impl Call {
    /// The session that it is about, where it names one.
    pub(crate) fn session(&self) -> Option<&str> {
        match self {
            Self::Messages { session, .. }
            | Self::Send { session, .. }
            | Self::Read { session, .. }
            | Self::End { session } => Some(session),
            // Nobody loses a chat because a server knows no queue.
            Self::Status | Self::Sessions { .. } | Self::Open { .. } | Self::Queue { .. } => None,
        }
    }
}

/// A part of a session's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The newest.
    Newest,
    /// Those after this id.
    After(u64),
    /// Those before this id.
    Before(u64),
}
