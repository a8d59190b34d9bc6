use std::{sync::Arc, time::Duration};

use chatdesk_api::{
    ErasedEvent, HelloEvent, PingEvent, PolledEvent, ResetEvent, ResetReason, StreamEvent,
    Transport,
};
use chatdesk_core::{self as core, Error, Listener, Signal, Timestamp};
use tracing::warn;

use super::{End, Stay};
use crate::{App, auth::Caller, metrics::OpenStream, wire::Reader};

/// A `ping` comes this often.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// When the desk stops, its streams end within so long: all at once would bring all of them back at once.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// The events of one open stream, whatever carries it.
pub(crate) struct Feed {
    app: App,
    listener: Listener,
    reader: Reader,
    stay: Stay,
    transport: Transport,
    ping_at: Timestamp,
    leave_at: Option<Timestamp>,
    said: Said,
    _open: OpenStream,
}

/// How far a stream has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Hello,
    /// All but that it ends.
    All(End),
}

/// What a stream brings next.
#[expect(clippy::large_enum_variant, reason = "nearly all are events, and none is kept")]
pub(crate) enum Next {
    /// To be told.
    Event(PolledEvent),
    /// Nothing more.
    End(End),
}

/// What becomes of a signal.
#[expect(clippy::large_enum_variant, reason = "nearly all are events, and none is kept")]
pub(crate) enum Heard {
    /// It is told.
    Event(PolledEvent),
    /// It is not for this reader.
    Nothing,
    /// The desk stops.
    Closed,
}

impl Feed {
    /// Begins what `listener` hears.
    pub(crate) fn begin(
        app: &App,
        caller: &Caller,
        listener: Listener,
        transport: Transport,
    ) -> Self {
        Self {
            app: app.clone(),
            listener,
            reader: Reader::of(&caller.actor),
            stay: Stay::begin(app, caller),
            transport,
            ping_at: app.desk.clock().now().plus(HEARTBEAT),
            leave_at: None,
            said: Said::Nothing,
            _open: app.metrics.stream(transport),
        }
    }

    /// The next thing to say. May be dropped while it waits; nothing is lost.
    pub(crate) async fn next(&mut self) -> Next {
        match self.said {
            Said::Nothing => {
                self.said = Said::Hello;
                return Next::Event(self.hello());
            }
            Said::Hello => {}
            Said::All(end) => return Next::End(end),
        }
        let clock = Arc::clone(self.app.desk.clock());
        if let Some(at) = self.leave_at {
            clock.sleep_until(at).await;
            return Next::End(End::Stopping);
        }
        loop {
            tokio::select! {
                // In this order: a busy stream must neither outlive its token nor miss its pings.
                biased;
                end = self.stay.over() => return self.end(end),
                () = clock.sleep_until(self.ping_at) => {
                    self.ping_at = clock.now().plus(HEARTBEAT);
                    let ping = StreamEvent::Ping(PingEvent {});
                    return Next::Event(self.at_cursor(ping));
                }
                signal = self.listener.next() => match signal.map(|it| hear(&self.reader, it)) {
                    Ok(Heard::Event(event)) => return Next::Event(event),
                    Ok(Heard::Nothing) => {}
                    Ok(Heard::Closed) => break,
                    Err(error) => {
                        tell_failure(&error);
                        return self.end(End::Failed);
                    }
                },
            }
        }
        let at = clock.now().plus(jitter(LEAVE_WITHIN));
        self.leave_at = Some(at);
        clock.sleep_until(at).await;
        Next::End(End::Stopping)
    }

    fn end(&mut self, end: End) -> Next {
        self.said = Said::All(end);
        match end.reset() {
            Some(reason) => {
                let cursor = self.listener.cursor().to_string();
                Next::Event(reset(cursor, reason))
            }
            None => Next::End(end),
        }
    }

    fn hello(&self) -> PolledEvent {
        self.at_cursor(StreamEvent::Hello(HelloEvent {
            cursor: self.listener.cursor().to_string(),
            heartbeat_ms: HEARTBEAT.as_secs() * 1_000,
            transport: self.transport,
        }))
    }

    fn at_cursor(&self, event: StreamEvent) -> PolledEvent {
        PolledEvent { id: Some(self.listener.cursor().to_string()), event }
    }
}

/// What a signal is to this reader.
pub(crate) fn hear(reader: &Reader, signal: Signal) -> Heard {
    let (id, event) = match signal {
        Signal::Changed(cursor, change) => match reader.event(&change) {
            Some(event) => (Some(cursor.to_string()), event),
            None => return Heard::Nothing,
        },
        Signal::Erased(cursor, address) => {
            let erased = ErasedEvent { user_id: address.to_string() };
            (Some(cursor.to_string()), StreamEvent::Erased(erased))
        }
        Signal::Reset(cursor, reason) => {
            let reason = match reason {
                core::ResetReason::TooFar => ResetReason::TooFar,
                core::ResetReason::UnknownCursor => ResetReason::UnknownCursor,
                core::ResetReason::Slow => ResetReason::Slow,
            };
            return Heard::Event(reset(cursor.to_string(), reason));
        }
        Signal::Typing(typing) => (None, Reader::typing(&typing)),
        Signal::AgentsOnline(n_online) => (None, Reader::agents_online(n_online)),
        Signal::Attendance(agent, attendance) => (None, Reader::attendance(&agent, attendance)),
        Signal::Page(address, page) => (None, Reader::page(&address, &page)),
        _ => return Heard::Closed,
    };
    Heard::Event(PolledEvent { id, event })
}

/// That the reader has to begin anew, from a cursor on.
pub(crate) fn reset(cursor: String, reason: ResetReason) -> PolledEvent {
    let reset = ResetEvent { cursor: cursor.clone(), reason };
    PolledEvent { id: Some(cursor), event: StreamEvent::Reset(reset) }
}

pub(crate) fn tell_failure(error: &Error) {
    let error = error as &(dyn std::error::Error + 'static);
    warn!(error, "a stream ends: the store cannot be read");
}

/// Somewhere between nothing and a duration.
pub(crate) fn jitter(within: Duration) -> Duration {
    let (random, _) = uuid::Uuid::new_v4().as_u64_pair();
    // The first 32 bits: the others hold the version.
    let part = u32::try_from(random >> 32).unwrap_or_default();
    within.mul_f64(f64::from(part) / f64::from(u32::MAX))
}

/// The data of an event as JSON.
pub(crate) fn data(event: &StreamEvent) -> String {
    let data = match event {
        StreamEvent::Hello(data) => serde_json::to_string(data),
        StreamEvent::Message(data) => serde_json::to_string(data),
        StreamEvent::Session(data) => serde_json::to_string(data),
        StreamEvent::Read(data) => serde_json::to_string(data),
        StreamEvent::Toggle(data) => serde_json::to_string(data),
        StreamEvent::Note(data) => serde_json::to_string(data),
        StreamEvent::Ticket(data) => serde_json::to_string(data),
        StreamEvent::Typing(data) => serde_json::to_string(data),
        StreamEvent::Presence(data) => serde_json::to_string(data),
        StreamEvent::Page(data) => serde_json::to_string(data),
        StreamEvent::Erased(data) => serde_json::to_string(data),
        StreamEvent::Settings(data) => serde_json::to_string(data),
        StreamEvent::Ping(data) => serde_json::to_string(data),
        StreamEvent::Reset(data) => serde_json::to_string(data),
    };
    // Plain structs of strings and numbers always serialise.
    data.unwrap_or_default()
}
