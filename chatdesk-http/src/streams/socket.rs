//! A stream over a WebSocket, and what its client asks for on it.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use chatdesk_api::{PolledEvent, StreamEvent, Transport};
use chatdesk_core::{Clock, Listener};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::{End, Feed, Next, stay::due};
use crate::{
    App,
    auth::Caller,
    edge::Deed,
    problem::Problem,
    request::{anybody, with_token},
};

/// A client says who it is within so long.
const TOKEN_WITHIN: Duration = Duration::from_secs(5);
/// A client takes each frame within so long, or it is behind.
const TAKEN_WITHIN: Duration = Duration::from_secs(15);
/// A client answers a ping within so long, or it has vanished: 20 s after it last could, as it would notice us.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A client that was told to close does so within this.
const CLOSED_WITHIN: Duration = Duration::from_secs(2);

/// Who a connection belongs to.
#[expect(clippy::large_enum_variant, reason = "one for each connection, and soon taken apart")]
pub(crate) enum Introduced {
    /// Somebody who was recognised, and what they listen to.
    As(Caller, Listener),
    /// Nobody yet: the first frame says, and perhaps after which cursor.
    NotYet(Box<http::request::Parts>, Option<String>),
    /// Somebody whose token does not count.
    Refused,
}

/// Why a connection is closed.
#[derive(Clone, Copy, Debug)]
struct Farewell(u16, &'static str);

impl Farewell {
    const UNAUTHENTICATED: Self = Self(4401, "unauthenticated: get a new token");
    const REVOKED: Self = Self(4403, "revoked or not allowed");
    const BEHIND: Self = Self(1013, "behind: come back with your cursor");
    const STOPPING: Self = Self(1001, "the server stops: come back with your cursor");
    const FAILED: Self = Self(1011, "internal fault: come back with your cursor");
    const TOO_LARGE: Self = Self(1009, "a frame has at most 65536 bytes");

    const fn of(end: End) -> Self {
        match end {
            End::Expired => Self::UNAUTHENTICATED,
            End::Revoked => Self::REVOKED,
            End::Replaced => Self::BEHIND,
            End::Stopping => Self::STOPPING,
            End::Failed => Self::FAILED,
        }
    }
}

/// An event as it travels.
#[derive(Serialize)]
struct EventFrame<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    event: &'a PolledEvent,
}

/// The first frame of a client that has shown no token yet.
#[derive(Deserialize)]
struct AuthFrame {
    #[serde(rename = "type")]
    kind: String,
    token: String,
    #[serde(default)]
    after: Option<String>,
}

/// Serves one connection until either side ends it.
pub(crate) async fn serve(socket: WebSocket, app: App, introduced: Introduced) {
    let mut line = Line { socket, clock: Arc::clone(app.desk.clock()) };
    let farewell = match begin(&mut line, &app, introduced).await {
        Ok(Some((caller, listener))) => {
            let feed = Feed::begin(&app, &caller, listener, Transport::WebSocket);
            converse(&mut line, &app, &caller, feed).await
        }
        Ok(None) => None,
        Err(farewell) => Some(farewell),
    };
    if let Some(farewell) = farewell {
        line.close(farewell).await;
    }
}

/// Learns who it is; `None` when they left before.
async fn begin(
    line: &mut Line,
    app: &App,
    introduced: Introduced,
) -> Result<Option<(Caller, Listener)>, Farewell> {
    let (parts, after) = match introduced {
        Introduced::As(caller, listener) => return Ok(Some((caller, listener))),
        Introduced::Refused => return Err(Farewell::UNAUTHENTICATED),
        Introduced::NotYet(parts, after) => (parts, after),
    };
    let clock = Arc::clone(&line.clock);
    let frame = tokio::select! {
        frame = line.text() => frame?,
        () = clock.sleep_until(clock.now().plus(TOKEN_WITHIN)) => {
            return Err(Farewell::UNAUTHENTICATED);
        }
    };
    let Some(frame) = frame else { return Ok(None) };
    let auth = serde_json::from_str::<AuthFrame>(&frame).ok().filter(|auth| auth.kind == "auth");
    let auth = auth.ok_or(Farewell::UNAUTHENTICATED)?;
    let parts = with_token(*parts, &auth.token).map_err(|problem| farewell(&problem))?;
    let caller =
        anybody(&parts, app, Some(Deed::Read)).await.map_err(|problem| farewell(&problem))?;
    let caller = caller.ok_or(Farewell::UNAUTHENTICATED)?;
    let after = auth.after.or(after);
    let listener = app.desk.listen(&caller.actor, after.as_deref()).await;
    let listener = listener.map_err(|error| farewell(&error.into()))?;
    Ok(Some((caller, listener)))
}

fn farewell(problem: &Problem) -> Farewell {
    match problem.status().as_u16() {
        401 => Farewell::UNAUTHENTICATED,
        403 => Farewell::REVOKED,
        429 | 503 => Farewell::BEHIND,
        _ => Farewell::FAILED,
    }
}

/// Tells what happens and carries out what is asked; how to part, where the client is still there.
async fn converse(line: &mut Line, app: &App, caller: &Caller, mut feed: Feed) -> Option<Farewell> {
    let commands = app.commands.as_ref()?;
    // A client answers protocol pings by itself; one that does not in time is gone.
    let mut answer_by = None;
    loop {
        let heard = tokio::select! {
            next = feed.next() => {
                let event = match next {
                    Next::Event(event) => event,
                    Next::End(end) => return Some(Farewell::of(end)),
                };
                if matches!(event.event, StreamEvent::Ping(_)) {
                    answer_by = Some(app.desk.clock().now().plus(ANSWER_WITHIN));
                }
                if let Err(farewell) = line.tell(&event).await {
                    return farewell;
                }
                continue;
            }
            heard = line.socket.recv() => heard,
            // What came while a frame was on its way out counts.
            () = due(&**app.desk.clock(), answer_by) => {
                let Some(heard) = line.socket.recv().now_or_never() else {
                    debug!("a client has vanished");
                    return None;
                };
                heard
            }
        };
        answer_by = None;
        let said = match Line::read(heard) {
            Ok(Some(text)) => line.say_json(&commands.carry_out(caller, text).await).await,
            Ok(None) => Ok(()),
            Err(farewell) => return farewell,
        };
        if let Err(farewell) = said {
            return farewell;
        }
    }
}

/// One connection.
struct Line {
    socket: WebSocket,
    clock: Arc<dyn Clock>,
}

impl Line {
    /// The next text; `None` when the client has left.
    async fn text(&mut self) -> Result<Option<String>, Farewell> {
        loop {
            match Self::read(self.socket.recv().await) {
                Ok(Some(text)) => return Ok(Some(text)),
                Ok(None) => {}
                Err(None) => return Ok(None),
                Err(Some(farewell)) => return Err(farewell),
            }
        }
    }

    /// What came: text, nothing to act on, or the end. Bytes are no JSON text and are refused as that is.
    fn read(
        heard: Option<Result<Message, axum::Error>>,
    ) -> Result<Option<String>, Option<Farewell>> {
        match heard {
            Some(Ok(Message::Text(text))) => Ok(Some(text.as_str().to_owned())),
            Some(Ok(Message::Binary(_))) => Ok(Some("binary".to_owned())),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Close(_))) | None => Err(None),
            // It is not told whether the frame was too large or the connection broke; the latter reads no farewell.
            Some(Err(_)) => Err(Some(Farewell::TOO_LARGE)),
        }
    }

    /// Tells an event; with a heartbeat the client's side is asked whether it is there.
    async fn tell(&mut self, event: &PolledEvent) -> Result<(), Option<Farewell>> {
        if matches!(event.event, StreamEvent::Ping(_)) {
            self.say(Message::Ping(bytes::Bytes::new())).await?;
        }
        self.say_json(&EventFrame { kind: "event", event }).await
    }

    async fn say_json(&mut self, frame: &(impl Serialize + Sync)) -> Result<(), Option<Farewell>> {
        // Plain strings and numbers always serialise.
        let text = serde_json::to_string(frame).unwrap_or_default();
        self.say(Message::Text(text.into())).await
    }

    /// Sends, and waits until the client's side has taken it: nothing is queued.
    async fn say(&mut self, message: Message) -> Result<(), Option<Farewell>> {
        let until = self.clock.now().plus(TAKEN_WITHIN);
        tokio::select! {
            said = self.socket.send(message) => said.map_err(|_| None),
            () = self.clock.sleep_until(until) => Err(Some(Farewell::BEHIND)),
        }
    }

    /// Says why, and waits a moment for the client to close too.
    async fn close(&mut self, Farewell(code, reason): Farewell) {
        let frame = CloseFrame { code, reason: reason.into() };
        if self.say(Message::Close(Some(frame))).await.is_err() {
            return;
        }
        let until = self.clock.now().plus(CLOSED_WITHIN);
        let clock = Arc::clone(&self.clock);
        let closed = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        tokio::select! {
            () = closed => {}
            () = clock.sleep_until(until) => {}
        }
    }
}
