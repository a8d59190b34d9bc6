use chatdesk_api::{
    Channel, ErasedEvent, LastMessage, Message, MessageEvent, MessageKind, MessagesAnswer,
    PingEvent, ProblemCode, ReadAnswer, ReadCursors, ReadEvent, ReadUpTo, ResetEvent, ResetReason,
    Sender, SenderType, Session, SessionEvent, SessionKind, SessionStatus, Status, StreamEvent,
    Time, ToggleEvent, User,
};
use chatdesk_widget_engine::{Answer, Call, Failure, Page, SessionsPage};

/// Whose server it is, where nobody else is named.
pub(crate) const VISITOR: &str = "visitor:1";

/// A server after the contract: for one visitor, or for a desk that looks at several.
#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) sessions: Vec<Stored>,
    /// What a stream repeats from a position on.
    pub(crate) log: Vec<StreamEvent>,
    pub(crate) is_switched_off: bool,
    /// Whoever resumes from before this is told to begin anew.
    pub(crate) floor: usize,
    /// How many are answered before whoever waits is, that one included.
    pub(crate) position: Option<u64>,
    /// A proxy in front of it takes tokens off, and so everybody is nobody here.
    pub(crate) is_without_tokens: bool,
    n_opened: usize,
}

#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: String,
    user: String,
    pub(crate) messages: Vec<Message>,
    pub(crate) read: ReadCursors,
    pub(crate) has_ended: bool,
    version: u64,
}

impl Server {
    /// What a request does and is answered with.
    pub(crate) fn answer(&mut self, call: &Call) -> Result<Answer, Failure> {
        if self.is_without_tokens && *call != Call::Status {
            return Err(refused(401, ProblemCode::Unauthenticated));
        }
        match call {
            Call::Status => Ok(Answer::Status(self.status())),
            Call::Sessions { filter, .. } => {
                let found = self.sessions.iter().filter(|stored| stored.says(&filter.search));
                let mut sessions: Vec<Session> = found.map(|stored| self.show(stored)).collect();
                sessions.retain(|session| filter.admits(session));
                Ok(Answer::Sessions(SessionsPage { sessions, ..SessionsPage::default() }))
            }
            Call::Open { message, client_id, another } => self.open(message, client_id, *another),
            Call::Queue { .. } => Ok(Answer::Queue(self.position)),
            Call::Messages { session, page } => self.page(session, *page),
            Call::Send { session, content, client_id } => self.send(session, content, client_id),
            Call::Read { session, up_to } => self.read(session, *up_to),
            Call::End { session } => {
                self.end(session);
                Ok(Answer::Session(Box::new(self.show(self.stored(session)?))))
            }
        }
    }

    /// The desk writes into the newest session.
    pub(crate) fn desk_says(&mut self, content: &str) {
        if let Some(session) = self.sessions.last().filter(|stored| !stored.has_ended) {
            let id = session.id.clone();
            self.append(&id, content, None, SenderType::Admin);
        }
    }

    /// Somebody writes into a session of theirs, which is made where it is not there.
    pub(crate) fn hears(&mut self, user: &str, id: &str, content: &str) {
        if !self.sessions.iter().any(|stored| stored.id == id) {
            self.sessions.push(Stored::new(id, user));
        }
        self.append(id, content, None, SenderType::User);
    }

    /// An administrator erases somebody. Of what happened before nothing is told any more.
    pub(crate) fn erase(&mut self, user: &str) {
        self.remove(|stored| stored.user == user);
        self.is_switched_off = false;
        self.log.push(StreamEvent::Erased(ErasedEvent { user_id: user.into() }));
        self.floor = self.log.len();
    }

    /// What has ended has been kept long enough.
    pub(crate) fn sweep(&mut self) {
        self.remove(|stored| stored.has_ended);
        let cursor = (self.log.len() + 1).to_string();
        self.log.push(StreamEvent::Reset(ResetEvent { cursor, reason: ResetReason::TooFar }));
        self.floor = self.log.len();
    }

    /// Sessions are gone, and nobody is told.
    pub(crate) fn remove(&mut self, is_gone: impl Fn(&Stored) -> bool) {
        self.sessions.retain(|stored| !is_gone(stored));
        for event in &mut self.log {
            let session = match event {
                StreamEvent::Message(event) => &event.message.session_id,
                StreamEvent::Session(event) => &event.session.id,
                StreamEvent::Read(event) => &event.session_id,
                _ => continue,
            };
            if !self.sessions.iter().any(|stored| stored.id == *session) {
                *event = StreamEvent::Ping(PingEvent {});
            }
        }
    }

    pub(crate) fn switch(&mut self, chat_enabled: bool) {
        self.is_switched_off = !chat_enabled;
        self.log.push(StreamEvent::Toggle(ToggleEvent {
            user_id: VISITOR.into(),
            chat_enabled,
            updated_at: time(0),
        }));
    }

    pub(crate) fn end_newest(&mut self) {
        if let Some(id) = self.sessions.last().map(|stored| stored.id.clone()) {
            self.end(&id);
        }
    }

    pub(crate) fn unread_count(&self) -> u64 {
        self.sessions.iter().map(Stored::unread_count).sum()
    }

    pub(crate) fn cursor(&self) -> String {
        self.log.len().to_string()
    }

    fn status(&self) -> Status {
        if self.is_without_tokens {
            return Status {
                chat_enabled: true,
                unread_count: 0,
                open_session_id: None,
                poll_interval_ms: 5_000,
                cursor: None,
            };
        }
        let open = self.sessions.iter().rev().find(|stored| !stored.has_ended);
        Status {
            chat_enabled: !self.is_switched_off,
            unread_count: self.unread_count(),
            open_session_id: open.map(|stored| stored.id.clone()),
            poll_interval_ms: 5_000,
            cursor: Some(self.cursor()),
        }
    }

    fn open(&mut self, message: &str, client_id: &str, another: bool) -> Result<Answer, Failure> {
        let known = self.sessions.iter().find(|stored| stored.has(client_id));
        if let Some(stored) = known {
            return Ok(Answer::Session(Box::new(self.show(stored))));
        }
        if self.is_switched_off {
            return Err(refused(403, ProblemCode::ChatDisabled));
        }
        let open = self.sessions.last().filter(|stored| !another && !stored.has_ended);
        let open = open.map(|stored| stored.id.clone());
        let id = open.unwrap_or_else(|| self.make_session());
        self.append(&id, message, Some(client_id), SenderType::Visitor);
        Ok(Answer::Session(Box::new(self.show(self.stored(&id)?))))
    }

    fn make_session(&mut self) -> String {
        self.n_opened += 1;
        let id = format!("ses_{}", self.n_opened);
        self.sessions.push(Stored::new(&id, VISITOR));
        id
    }

    fn send(&mut self, id: &str, content: &str, client_id: &str) -> Result<Answer, Failure> {
        let stored = self.stored(id)?;
        let known = stored.messages.iter().find(|m| m.client_id.as_deref() == Some(client_id));
        if let Some(message) = known {
            return Ok(Answer::Message(Box::new(message.clone())));
        }
        if self.is_switched_off {
            return Err(refused(403, ProblemCode::ChatDisabled));
        }
        if stored.has_ended {
            return Err(refused(409, ProblemCode::SessionEnded));
        }
        let message = self.append(id, content, Some(client_id), SenderType::Visitor);
        Ok(Answer::Message(Box::new(message)))
    }

    fn append(
        &mut self,
        id: &str,
        content: &str,
        client_id: Option<&str>,
        sender_type: SenderType,
    ) -> Message {
        let stored = self.sessions.iter_mut().find(|stored| stored.id == id).unwrap();
        stored.version += 1;
        let message = Message {
            id: stored.messages.len() as u64 + 1,
            session_id: id.into(),
            sender_type,
            sender: Sender { id: None, name: None },
            kind: MessageKind::Text,
            content: content.into(),
            timestamp: time(stored.version),
            is_read: false,
            client_id: client_id.map(str::to_owned),
            delivery: None,
        };
        stored.messages.push(message.clone());
        let session = self.show(self.stored(id).unwrap());
        self.log.push(StreamEvent::Message(MessageEvent { message: message.clone(), session }));
        message
    }

    fn page(&self, id: &str, page: Page) -> Result<Answer, Failure> {
        let stored = self.stored(id)?;
        // Small, so that pages matter.
        let limit = 3;
        let all = &stored.messages;
        let (from, to, has_more) = match page {
            Page::Newest => {
                let from = all.len().saturating_sub(limit);
                (from, all.len(), from > 0)
            }
            Page::After(after) => {
                let from = usize::try_from(after).unwrap().min(all.len());
                let to = (from + limit).min(all.len());
                (from, to, to < all.len())
            }
            Page::Before(before) => {
                let to = usize::try_from(before).unwrap() - 1;
                let from = to.saturating_sub(limit);
                (from, to, from > 0)
            }
        };
        Ok(Answer::Messages(Box::new(MessagesAnswer {
            messages: all[from..to].to_vec(),
            last_seq: all.len() as u64,
            has_more,
            read: ReadUpTo::Sides(stored.read),
            session: self.show(stored),
            cursor: self.cursor(),
        })))
    }

    fn read(&mut self, id: &str, up_to: u64) -> Result<Answer, Failure> {
        self.stored(id)?;
        let stored = self.sessions.iter_mut().find(|stored| stored.id == id).unwrap();
        let up_to = up_to.min(stored.messages.len() as u64);
        if up_to > stored.read.user {
            stored.read.user = up_to;
            stored.version += 1;
            let read = ReadEvent {
                session_id: id.into(),
                read: ReadUpTo::Sides(stored.read),
                unread_count: stored.unread_count(),
                version: stored.version,
            };
            self.log.push(StreamEvent::Read(read));
        }
        Ok(Answer::Read(ReadAnswer { unread_count: self.stored(id)?.unread_count() }))
    }

    pub(crate) fn end(&mut self, id: &str) {
        let stored = self.sessions.iter_mut().find(|stored| stored.id == id).unwrap();
        if stored.has_ended {
            return;
        }
        stored.has_ended = true;
        stored.version += 1;
        let session = self.show(self.stored(id).unwrap());
        self.log.push(StreamEvent::Session(SessionEvent { session }));
    }

    fn stored(&self, id: &str) -> Result<&Stored, Failure> {
        let not_found = refused(404, ProblemCode::NotFound);
        self.sessions.iter().find(|stored| stored.id == id).ok_or(not_found)
    }

    fn show(&self, stored: &Stored) -> Session {
        let is_answered = stored.messages.iter().any(|m| m.sender_type == SenderType::Admin);
        let status = match (stored.has_ended, is_answered) {
            (true, _) => SessionStatus::Ended,
            (false, true) => SessionStatus::Active,
            (false, false) => SessionStatus::Waiting,
        };
        Session {
            id: stored.id.clone(),
            kind: SessionKind::Visitor,
            channel: Channel::Web,
            status,
            is_active: !stored.has_ended,
            user: User { id: stored.user.clone(), name: None, email: None, phone: None },
            agent: None,
            subject: None,
            members: None,
            is_group: None,
            tags: None,
            created_at: Time::from_rfc3339(stored.id.clone()),
            updated_at: time(stored.version),
            last_seq: stored.messages.len() as u64,
            last_message: stored.messages.last().map(|message| LastMessage {
                preview: message.content.clone(),
                sender_type: message.sender_type,
                sender: None,
                timestamp: message.timestamp.clone(),
            }),
            unread_count: stored.unread_count(),
            ticket_id: None,
            dialog: None,
            chat_enabled: !self.is_switched_off,
            window_expires_at: None,
            version: stored.version,
        }
    }
}

impl Stored {
    fn new(id: &str, user: &str) -> Self {
        let read = ReadCursors { user: 0, admin: 0 };
        let (id, user) = (id.into(), user.into());
        Self { id, user, messages: Vec::new(), read, has_ended: false, version: 0 }
    }

    fn has(&self, client_id: &str) -> bool {
        self.messages.iter().any(|message| message.client_id.as_deref() == Some(client_id))
    }

    fn says(&self, word: &str) -> bool {
        word.is_empty() || self.messages.iter().any(|message| message.content.contains(word))
    }

    fn unread_count(&self) -> u64 {
        let unread = self.messages.iter().filter(|message| {
            message.id > self.read.user && message.sender_type == SenderType::Admin
        });
        unread.count() as u64
    }
}

fn refused(status: u16, code: ProblemCode) -> Failure {
    Failure::Refused { status, code: Some(code), detail: String::new(), retry_after_ms: None }
}

fn time(version: u64) -> Time {
    Time::from_rfc3339(format!("2026-11-21T09:30:00.{version:06}Z"))
}
