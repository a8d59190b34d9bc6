use chatdesk_api::{
    AdminSessions, Match, Message, MessagesAnswer, ProblemCode, ReadAnswer, Session,
    SessionsAnswer, Status, StreamEvent,
};

use crate::Filter;

/// When an input happened, and a random number to go with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since the epoch, by the host's clock.
    pub now_ms: u64,
    /// Any random number; it decides nothing but how long a retry waits.
    pub random: u32,
}

/// Everything that can happen to an engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The host is ready to carry out effects.
    Start,
    /// What came of [`Effect::GetToken`](crate::Effect::GetToken).
    Token(TokenOutcome),
    /// What came of a request.
    Answered {
        /// The number that the request was made under.
        request: u64,
        /// The answer, or why there is none.
        outcome: Result<Answer, Failure>,
    },
    /// The stream brought an event.
    Streamed {
        /// The number that the stream was opened under.
        generation: u64,
        /// The cursor that came with it.
        id: Option<String>,
        /// The event.
        event: Box<StreamEvent>,
    },
    /// The stream is over.
    StreamEnded {
        /// The number that the stream was opened under.
        generation: u64,
        /// Why; nothing when it simply ended.
        failure: Option<Failure>,
    },
    /// How things stand with the tab that streams for this browser.
    Shared {
        /// The number that the stream was opened under.
        generation: u64,
        /// How.
        shared: Shared,
    },
    /// The deadline that [`Engine::deadline`](crate::Engine::deadline) named has come.
    Tick,
    /// The page is looked at again, or the browser is back online.
    Woke {
        /// Whether a connection that was open before cannot be alive any more.
        frozen: bool,
    },
    /// The text of the composer changed.
    Typed(String),
    /// The composer's text is to be sent under this client id.
    Submit {
        /// 1–64 characters of `A-Za-z0-9._:-`, random.
        client_id: String,
    },
    /// A failed text is to be sent again, under its own client id.
    Retry {
        /// Which.
        client_id: String,
    },
    /// A failed text is given up.
    Discard {
        /// Which.
        client_id: String,
    },
    /// Another session is shown.
    Select(Option<String>),
    /// The customer wants a new chat.
    StartOver,
    /// Somebody looks at the selected session's messages up to this one.
    Seen {
        /// The id of the last message seen.
        up_to: u64,
    },
    /// The window is before somebody's eyes, or not any more.
    Shown(bool),
    /// Older messages of the selected session are wanted.
    LoadOlder,
    /// The next page of the desk's list is wanted.
    LoadMore,
    /// The selected session's messages are wanted back to this one.
    Reach(u64),
    /// The desk's list is to show these only.
    Filter(Filter),
    /// A session that was changed beside the engine, as the server answered it.
    Learned(Box<Session>),
    /// The selected session is to end.
    End,
    /// The desk switched somebody's chat, and the server agreed.
    Switched {
        /// Whose.
        user_id: String,
        /// To what.
        chat_enabled: bool,
    },
    /// Somebody else uses this browser from here on.
    Forget,
}

/// How a tab stands to the one that streams for this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// From now on it is this tab that streams, after its own cursor.
    Ours,
    /// The tab that streams has no stream just now, or none can be had; it says so when it has.
    Stalled,
    /// The tab that streams begins elsewhere than this one's cursor stands.
    Missed,
}

/// What came of asking for a token. The token itself stays with the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenOutcome {
    /// There is one.
    Granted {
        /// Whose it is; texts of somebody else are not theirs to see.
        who: String,
    },
    /// There is none to be had.
    Refused,
    /// Nobody could be asked; later perhaps.
    Unreachable,
}

/// What a request was answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Call::Status`](crate::Call::Status).
    Status(Status),
    /// To [`Call::Sessions`](crate::Call::Sessions).
    Sessions(SessionsPage),
    /// To [`Call::Open`](crate::Call::Open) and [`Call::End`](crate::Call::End).
    Session(Box<Session>),
    /// To [`Call::Messages`](crate::Call::Messages).
    Messages(Box<MessagesAnswer>),
    /// To [`Call::Send`](crate::Call::Send).
    Message(Box<Message>),
    /// To [`Call::Read`](crate::Call::Read).
    Read(ReadAnswer),
    /// To [`Call::Queue`](crate::Call::Queue): which place is theirs, where they wait.
    Queue(Option<u64>),
}

/// Sessions as either side's list answers them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionsPage {
    /// The sessions.
    pub sessions: Vec<Session>,
    /// Where words were found, by session; of a search of the desk's alone.
    pub found: Vec<(String, Match)>,
    /// Where the next page begins; only the desk's list has pages.
    pub next_cursor: Option<String>,
}

impl From<SessionsAnswer> for SessionsPage {
    fn from(answer: SessionsAnswer) -> Self {
        Self { sessions: answer.sessions, found: Vec::new(), next_cursor: None }
    }
}

impl From<AdminSessions> for SessionsPage {
    fn from(answer: AdminSessions) -> Self {
        let mut page = Self { next_cursor: answer.next_cursor, ..Self::default() };
        for listed in answer.sessions {
            let id = listed.session.id.clone();
            page.found.extend(listed.found.map(|found| (id, found)));
            page.sessions.push(listed.session);
        }
        page
    }
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing came back.
    Network,
    /// The server said no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's code, where it is one that is known here.
        code: Option<ProblemCode>,
        /// What the problem says, for a person.
        detail: String,
        /// How long the server asks to wait.
        retry_after_ms: Option<u64>,
    },
}

impl Failure {
    /// Whether the same request may do better later, without anybody changing it.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Network => true,
            Self::Refused { status, .. } => *status == 408 || *status == 429 || *status >= 500,
        }
    }

    pub(crate) const fn is_unauthenticated(&self) -> bool {
        matches!(self, Self::Refused { status: 401, .. })
    }

    pub(crate) const fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Network => None,
            Self::Refused { code, .. } => *code,
        }
    }
}
