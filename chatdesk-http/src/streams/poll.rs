//! Long polls: what is there at once, else what comes first.

use std::{sync::Arc, time::Duration};

use chatdesk_api::{EventsAnswer, PolledEvent, PresenceEvent, StreamEvent, Transport};
use chatdesk_core::{Change, Given, Listener, Position, SessionId, Side, Signal, Window};

use super::{
    End, Stay,
    feed::{Heard, hear, reset},
};
use crate::{App, auth::Caller, problem::Problem, wire::Reader};

/// One answer holds at most so many events; its cursor goes on after them.
const MOST: usize = 200;

/// What concerns the caller after a cursor; where that is nothing, what comes first within the wait.
///
/// Who is there comes along and is not waited for: whoever polls is told of it again and again.
pub(crate) async fn poll(
    app: &App,
    caller: &Caller,
    given: Given<(Option<&str>, Duration)>,
) -> Result<EventsAnswer, Problem> {
    let (after, wait) = given?;
    let mut listener = app.desk.listen(&caller.actor, after).await?;
    if after.is_some() {
        listener.go_on();
    }
    let mut poll = Poll { reader: Reader::of(&caller.actor), events: vec![] };
    poll.collect(&mut listener).await?;
    if after.is_none() {
        poll.events.retain(|it| !is_nobody_there(&it.event));
    }
    let is_news = |it: &PolledEvent| !matches!(it.event, StreamEvent::Presence(_));
    if !wait.is_zero() && !poll.events.iter().any(is_news) {
        let stay = Stay::begin(app, caller);
        let _open = app.metrics.stream(Transport::LongPoll);
        poll.wait(app, &stay, &mut listener, wait).await?;
    }
    Ok(EventsAnswer { events: poll.events, cursor: listener.cursor().to_string() })
}

struct Poll {
    reader: Reader,
    events: Vec<PolledEvent>,
}

impl Poll {
    /// Takes what there is to tell now.
    async fn collect(&mut self, listener: &mut Listener) -> Result<(), Problem> {
        while self.events.len() < MOST
            && let Some(signal) = listener.next_known().await?
        {
            self.take(signal);
        }
        Ok(())
    }

    /// Takes what comes first.
    async fn wait(
        &mut self,
        app: &App,
        stay: &Stay,
        listener: &mut Listener,
        wait: Duration,
    ) -> Result<(), Problem> {
        let clock = Arc::clone(app.desk.clock());
        let until = clock.now().plus(wait);
        loop {
            let n_before = self.events.len();
            tokio::select! {
                biased;
                end = stay.over() => return self.end(end, listener),
                () = clock.sleep_until(until) => return Ok(()),
                signal = listener.next() => match signal? {
                    Signal::Closed => return Ok(()),
                    signal => self.take(signal),
                },
            }
            if self.events.len() > n_before {
                return self.collect(listener).await;
            }
        }
    }

    fn end(&mut self, end: End, listener: &Listener) -> Result<(), Problem> {
        if let Some(reason) = end.reset() {
            self.events.push(reset(listener.cursor().to_string(), reason));
        }
        end.refusal().map_or(Ok(()), Err)
    }

    fn take(&mut self, signal: Signal) {
        if let Heard::Event(event) = hear(&self.reader, signal) {
            self.events.push(event);
        }
    }
}

/// Whoever was told nothing of presence takes it that nobody is there.
const fn is_nobody_there(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Presence(PresenceEvent::Desk { agents_online: 0 }))
}

/// What a caller knows of a session.
pub(crate) struct Known<'a> {
    /// Answers what comes after, where they said so.
    pub(crate) window: &'a Window,
    /// Whether they hold the state of this version.
    pub(crate) holds: &'a (dyn Fn(Side, Position) -> Holds + Sync),
}

/// Whether somebody who names a state names the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// They name none.
    Nothing,
    /// This one.
    This,
    /// Another.
    Another,
}

/// Waits until a session has something for somebody who knows that much; at most as long as they say.
///
/// # Errors
/// 401 when their token runs out or is revoked, 404 when the session is no longer theirs.
pub(crate) async fn wait_for_change(
    app: &App,
    caller: &Caller,
    session: SessionId,
    known: &Known<'_>,
    wait: Duration,
) -> Result<(), Problem> {
    let clock = Arc::clone(app.desk.clock());
    let until = clock.now().plus(wait);
    // Registered before the state is read: what changes in between wakes it.
    let listener = app.desk.listen(&caller.actor, None).await;
    let probe = match known.window {
        Window::After { seq, .. } => Window::After { seq: *seq, limit: 1 },
        _ => Window::Newest { limit: 1 },
    };
    let found = app.desk.thread(&caller.actor, session, Ok(probe)).await?.value;
    let is_news = matches!(known.window, Window::After { .. }) && !found.thread.messages.is_empty();
    let version = found.thread.view.version(found.side);
    if is_news || (known.holds)(found.side, version) == Holds::Another {
        return Ok(());
    }
    let (mut listener, stay) = (listener?, Stay::begin(app, caller));
    let _open = app.metrics.stream(Transport::LongPoll);
    loop {
        tokio::select! {
            biased;
            end = stay.over() => return end.refusal().map_or(Ok(()), Err),
            () = clock.sleep_until(until) => return Ok(()),
            signal = listener.next() => match signal? {
                Signal::Closed => return Ok(()),
                signal if !may_concern(&signal, session) => {}
                _ => {
                    let (now, _) = app.desk.session_version(&caller.actor, session).await?;
                    if now != version {
                        return Ok(());
                    }
                }
            },
        }
    }
}

fn may_concern(signal: &Signal, session: SessionId) -> bool {
    match signal {
        Signal::Changed(_, change) => match &**change {
            Change::Message(_, view) | Change::Session(view) | Change::Cursor(_, view) => {
                view.session.id == session
            }
            _ => true,
        },
        Signal::Typing(_) | Signal::AgentsOnline(_) | Signal::Attendance(..) => false,
        _ => true,
    }
}
