//! The log as it grows: what must hold of it whatever was asked.

use std::collections::BTreeSet;

use chatdesk_core::{
    Audience, ContactId, Event, EventActor, EventKind, NewEvent, Position, Store, Switch, Timestamp,
};

const PAGE: u16 = 200;

/// How far the log was looked at, and what it said.
#[derive(Debug)]
pub(crate) struct Watch {
    position: Position,
    at: Timestamp,
    switched_off: BTreeSet<ContactId>,
}

impl Default for Watch {
    fn default() -> Self {
        let at = Timestamp::from_micros(i64::MIN);
        Self { position: Position::ZERO, at, switched_off: BTreeSet::new() }
    }
}

impl Watch {
    /// Looks at what is new: positions are 1, 2, 3… to the head, in the order of time.
    pub(crate) async fn look(&mut self, store: &impl Store) {
        loop {
            let log = store.log(self.position, PAGE).await.unwrap();
            if log.events.is_empty() {
                assert_eq!(log.head, self.position, "the head of the log is its last event");
                return;
            }
            for Event { position, fact } in log.events {
                assert_eq!(position.get(), self.position.get() + 1, "the log has a gap");
                assert!(fact.at >= self.at, "time goes back in the log at {position:?}");
                self.note(&fact);
                (self.position, self.at) = (position, fact.at);
            }
        }
    }

    /// Nobody who is switched off opens or writes: the order of the log is the order of commits, also where two commands
    /// at once came back in an order that would excuse it.
    fn note(&mut self, fact: &NewEvent) {
        let Audience::Customer(contact) = fact.audience else { return };
        match fact.kind {
            EventKind::ChatSwitched { switch: Switch::Off } => {
                self.switched_off.insert(contact);
            }
            EventKind::ChatSwitched { switch: Switch::On } => {
                self.switched_off.remove(&contact);
            }
            EventKind::SessionOpened | EventKind::MessageSent { .. } => {
                let is_theirs = fact.actor == EventActor::Customer;
                let is_late = is_theirs && self.switched_off.contains(&contact);
                assert!(
                    !is_late,
                    "somebody who was switched off comes after the switch in the log"
                );
            }
            _ => {}
        }
    }
}
