use chatdesk_api::StreamEvent;
use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _},
};

use crate::{Answer, Api, BOUND, Event, stream::read_event};

/// How a WebSocket is asked for.
#[derive(Clone, Debug, Default)]
pub struct Handshake {
    query: String,
    headers: Vec<(&'static str, String)>,
}

/// A WebSocket at `/chat/ws`; dropping it closes it.
#[derive(Debug)]
pub struct Socket {
    api: Api,
    stream: WebSocketStream<TcpStream>,
    /// The subprotocol that the server chose; empty for none.
    pub protocol: String,
}

/// What a server says on a WebSocket.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are events, and few are kept")]
pub enum Frame {
    /// Something happened.
    Event(Event),
    /// The answer to a command.
    Reply(Reply),
    /// The server closed, with this code; 0 for none.
    Closed(u16),
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Which command it answers.
    pub reference: Value,
    /// The status that the HTTP call would have.
    pub status: u16,
    /// The body that the HTTP call would have; null for none.
    pub body: Value,
}

impl Handshake {
    /// Without anything that says who asks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Offers the protocol, and the token as a page's script does.
    #[must_use]
    pub fn offering(self, token: &str) -> Self {
        self.header("sec-websocket-protocol", format!("chatdesk.v1, chatdesk.token.{token}"))
    }

    /// With a token as in any request.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// After a cursor.
    #[must_use]
    pub fn after(mut self, cursor: &str) -> Self {
        self.query = format!("?after={cursor}");
        self
    }
}

impl Socket {
    /// Opens one.
    ///
    /// # Errors
    /// The server's answer, where it refuses; it has to conform to the document.
    pub async fn try_open(api: &Api, handshake: Handshake) -> Result<Self, Answer> {
        let target = format!("{}{}", api.target("/chat/ws"), handshake.query);
        let uri = format!("ws://{}{target}", api.authority());
        let mut request = uri.into_client_request().expect("a target");
        for (name, value) in handshake.headers {
            request.headers_mut().append(name, value.parse().expect("a header's value"));
        }
        let stream = TcpStream::connect(api.authority()).await.expect("the server listens");
        let refused = match tokio::time::timeout(BOUND, client_async(request, stream)).await {
            Ok(Ok((stream, answer))) => {
                let protocol = answer.headers().get("sec-websocket-protocol");
                let protocol = protocol.map_or("", |name| name.to_str().expect("ASCII")).to_owned();
                return Ok(Self { api: api.clone(), stream, protocol });
            }
            Ok(Err(Error::Http(answer))) => answer,
            other => panic!("no answer to a handshake: {other:?}"),
        };
        let (head, body) = refused.into_parts();
        let answer = Answer {
            asked: format!("GET {target}"),
            status: StatusCode::from_u16(head.status.as_u16()).expect("a status"),
            headers: HeaderMap::from_iter(
                head.headers.into_iter().filter_map(|(name, value)| name.map(|it| (it, value))),
            ),
            body: body.unwrap_or_default().into(),
        };
        api.check(&Method::GET, &target, &answer);
        Err(answer)
    }

    /// Opens one, which has to work.
    pub async fn open(api: &Api, handshake: Handshake) -> Self {
        match Self::try_open(api, handshake).await {
            Ok(socket) => socket,
            Err(answer) => panic!("refused: {answer}"),
        }
    }

    /// Sends a frame of text.
    pub async fn say(&mut self, frame: impl ToString) {
        self.stream.send(Message::Text(frame.to_string().into())).await.expect("the server reads");
    }

    /// Sends a frame of text, where the server has not closed meanwhile.
    pub async fn say_or_not(&mut self, frame: impl ToString) {
        drop(self.stream.send(Message::Text(frame.to_string().into())).await);
    }

    /// Sends a frame of bytes.
    pub async fn say_bytes(&mut self, frame: &[u8]) {
        self.stream.send(Message::Binary(frame.to_vec().into())).await.expect("the server reads");
    }

    /// The next frame; events are held against the document.
    pub async fn next(&mut self) -> Frame {
        loop {
            let heard = tokio::time::timeout(4 * BOUND, self.stream.next());
            match heard.await.expect("the server says something within the bound") {
                Some(Ok(Message::Text(text))) => return self.read(text.as_str()),
                Some(Ok(Message::Close(frame))) => {
                    return Frame::Closed(frame.map_or(0, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Frame::Closed(0),
            }
        }
    }

    /// The next event that is neither `ping` nor a hint; replies are passed by.
    pub async fn event(&mut self) -> Event {
        loop {
            match self.next().await {
                Frame::Event(event) if !event.is_passing() => return event,
                Frame::Event(_) | Frame::Reply(_) => {}
                Frame::Closed(code) => panic!("closed with {code}"),
            }
        }
    }

    /// The next reply; events are passed by.
    pub async fn reply(&mut self) -> Reply {
        loop {
            match self.next().await {
                Frame::Reply(reply) => return reply,
                Frame::Event(_) => {}
                Frame::Closed(code) => panic!("closed with {code}"),
            }
        }
    }

    /// With which code the server closes; everything before is passed by.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Frame::Closed(code) = self.next().await {
                return code;
            }
        }
    }

    /// All events up to the message of this content, but `ping` and hints.
    pub async fn until_message(&mut self, content: &str) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.event().await;
            let is_meant =
                matches!(&event.event, StreamEvent::Message(it) if it.message.content == content);
            events.push(event);
            if is_meant {
                return events;
            }
        }
    }

    fn read(&self, text: &str) -> Frame {
        let mut frame: Value = serde_json::from_str(text).expect("a frame is JSON");
        match frame["type"].as_str() {
            Some("event") => {
                let name = frame["event"].as_str().expect("an event has a name");
                let id = frame["id"].as_str().map(str::to_owned);
                assert!(frame.get("id").is_some(), "an event has an id or null: {frame}");
                Frame::Event(read_event(&self.api, name, &frame["data"], id))
            }
            Some("reply") => Frame::Reply(Reply {
                reference: frame["ref"].take(),
                status: frame["status"].as_u64().and_then(|it| it.try_into().ok()).expect("status"),
                body: frame["body"].take(),
            }),
            _ => panic!("neither event nor reply: {text}"),
        }
    }
}
