use chatdesk_api::{HelloEvent, ResetEvent, ResetReason, StreamEvent, Transport};
use chatdesk_widget_engine::{
    Answer, Call, Effect, Engine, Failure, Input, Moment, Side, Snapshot, TokenOutcome, Unsent,
    UnsentState,
};

use crate::model::{Server, VISITOR};

/// A page with an engine on it, and everything that is on its way to and from the server.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) engine: Engine,
    pub(crate) server: Server,
    pub(crate) now_ms: u64,
    pub(crate) requests: Vec<Flight>,
    /// The stream that is open: its number, and up to where it has told.
    pub(crate) stream: Option<(u64, usize)>,
    pub(crate) announced: Vec<String>,
    /// Whom the desk was told to forget.
    pub(crate) forgotten: Vec<Option<String>>,
    /// What is written down in the browser.
    record: Snapshot,
    n_typed: u32,
    /// The next stream does not know its reader's cursor.
    pub(crate) forgets: bool,
    /// How often others were told that somebody types here.
    pub(crate) told_typing: u32,
    /// What gets through to the server, by transport.
    pub(crate) ways: Ways,
    /// What the stream that was asked for last is to be carried by.
    pub(crate) transport: Option<Transport>,
    /// How often a token was asked for, and how often because one had been refused.
    pub(crate) asked_for_token: (u32, u32),
    /// The page is one of several tabs: who streams is decided elsewhere.
    pub(crate) line: Option<Line>,
}

/// What becomes of a stream that is opened, by transport.
pub(crate) type Ways = fn(Transport) -> Way;

/// What becomes of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Free,
    /// Nothing comes through, and nobody says so.
    Silent,
    /// It is cut off at once.
    Cut,
}

/// A tab's part in the one stream of its browser.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// The number and the cursor that the engine opened last, until that is seen to.
    pub(crate) asked: Option<(u64, Option<String>)>,
    pub(crate) generation: u64,
    pub(crate) after: Option<String>,
    pub(crate) is_greeted: bool,
}

/// A request on its way; with an outcome it is on its way back.
#[derive(Debug)]
pub(crate) struct Flight {
    request: u64,
    pub(crate) call: Call,
    outcome: Option<Result<Answer, Failure>>,
}

impl Page {
    pub(crate) fn open(server: Server) -> Self {
        Self::with(server, Snapshot::default(), Side::Customer)
    }

    /// The page of somebody who answers.
    pub(crate) fn of_desk(server: Server) -> Self {
        Self::with(server, Snapshot::default(), Side::Desk)
    }

    fn with(server: Server, record: Snapshot, side: Side) -> Self {
        let mut page = Self {
            engine: Engine::new(side, record.clone()),
            server,
            now_ms: 1_000_000,
            requests: Vec::new(),
            stream: None,
            announced: Vec::new(),
            forgotten: Vec::new(),
            record,
            n_typed: 0,
            forgets: false,
            told_typing: 0,
            ways: |_| Way::Free,
            transport: None,
            asked_for_token: (0, 0),
            line: None,
        };
        page.step(Input::Start);
        page
    }

    /// The page is loaded again. What was on its way may arrive all the same.
    pub(crate) fn reload(&mut self) {
        for flight in std::mem::take(&mut self.requests) {
            if flight.outcome.is_none() {
                drop(self.server.answer(&flight.call));
            }
        }
        let server = std::mem::take(&mut self.server);
        let next = Self::with(server, self.record.clone(), Side::Customer);
        let (now_ms, n_typed) = (self.now_ms, self.n_typed);
        let (ways, line) = (self.ways, self.line.take());
        *self = Self { now_ms, n_typed, ways, line, ..next };
    }

    pub(crate) fn step(&mut self, input: Input) {
        let moment = Moment { now_ms: self.now_ms, random: 12_345 };
        for effect in self.engine.step(input, moment) {
            match effect {
                Effect::GetToken { refused } => {
                    self.asked_for_token.0 += 1;
                    self.asked_for_token.1 += u32::from(refused);
                    self.step(Input::Token(TokenOutcome::Granted { who: VISITOR.into() }));
                }
                Effect::Request { request, call } => {
                    self.requests.push(Flight { request, call, outcome: None });
                }
                Effect::OpenStream { generation, after, transport } => {
                    self.transport = Some(transport);
                    self.stream = None;
                    if let Some(line) = &mut self.line {
                        line.asked = Some((generation, after));
                    } else {
                        self.open_stream(generation, after);
                    }
                }
                Effect::CloseStream => self.stream = None,
                Effect::TellTyping { .. } => self.told_typing += 1,
                Effect::Persist => {
                    let stored = self.record.clone();
                    self.record = self.engine.snapshot(stored);
                }
                Effect::Announce(message) => self.announced.push(message.content),
                Effect::Erased { user_id } => self.forgotten.push(user_id),
                Effect::Toggled { .. } => panic!("a customer is not told of others' switches"),
            }
        }
    }

    pub(crate) fn open_stream(&mut self, generation: u64, after: Option<String>) {
        let transport = self.transport.unwrap();
        match (self.ways)(transport) {
            Way::Free => {}
            Way::Silent => return,
            Way::Cut => {
                let failure = Some(Failure::Network);
                return self.step(Input::StreamEnded { generation, failure });
            }
        }
        if self.server.is_without_tokens {
            let failure = Failure::Refused {
                status: 401,
                code: None,
                detail: String::new(),
                retry_after_ms: None,
            };
            return self.step(Input::StreamEnded { generation, failure: Some(failure) });
        }
        let end = self.server.log.len();
        let known = after.and_then(|after| after.parse::<usize>().ok());
        let is_lost = self.forgets || known.is_some_and(|known| known < self.server.floor);
        let begin = if is_lost { None } else { known };
        let cursor = begin.unwrap_or(end).to_string();
        self.stream = Some((generation, begin.unwrap_or(end)));
        let hello = HelloEvent { cursor: cursor.clone(), heartbeat_ms: 15_000, transport };
        self.hear(StreamEvent::Hello(hello), cursor.clone());
        self.forgets = false;
        if is_lost {
            let reset = ResetEvent { cursor: cursor.clone(), reason: ResetReason::UnknownCursor };
            self.hear(StreamEvent::Reset(reset), cursor);
        }
    }

    /// The stream tells its next event, if there is one.
    pub(crate) fn stream_tells(&mut self) -> bool {
        let Some((_, told)) = self.stream else { return false };
        let Some(event) = self.server.log.get(told).cloned() else { return false };
        if let Some((_, told)) = &mut self.stream {
            *told += 1;
        }
        self.hear(event, (told + 1).to_string());
        true
    }

    /// What the stream was to tell up to now never comes.
    pub(crate) fn skip_told(&mut self) {
        if let Some((_, told)) = &mut self.stream {
            *told = self.server.log.len();
        }
    }

    fn hear(&mut self, event: StreamEvent, id: String) {
        let Some((generation, _)) = self.stream else { return };
        self.step(Input::Streamed { generation, id: Some(id), event: Box::new(event) });
    }

    pub(crate) fn stream_breaks(&mut self) {
        if let Some((generation, _)) = self.stream.take() {
            self.step(Input::StreamEnded { generation, failure: Some(Failure::Network) });
        }
    }

    /// A request reaches the server.
    pub(crate) fn arrive(&mut self, index: usize) {
        let Some(flight) = self.requests.get_mut(index) else { return };
        if flight.outcome.is_none() {
            flight.outcome = Some(self.server.answer(&flight.call));
        }
    }

    /// An answer reaches the page; a request that did not arrive before does so now.
    pub(crate) fn deliver(&mut self, index: usize) {
        self.arrive(index);
        if index < self.requests.len() {
            let Flight { request, outcome, .. } = self.requests.remove(index);
            self.step(Input::Answered { request, outcome: outcome.unwrap() });
        }
    }

    /// The network fails, before or after the server was reached.
    pub(crate) fn lose(&mut self, index: usize) {
        if index < self.requests.len() {
            let request = self.requests.remove(index).request;
            self.step(Input::Answered { request, outcome: Err(Failure::Network) });
        }
    }

    /// The server refuses a request.
    pub(crate) fn refuse(&mut self, index: usize, failure: Failure) {
        let request = self.requests.remove(index).request;
        self.step(Input::Answered { request, outcome: Err(failure) });
    }

    /// Somebody types a text and sends it.
    pub(crate) fn say(&mut self) -> String {
        self.n_typed += 1;
        let text = format!("text {}", self.n_typed);
        self.step(Input::Typed(text.clone()));
        self.step(Input::Submit { client_id: format!("c{}", self.n_typed) });
        text
    }

    /// Time passes until the engine wants to be asked.
    pub(crate) fn wait(&mut self) {
        if let Some(deadline) = self.engine.deadline() {
            self.now_ms = self.now_ms.max(deadline);
            self.step(Input::Tick);
        }
    }

    /// Everything that is on its way arrives, until nothing is.
    pub(crate) fn settle(&mut self) {
        for _ in 0..500 {
            if !self.requests.is_empty() {
                self.deliver(0);
            } else if self.stream.is_none() {
                self.wait();
            } else if !self.stream_tells() {
                let due = self.engine.deadline().is_some_and(|at| at < self.now_ms + 14_000);
                if !due {
                    return;
                }
                self.wait();
            }
        }
        panic!("the engine does not come to rest: {:?}", self.requests);
    }

    /// The client ids of texts that were refused.
    pub(crate) fn failed(&self) -> Vec<String> {
        let is_failed = |unsent: &&Unsent| matches!(unsent.state, UnsentState::Failed(_));
        self.engine.unsent().filter(is_failed).map(|unsent| unsent.client_id.clone()).collect()
    }

    /// What is written down in the browser: the client ids of texts, and the keys of drafts.
    pub(crate) fn written(&self) -> (Vec<&str>, Vec<&str>) {
        let unsent = self.record.unsent.iter().map(|unsent| unsent.client_id.as_str());
        let drafts = self.record.drafts.iter().map(|(key, _)| key.as_str());
        (unsent.collect(), drafts.collect())
    }

    /// What is on the screen, in order.
    pub(crate) fn shown(&self) -> Vec<(u64, String)> {
        let messages = self.engine.thread().into_iter().flat_map(|thread| thread.messages());
        messages.map(|message| (message.id, message.content.clone())).collect()
    }

    pub(crate) fn stored_contents(&self) -> Vec<String> {
        let messages = self.server.sessions.iter().flat_map(|stored| &stored.messages);
        messages.map(|message| message.content.clone()).collect()
    }
}
