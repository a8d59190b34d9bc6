use std::collections::VecDeque;

use bytes::Bytes;
use chatdesk_api::{HelloEvent, StreamEvent};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::{Answer, Api, BOUND, Deadline, Request};

/// From where a stream is asked to go on.
#[derive(Clone, Debug, Default)]
pub struct Resume {
    after: Option<String>,
    last_event_id: Option<String>,
}

impl Resume {
    /// From now.
    #[must_use]
    pub fn now() -> Self {
        Self::default()
    }

    /// After a cursor, in the query.
    #[must_use]
    pub fn after(cursor: &str) -> Self {
        Self { after: Some(cursor.to_owned()), last_event_id: None }
    }

    /// After a cursor, in the header that browsers send.
    #[must_use]
    pub fn last_event_id(cursor: &str) -> Self {
        Self::default().and_last_event_id(cursor)
    }

    /// Adds the header.
    #[must_use]
    pub fn and_last_event_id(mut self, cursor: &str) -> Self {
        self.last_event_id = Some(cursor.to_owned());
        self
    }

    /// The request, going on from there.
    #[must_use]
    pub fn apply(&self, mut request: Request) -> Request {
        if let Some(cursor) = &self.after {
            let cursor = utf8_percent_encode(cursor, NON_ALPHANUMERIC);
            request.target = format!("{}?after={cursor}", request.target);
        }
        match &self.last_event_id {
            Some(cursor) => request.header("last-event-id", cursor),
            None => request,
        }
    }
}

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The cursor; empty for a hint, which has none.
    pub id: String,
    /// What happened.
    pub event: StreamEvent,
}

impl Event {
    /// Whether it is `ping` or a hint, of which there may be any number at any time.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(
            self.event,
            StreamEvent::Ping(_)
                | StreamEvent::Typing(_)
                | StreamEvent::Presence(_)
                | StreamEvent::Page(_)
        )
    }
}

/// An event from its parts, held against the document.
pub(crate) fn read_event(api: &Api, name: &str, data: &Value, id: Option<String>) -> Event {
    let whole = json!({"event": name, "data": data});
    if let Err(fault) = api.document().check_value("/components/schemas/StreamEvent", &whole) {
        panic!("an event {fault}: {whole}");
    }
    let event: StreamEvent = serde_json::from_value(whole).expect("an event of the contract");
    let is_hint =
        matches!(event, StreamEvent::Typing(_) | StreamEvent::Presence(_) | StreamEvent::Page(_));
    assert_eq!(id.is_none(), is_hint, "hints alone have no id: {name} {id:?}");
    let id = id.unwrap_or_default();
    assert!(is_hint || (1..=64).contains(&id.len()), "a cursor has 1 to 64 characters: {id}");
    Event { id, event }
}

/// An open stream of Server-Sent Events; dropping it closes it.
#[derive(Debug)]
pub struct EventStream {
    api: Api,
    body: Incoming,
    unparsed: Vec<u8>,
    ready: VecDeque<Event>,
    hello: Event,
    /// The head of the answer, without a body.
    pub answer: Answer,
}

impl EventStream {
    /// Opens the stream and waits for `hello`, which has to come first.
    pub async fn open(api: &Api, request: Request) -> Self {
        Self::try_open(api, request).await.expect("the server answers")
    }

    /// As [`open`](Self::open), for a server that may be gone, or a host that answers for it.
    ///
    /// # Errors
    ///
    /// When the connection breaks before the head of the answer, or that says that the server cannot be reached.
    pub async fn try_open(api: &Api, request: Request) -> Result<Self, String> {
        let mut answer = Answer {
            asked: format!("{} {}", request.method, request.target),
            status: http::StatusCode::IM_A_TEAPOT,
            headers: http::HeaderMap::new(),
            body: Bytes::new(),
        };
        let (method, target) = (request.method.clone(), request.target.clone());
        let (status, headers, body) = api.begin(request).await?;
        (answer.status, answer.headers) = (status, headers);
        if answer.status.is_server_error() {
            return Err(answer.to_string());
        }
        assert_eq!(answer.code(), 200, "{answer}");
        api.check(&method, &target, &answer);
        let nothing = StreamEvent::Ping(chatdesk_api::PingEvent {});
        let hello = Event { id: String::new(), event: nothing };
        let (api, unparsed, ready) = (api.clone(), Vec::new(), VecDeque::new());
        let mut stream = Self { api, body, unparsed, ready, hello, answer };
        stream.hello = stream.next_of_any_kind().await.ok_or("it ended before its hello")?;
        assert!(matches!(stream.hello.event, StreamEvent::Hello(_)), "{:?}", stream.hello);
        Ok(stream)
    }

    /// The first event.
    #[must_use]
    pub const fn hello(&self) -> &HelloEvent {
        match &self.hello.event {
            StreamEvent::Hello(hello) => hello,
            _ => panic!("checked when it was opened"),
        }
    }

    /// The id that the first event had.
    #[must_use]
    pub fn hello_id(&self) -> &str {
        &self.hello.id
    }

    /// The next event but `ping` and hints; fails when the stream ends or nothing comes within the bound.
    pub async fn next(&mut self) -> Event {
        loop {
            let event = self.next_of_any_kind().await;
            let event = event.unwrap_or_else(|| panic!("the stream ended: {}", self.answer));
            if !event.is_passing() {
                return event;
            }
        }
    }

    /// Waits for the server to end the stream; what it says before, but `ping` and hints.
    pub async fn rest(&mut self) -> Vec<Event> {
        let mut rest = Vec::new();
        while let Some(event) = self.next_of_any_kind().await {
            if !event.is_passing() {
                rest.push(event);
            }
        }
        rest
    }

    /// The next hint; events are passed by.
    pub async fn hint(&mut self) -> StreamEvent {
        loop {
            let event = self.next_of_any_kind().await.expect("the stream goes on");
            if event.is_passing() && !matches!(event.event, StreamEvent::Ping(_)) {
                return event.event;
            }
        }
    }

    /// All events but `ping` and hints up to and with the first that is meant.
    pub async fn until(&mut self, mut meant: impl FnMut(&StreamEvent) -> bool) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.next().await;
            let is_meant = meant(&event.event);
            events.push(event);
            if is_meant {
                return events;
            }
        }
    }

    /// All events but `ping` and hints up to and with the message of this content.
    pub async fn until_message(&mut self, content: &str) -> Vec<Event> {
        self.until(
            |event| matches!(event, StreamEvent::Message(it) if it.message.content == content),
        )
        .await
    }

    /// The next event, `ping` too; `None` when the server has ended the stream.
    pub async fn next_of_any_kind(&mut self) -> Option<Event> {
        self.next_within(BOUND).await
    }

    /// As [`next_of_any_kind`](Self::next_of_any_kind), with a bound of its own.
    pub async fn next_within(&mut self, bound: std::time::Duration) -> Option<Event> {
        let deadline = Deadline::within(bound);
        while self.ready.is_empty() {
            let frame = match tokio::time::timeout(deadline.left(), self.body.frame()).await {
                Ok(frame) => frame?,
                Err(_) => panic!("no event within {bound:?}: {}", self.answer),
            };
            // A server that was killed breaks the connection: for a reader the stream has ended.
            let Ok(frame) = frame else { return None };
            if let Ok(data) = frame.into_data() {
                self.unparsed.extend_from_slice(&data);
                self.parse();
            }
        }
        self.ready.pop_front()
    }

    fn parse(&mut self) {
        while let Some(end) = self.unparsed.windows(2).position(|pair| pair == b"\n\n") {
            let block: Vec<u8> = self.unparsed.drain(..end + 2).collect();
            let block = String::from_utf8(block).expect("a stream is UTF-8");
            if let Some(event) = self.read_block(&block) {
                self.ready.push_back(event);
            }
        }
    }

    /// One block of lines; comments and `retry` alone make no event.
    fn read_block(&self, block: &str) -> Option<Event> {
        let field = |name: &str| {
            let lines = block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let values: Vec<&str> =
                lines.map(|value| value.strip_prefix(' ').unwrap_or(value)).collect();
            (!values.is_empty()).then(|| values.join("\n"))
        };
        let (name, data) = (field("event")?, field("data")?);
        let data: Value = serde_json::from_str(&data).expect("the data of an event is JSON");
        Some(read_event(&self.api, &name, &data, field("id")))
    }
}
