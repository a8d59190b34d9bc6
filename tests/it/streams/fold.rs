//! What a reader knows after a stream of events, by the rules that the contract gives to readers.

use std::collections::BTreeMap;

use chatdesk_api::{ReadCursors, Session, StreamEvent};
use chatdesk_tests::Event;

/// The state that events add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The text of each message by session and position.
    pub(crate) messages: BTreeMap<(String, u64), String>,
    /// Version, last position and unread count of each session.
    sessions: BTreeMap<String, (u64, u64, u64)>,
    /// How far the customer and the desk have read each session; what is left is in the session.
    reads: BTreeMap<String, (u64, u64)>,
    toggles: BTreeMap<String, bool>,
}

impl Known {
    /// Takes in events, in order.
    pub(crate) fn learn(&mut self, events: &[Event]) {
        for event in events {
            self.learn_one(&event.event);
        }
    }

    fn learn_one(&mut self, event: &StreamEvent) {
        match event {
            StreamEvent::Message(it) => {
                let place = (it.message.session_id.clone(), it.message.id);
                self.messages.insert(place, it.message.content.clone());
                self.learn_session(&it.session);
            }
            StreamEvent::Session(it) => self.learn_session(&it.session),
            StreamEvent::Read(it) => {
                let ReadCursors { user, admin } = it.read.sides();
                let known = self.reads.entry(it.session_id.clone()).or_default();
                *known = (known.0.max(user), known.1.max(admin));
            }
            StreamEvent::Toggle(it) => {
                self.toggles.insert(it.user_id.clone(), it.chat_enabled);
            }
            StreamEvent::Erased(it) => panic!("nobody is erased here: {it:?}"),
            StreamEvent::Hello(_)
            | StreamEvent::Note(_)
            | StreamEvent::Ticket(_)
            | StreamEvent::Typing(_)
            | StreamEvent::Presence(_)
            | StreamEvent::Page(_)
            | StreamEvent::Settings(_)
            | StreamEvent::Ping(_) => {}
            StreamEvent::Reset(it) => panic!("a reset where nothing was lost: {it:?}"),
        }
    }

    /// A session whose version is lower than ours is ignored.
    fn learn_session(&mut self, session: &Session) {
        let known = self.sessions.entry(session.id.clone()).or_default();
        if session.version >= known.0 {
            *known = (session.version, session.last_seq, session.unread_count);
        }
    }
}

/// The messages among some events, as session and position, in the order in which they came.
pub(crate) fn places(events: &[Event]) -> Vec<(String, u64)> {
    let place = |event: &Event| match &event.event {
        StreamEvent::Message(it) => Some((it.message.session_id.clone(), it.message.id)),
        _ => None,
    };
    events.iter().filter_map(place).collect()
}

/// The texts of the messages among some events.
pub(crate) fn contents(events: &[Event]) -> Vec<&str> {
    events
        .iter()
        .filter_map(|event| match &event.event {
            StreamEvent::Message(it) => Some(it.message.content.as_str()),
            _ => None,
        })
        .collect()
}
