use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use chatdesk_api::{
    ErasedEvent, HelloEvent, PingEvent, ResetEvent, ResetReason, StreamEvent, Transport,
};
use chatdesk_core::{self as core, Listener, Signal, Timestamp};
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderValue, header};
use tracing::warn;

use crate::{
    App,
    auth::Caller,
    metrics::OpenStream,
    problem::Problem,
    request::{QueryValues, Recognised},
    wire::Reader,
};

/// A `ping` comes this often.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What concerns the asker, as it happens, as Server-Sent Events.
///
/// `hello` first. Begins now, or after `Last-Event-ID` or `after`. A cursor that cannot be gone on from: `reset` right
/// after `hello`.
#[utoipa::path(get, path = "/chat/events", tag = "chat", security(("token" = [])),
    params(
        ("after" = Option<String>, Query, description = "A cursor to go on from"),
        ("Last-Event-ID" = Option<String>, Header, description = "As `after`, and before it")),
    responses((status = 200, content_type = "text/event-stream", body = StreamEvent, description = "The stream")))]
pub(crate) async fn stream_events(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // A header that is not even text is a cursor that nobody gave out.
    let last = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("?"));
    let after = match last {
        Some(id) => Some(id),
        None => query.text("after")?,
    };
    let listener = app.desk.listen(&caller.actor, after).await?;
    let reader = Reader::of(&caller.actor);
    let ping_at = app.desk.clock().now().plus(HEARTBEAT);
    let open = app.metrics.stream(Transport::Sse);
    let line = Line { app, listener, reader, caller, ping_at, said: Said::Nothing, _open: open };
    let mut response = Sse::new(events(line)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// One open stream.
struct Line {
    app: App,
    listener: Listener,
    reader: Reader,
    caller: Caller,
    ping_at: Timestamp,
    said: Said,
    _open: OpenStream,
}

/// How far a stream has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Hello,
}

fn events(line: Line) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(line, |mut line| async {
        let event = line.next().await?;
        Some((Ok(event), line))
    })
}

impl Line {
    /// The next thing to say; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        if self.said == Said::Nothing {
            self.said = Said::Hello;
            let cursor = self.listener.cursor().to_string();
            return Some(render(&cursor, &hello(&cursor)));
        }
        let clock = Arc::clone(self.app.desk.clock());
        loop {
            tokio::select! {
                // In this order: a busy stream must neither outlive its token nor miss its pings.
                biased;
                () = expiry(&*clock, self.caller.expires_at) => return None,
                () = self.app.desk.until_revoked(&self.caller.actor, self.caller.issued_at) => {
                    return None;
                }
                () = clock.sleep_until(self.ping_at) => {
                    self.ping_at = clock.now().plus(HEARTBEAT);
                    let cursor = self.listener.cursor().to_string();
                    return Some(render(&cursor, &StreamEvent::Ping(PingEvent {})));
                }
                signal = self.listener.next() => match signal {
                    Ok(signal) => if let Some(said) = self.say(signal) { return said },
                    Err(error) => {
                        let error = &error as &(dyn std::error::Error + 'static);
                        warn!(error, "a stream ends: the store cannot be read");
                        return None;
                    }
                },
            }
        }
    }

    /// What a signal is to this reader: an event, the end (`Some(None)`), or nothing.
    #[expect(clippy::option_option, reason = "nothing to say is not the end")]
    fn say(&self, signal: Signal) -> Option<Option<Event>> {
        match signal {
            Signal::Changed(cursor, change) => {
                self.reader.event(&change).map(|event| Some(render(&cursor.to_string(), &event)))
            }
            Signal::Erased(cursor, address) => {
                let erased = StreamEvent::Erased(ErasedEvent { user_id: address.to_string() });
                Some(Some(render(&cursor.to_string(), &erased)))
            }
            Signal::Reset(cursor, reason) => {
                let cursor = cursor.to_string();
                Some(Some(render(&cursor, &reset(&cursor, reason))))
            }
            _ => Some(None),
        }
    }
}

/// Completes when a token runs out; never for one that does not.
async fn expiry(clock: &dyn core::Clock, at: Option<Timestamp>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn hello(cursor: &str) -> StreamEvent {
    let heartbeat_ms = HEARTBEAT.as_secs() * 1_000;
    StreamEvent::Hello(HelloEvent {
        cursor: cursor.to_owned(),
        heartbeat_ms,
        transport: Transport::Sse,
    })
}

fn reset(cursor: &str, reason: core::ResetReason) -> StreamEvent {
    let reason = match reason {
        core::ResetReason::TooFar => ResetReason::TooFar,
        core::ResetReason::UnknownCursor => ResetReason::UnknownCursor,
        core::ResetReason::Slow => ResetReason::Slow,
    };
    StreamEvent::Reset(ResetEvent { cursor: cursor.to_owned(), reason })
}

fn render(id: &str, event: &StreamEvent) -> Event {
    let data = match event {
        StreamEvent::Hello(data) => serde_json::to_string(data),
        StreamEvent::Message(data) => serde_json::to_string(data),
        StreamEvent::Session(data) => serde_json::to_string(data),
        StreamEvent::Read(data) => serde_json::to_string(data),
        StreamEvent::Note(data) => serde_json::to_string(data),
        StreamEvent::Toggle(data) => serde_json::to_string(data),
        StreamEvent::Typing(data) => serde_json::to_string(data),
        StreamEvent::Presence(data) => serde_json::to_string(data),
        StreamEvent::Erased(data) => serde_json::to_string(data),
        StreamEvent::Ping(data) => serde_json::to_string(data),
        StreamEvent::Reset(data) => serde_json::to_string(data),
    };
    // Plain structs of strings and numbers always serialise.
    Event::default().event(event.name()).id(id).data(data.unwrap_or_default())
}
