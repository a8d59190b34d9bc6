//! Sessions are kept as long as the operator chose, and then removed whole.

use std::collections::BTreeSet;

use super::Decision;
use crate::{
    Audience, Batch, ContactId, EventActor, EventKind, Expect, Keep, NewEvent, RecordId,
    SessionView, Timestamp, Version,
};

/// What [`decide`] decides on: sessions that ended long enough ago.
#[derive(Debug)]
pub(crate) struct Facts {
    /// As many as one step removes.
    pub(crate) sessions: Vec<SessionView>,
    /// Whether there are more.
    pub(crate) has_more: bool,
}

/// How far a sweep has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retained {
    /// More is to be removed: take another step.
    Partly,
    /// All that is left may stay.
    Wholly,
}

/// Removes them. Each customer concerned is told at once, the desk once, when the sweep is through.
pub(crate) fn decide(facts: &Facts, now: Timestamp) -> Decision<Retained> {
    let outcome = if facts.has_more { Retained::Partly } else { Retained::Wholly };
    let Some(last) = facts.sessions.last() else { return Decision::nothing(outcome) };
    let mut batch = Batch::at(now);
    batch.delete.extend(facts.sessions.iter().map(|view| Expect {
        record: RecordId::Session(view.session.id),
        version: view.session.version,
    }));
    let contacts: BTreeSet<_> = facts.sessions.iter().map(|view| view.contact.id).collect();
    let customers = contacts.into_iter().map(|id| removed(id, Audience::Customer(id), now));
    batch.events.extend(customers);
    if outcome == Retained::Wholly {
        batch.events.push(removed(last.contact.id, Audience::Desk, now));
    }
    Decision::write(batch, outcome)
}

fn removed(contact: ContactId, audience: Audience, at: Timestamp) -> NewEvent {
    NewEvent {
        kind: EventKind::SessionsRemoved,
        subject: RecordId::Contact(contact),
        // No version moves: the person is as before.
        version: Version::NONE,
        actor: EventActor::System,
        at,
        audience,
        keep: Keep::Stream,
    }
}
