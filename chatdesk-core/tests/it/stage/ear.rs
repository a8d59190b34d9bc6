use chatdesk_core::{Change, Listener, Reader, SenderKind, Signal, StreamCursor};
use chatdesk_testkit::given::NOW;
use tokio::time::timeout;

use super::BOUND;

/// A stream, and what it tells in words.
pub(crate) struct Ear(Listener);

impl Ear {
    pub(crate) const fn new(listener: Listener) -> Self {
        Self(listener)
    }

    pub(crate) fn cursor(&self) -> String {
        self.0.cursor().to_string()
    }

    /// The next signal that is no count of agents; a stream that says nothing for five seconds fails the test.
    pub(crate) async fn signal(&mut self) -> Signal {
        loop {
            let signal = self.signal_of_any_kind().await;
            if !matches!(signal, Signal::AgentsOnline(_)) {
                return signal;
            }
        }
    }

    /// The next signal.
    pub(crate) async fn signal_of_any_kind(&mut self) -> Signal {
        timeout(BOUND, self.0.next()).await.unwrap().unwrap()
    }

    /// The next thing told.
    pub(crate) async fn hears(&mut self) -> String {
        tell(&self.signal().await)
    }

    /// All that is told until a message with this text came.
    pub(crate) async fn hears_until(&mut self, text: &str) -> Vec<String> {
        self.signals_until(text).await.into_iter().map(|(_, told)| told).collect()
    }

    /// The same, each with the cursor to go on from.
    pub(crate) async fn signals_until(&mut self, text: &str) -> Vec<(StreamCursor, String)> {
        let mut signals = Vec::new();
        loop {
            let signal = self.signal().await;
            let Signal::Changed(cursor, _) = &signal else {
                panic!("after {signals:?} came {}", tell(&signal));
            };
            signals.push((*cursor, tell(&signal)));
            if signals.last().is_some_and(|(_, told)| told.ends_with(text)) {
                return signals;
            }
        }
    }
}

/// A signal in words: what happened, not how the record stands by now.
pub(crate) fn tell(signal: &Signal) -> String {
    match signal {
        Signal::Changed(_, change) => match &**change {
            Change::Message(message, _) => {
                let who = match message.sender.kind {
                    SenderKind::Admin => "desk",
                    _ => "customer",
                };
                format!("message {} of the {who}: {}", message.seq.get(), message.content)
            }
            Change::Session(view) => format!("session {:?}", view.session.status).to_lowercase(),
            Change::Cursor(cursor, _) => match cursor.reader {
                Reader::Customer => "the customer has read".to_owned(),
                Reader::Desk => "the desk has read".to_owned(),
            },
            Change::Ticket(view) => match &view.ticket {
                Some(ticket) => format!("ticket {} {}", ticket.number, ticket.status.as_str()),
                None => "no ticket".to_owned(),
            },
            Change::Note(_) => "note".to_owned(),
            Change::Settings(_) => "settings".to_owned(),
            Change::Contact(contact) => format!("switch {:?}", contact.switch).to_lowercase(),
        },
        Signal::Reset(_, reason) => format!("reset {reason:?}"),
        Signal::Erased(_, address) => format!("erased {address}"),
        Signal::Typing(typing) => {
            format!("{} types until {}", typing.by.id, typing.until.as_secs() - NOW.as_secs())
        }
        Signal::AgentsOnline(n_online) => format!("{n_online} online"),
        Signal::Attendance(agent, attendance) => {
            format!("{} is {attendance:?}", agent.id).to_lowercase()
        }
        Signal::Closed => "closed".to_owned(),
        _ => "something unknown".to_owned(),
    }
}
