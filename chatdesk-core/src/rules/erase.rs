//! An administrator erases one person: all that they wrote and are called goes, a tombstone with the counts stays.

use super::{Decision, access};
use crate::{
    Actor, Audience, Batch, Contact, Counts, Entry, EntryContent, EntryId, Error, EventActor,
    EventKind, Expect, Keep, NewEvent, Position, Record, RecordId, SessionView, Timestamp, Version,
};

/// Who erases.
#[derive(Clone, Debug)]
pub(crate) struct Erase<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: Timestamp,
    /// For the tombstone, where there is none yet.
    pub(crate) entry: EntryId,
}

/// What [`decide`] decides on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The person.
    pub(crate) contact: Option<Contact>,
    /// As many of their sessions as one step removes.
    pub(crate) sessions: Vec<SessionView>,
    /// Whether they have more.
    pub(crate) has_more: bool,
    /// What an earlier step has counted.
    pub(crate) tombstone: Option<Entry>,
}

/// How far an erasure has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Erased {
    /// Sessions are left: take another step.
    Partly,
    /// Nothing is left but the tombstone; also when there never was anything.
    Wholly,
}

/// Takes one step of bounded size: sessions first, the person with the last of them.
///
/// A session that is opened meanwhile would stay, and then the store refuses that its contact goes.
pub(crate) fn decide(facts: &Facts, erase: &Erase<'_>) -> Result<Decision<Erased>, Error> {
    let admin = access::admin(erase.actor)?;
    let Some(contact) = &facts.contact else { return Ok(Decision::nothing(Erased::Wholly)) };
    let mut batch = Batch::at(erase.now);
    batch.delete.extend(facts.sessions.iter().map(|view| Expect {
        record: RecordId::Session(view.session.id),
        version: view.session.version,
    }));
    let subject = RecordId::Contact(contact.id);
    batch.put.push(Record::Entry(tombstone(facts, erase, subject, &admin.id)));
    let (outcome, kind, keep) = if facts.has_more {
        batch.expect(subject, contact.version);
        (Erased::Partly, EventKind::SessionsRemoved, Keep::Stream)
    } else {
        batch.delete.push(Expect { record: subject, version: contact.version });
        (Erased::Wholly, EventKind::ContactErased, Keep::Audit)
    };
    batch.events.push(NewEvent {
        kind,
        subject,
        version: contact.version.next(),
        actor: EventActor::Desk { id: admin.id.clone() },
        at: erase.now,
        audience: Audience::Customer(contact.id),
        keep,
    });
    Ok(Decision::write(batch, outcome))
}

fn tombstone(facts: &Facts, erase: &Erase<'_>, subject: RecordId, by: &str) -> Entry {
    let (before, mut sent) = match facts.tombstone.as_ref().map(|entry| &entry.content) {
        Some(EntryContent::Erased { n_sessions, sent, .. }) => (*n_sessions, *sent),
        _ => (0, Counts::default()),
    };
    for SessionView { session, .. } in &facts.sessions {
        sent.customer += session.sent.customer;
        sent.desk += session.sent.desk;
    }
    let n_sessions = before + facts.sessions.len() as u64;
    Entry {
        id: facts.tombstone.as_ref().map_or(erase.entry, |entry| entry.id),
        version: facts.tombstone.as_ref().map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject,
        at: erase.now,
        content: EntryContent::Erased { n_sessions, sent, by: by.to_owned() },
    }
}
