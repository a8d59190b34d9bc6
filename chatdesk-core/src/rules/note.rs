//! The desk writes something down for itself about a session.

use std::ops::RangeInclusive;

use super::{Decision, Policy, access};
use crate::{
    Actor, Agent, Audience, Batch, Claim, ClientId, Entry, EntryContent, EntryId, Error,
    EventActor, EventKind, Given, Keep, MessageText, NewEvent, Position, Record, RecordId, Seq,
    SessionView, Thread, Timestamp, UniqueKey, Version, Window,
};

/// What is to be written down.
#[derive(Clone, Debug)]
pub(crate) struct Note<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) content: &'a Given<String>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
    pub(crate) entry: EntryId,
}

/// Accepts the note, also where the session has ended. Neither its record nor anything of its customer moves.
pub(crate) fn decide(
    view: Option<&SessionView>,
    note: &Note<'_>,
    policy: &Policy,
) -> Result<Decision<Entry>, Error> {
    let staff = access::staff(note.actor)?;
    let session = &access::customers_session(view)?.session;
    let content = note.content.as_ref().map_err(Clone::clone)?;
    let text = MessageText::parse("/content", content, policy)?;
    let subject = RecordId::Session(session.id);
    let entry = Entry {
        id: note.entry,
        version: Version::NONE,
        changed: Position::ZERO,
        subject,
        at: note.now,
        content: EntryContent::Note {
            after: session.last_seq,
            author: Agent { id: staff.id.clone(), name: staff.name.clone() },
            text: text.as_str().to_owned(),
            client_id: note.client_id.cloned(),
        },
    };
    let mut batch = Batch::at(note.now);
    // Between which messages it stands must be so when it is stored.
    batch.expect(subject, session.version);
    if let Some(client_id) = note.client_id {
        let key = UniqueKey::note(session.id, client_id, &staff.id);
        batch.claim.push(Claim { key, owner: subject, until: None });
    }
    batch.put.push(Record::Entry(entry.clone()));
    batch.events.push(NewEvent {
        kind: EventKind::NoteWritten,
        subject,
        version: session.version,
        actor: EventActor::Desk { id: staff.id.clone() },
        at: note.now,
        audience: Audience::Desk,
        keep: Keep::Stream,
    });
    Ok(Decision::write(batch, entry))
}

/// After which messages the notes of a page stand.
///
/// Every note is on a page. One that stands at a border of what was asked for with [`Window::After`] may be on two: whoever
/// has all messages and asks for more gets what was noted after the last one.
pub(crate) fn of_page(window: &Window, thread: &Thread) -> RangeInclusive<Seq> {
    let first = thread.messages.first().map_or(Seq::ZERO, |message| message.seq);
    let last = thread.messages.last().map_or(Seq::ZERO, |message| message.seq);
    // What was noted before the first message has no message before it.
    let first = if first <= Seq::new(1) { Seq::ZERO } else { first };
    let end = Seq::new(u64::MAX);
    match window {
        Window::Newest { .. } => first..=end,
        Window::After { seq, .. } => *seq..=if thread.has_more { last } else { end },
        Window::Before { .. } | Window::Repeat { .. } | Window::LatestOf { .. } => first..=last,
    }
}
