//! Which facts of the log are told to a host's systems, and what of them.

use std::collections::BTreeMap;

use super::{
    Decision,
    task::{Fact, Task},
};
use crate::{
    Audience, Batch, Claim, ContactId, Content, Entry, EntryContent, EntryId, Event, EventKind,
    Happened, HostEvent, Interest, Job, JobChange, JobKey, Lane, Loaded, Log, Message, Position,
    Record, RecordId, Seq, Timestamp, UniqueKey, Version,
};

/// So many facts that are not told may lie behind whoever starts again.
const BEHIND: u64 = 1_000;

/// What [`decide`] decides on.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Up to where this notifier was told; `None` where it never was asked.
    pub(crate) followed: Option<Entry>,
    /// The log after that, or after where this process has looked already.
    pub(crate) log: Log,
    /// After which position it was read.
    pub(crate) from: Position,
    /// Whose sessions and tickets they are, of facts that do not say so themselves; of those that are gone there is none.
    pub(crate) owners: BTreeMap<RecordId, ContactId>,
}

/// Who follows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Follow<'a> {
    pub(crate) notifier: &'a str,
    pub(crate) interest: &'a Interest,
    pub(crate) now: Timestamp,
    /// For the entry, where there is none yet.
    pub(crate) entry: EntryId,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Followed {
    /// All up to here is told, or waits to be.
    pub(crate) up_to: Position,
    /// Whether there may be more.
    pub(crate) has_more: bool,
    /// Facts that were no longer there when they were to be told.
    pub(crate) n_missed: u64,
}

/// Up to where a notifier was told.
pub(crate) const fn position(followed: Option<&Entry>) -> Option<Position> {
    match followed {
        Some(Entry { content: EntryContent::Followed { up_to, .. }, .. }) => {
            Some(Position::new(*up_to))
        }
        _ => None,
    }
}

/// Lets one delivery wait for each fact that a notifier wants to know, and moves its place in the log behind them.
///
/// Who follows for the first time begins at the log's head.
pub(crate) fn decide(facts: &Facts, follow: &Follow<'_>) -> Decision<Followed> {
    let mut batch = Batch::at(follow.now);
    let (log, Some(before)) = (&facts.log, position(facts.followed.as_ref())) else {
        let up_to = facts.log.head;
        put(facts, (follow, up_to), &mut batch);
        return Decision::write(batch, Followed { up_to, has_more: false, n_missed: 0 });
    };
    for event in &log.events {
        tell(event, facts, follow, &mut batch);
    }
    let up_to = log.events.last().map_or(facts.from, |event| event.position);
    let n_missed = log.floor.get().saturating_sub(facts.from.get());
    let followed = Followed { up_to, has_more: up_to < log.head, n_missed };
    if batch.jobs.is_empty() && up_to.get().saturating_sub(before.get()) < BEHIND {
        return Decision::nothing(followed);
    }
    put(facts, (follow, up_to), &mut batch);
    Decision::write(batch, followed)
}

fn put(facts: &Facts, (follow, up_to): (&Follow<'_>, Position), batch: &mut Batch) {
    let followed = facts.followed.as_ref();
    let id = followed.map_or(follow.entry, |entry| entry.id);
    let (notifier, subject) = (follow.notifier.to_owned(), RecordId::Entry(id));
    if followed.is_none() {
        let key = UniqueKey::followed(follow.notifier);
        batch.claim.push(Claim { key, owner: subject, until: None });
    }
    batch.put.push(Record::Entry(Entry {
        id,
        version: followed.map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject,
        at: follow.now,
        content: EntryContent::Followed { notifier, up_to: up_to.get() },
    }));
}

fn tell(event: &Event, facts: &Facts, follow: &Follow<'_>, batch: &mut Batch) {
    let Event { position, fact } = event;
    let owner = match (fact.audience, fact.subject) {
        // What staff say among themselves is theirs.
        (Audience::Members(_), _) => None,
        (Audience::Customer(contact), _) | (_, RecordId::Contact(contact)) => Some(contact),
        (_, subject) => facts.owners.get(&subject).copied(),
    };
    let Some(contact) = owner else { return };
    let notifier = follow.notifier;
    let is_first = matches!(fact.kind, EventKind::MessageSent { seq } if seq == Seq::ZERO.next())
        && fact.version == Version::NONE.next();
    // A session that a message opened has no other fact of its opening.
    let opening = is_first.then_some((EventKind::SessionOpened, "opened"));
    for (kind, word) in opening.into_iter().chain([(fact.kind, "event")]) {
        if !HostEvent::of(kind).is_some_and(|sort| follow.interest.events.contains(&sort)) {
            continue;
        }
        let (position, at, subject) = (*position, fact.at, fact.subject);
        batch.jobs.push(JobChange::Schedule(Job {
            key: JobKey::new(format!("{word}:{position}:{notifier}")),
            lane: Some(Lane::new(format!("event:{contact}:{notifier}"))),
            notifier: Some(notifier.to_owned()),
            due: batch.now,
            task: Task::Event(Fact { position, at, subject, kind }).text(),
            // It holds no address, and outlives a visitor who becomes a user.
            contact: None,
        }));
    }
}

/// What is told of a fact, as its records are now; `None` where they are gone.
pub(crate) fn content(fact: &Fact, loaded: Loaded, message: Option<Message>) -> Option<Content> {
    let (session, contact) = match fact.subject {
        RecordId::Session(_) | RecordId::Ticket(_) => {
            let view = loaded.sessions.into_iter().next()?;
            let contact = view.contact.clone();
            (Some(view), contact)
        }
        _ => (None, loaded.contact?),
    };
    if matches!(fact.kind, EventKind::MessageSent { .. }) && message.is_none() {
        return None;
    }
    Some(Content::Event(Box::new(Happened {
        position: fact.position,
        at: fact.at,
        sort: HostEvent::of(fact.kind)?,
        kind: fact.kind,
        contact,
        session,
        message,
    })))
}
