//! Faults in what a batch writes, and in what a refused one leaves behind.

use chatdesk_core::{
    Batch, Contact, Counts, JobChange, NewEvent, Position, Record, RecordId, Switch, Timestamp,
    Version,
};

use super::broken::Fault;
use crate::memory::state::State;

/// A cursor is what was written last, not what is furthest.
pub(super) struct CursorOverwritten;

impl Fault for CursorOverwritten {
    fn written(&self, _was: &State, now: &mut State, batch: &Batch) {
        let changed = now.log.head;
        for cursor in &batch.cursors {
            let row = now.sessions.get_mut(&cursor.session).unwrap();
            *row.cursor_mut(cursor.reader) = chatdesk_core::Cursor { changed, ..cursor.clone() };
        }
    }
}

/// Keys are released before it is known whether the batch fits.
pub(super) struct KeyFreedByRefused;

impl Fault for KeyFreedByRefused {
    fn refused(&self, now: &mut State, batch: &Batch) {
        for release in &batch.release {
            let is_theirs = now.keys.get(&release.key).is_some_and(|k| k.owner == release.owner);
            if is_theirs {
                now.keys.remove(&release.key);
            }
        }
    }
}

/// Positions come from a sequence, which a refused batch has moved.
pub(super) struct GapAfterRefused;

impl Fault for GapAfterRefused {
    fn refused(&self, now: &mut State, batch: &Batch) {
        now.log.head = Position::new(now.log.head.get() + batch.events.len() as u64);
    }
}

/// Events are written in a transaction of their own, also when the batch was refused.
pub(super) struct EventOfRefused;

impl Fault for EventOfRefused {
    fn refused(&self, now: &mut State, batch: &Batch) {
        let log = &mut now.log;
        for event in &batch.events {
            log.head = Position::new(log.head.get() + 1);
            log.events.insert(log.head, event.clone());
        }
    }
}

/// Jobs are written in a transaction of their own, also when the batch was refused.
pub(super) struct JobOfRefused;

impl Fault for JobOfRefused {
    fn refused(&self, now: &mut State, batch: &Batch) {
        let jobs = batch.jobs.iter().filter(|job| matches!(job, JobChange::Schedule(_))).cloned();
        let jobs = Batch { jobs: jobs.collect(), ..Batch::at(batch.now) };
        crate::memory::apply::write(now, jobs);
    }
}

/// Whoever writes an entry last wins, whatever they had read.
pub(super) struct EntryWithoutVersion;

impl Fault for EntryWithoutVersion {
    fn twist(&self, state: &State, batch: &mut Batch) {
        for record in &mut batch.put {
            if let Record::Entry(entry) = record {
                entry.version = state.version(RecordId::Entry(entry.id)).unwrap_or(Version::NONE);
            }
        }
    }
}

/// What a batch expects is only asked to be there.
pub(super) struct ExpectedVersionIgnored;

impl Fault for ExpectedVersionIgnored {
    fn twist(&self, state: &State, batch: &mut Batch) {
        for expect in &mut batch.expect {
            expect.version = state.version(expect.record).unwrap_or(expect.version);
        }
    }
}

/// Only switching off is thought to matter: switching on moves no version.
pub(super) struct SwitchOnWithoutVersion;

impl Fault for SwitchOnWithoutVersion {
    fn written(&self, was: &State, now: &mut State, batch: &Batch) {
        for record in &batch.put {
            let Record::Contact(Contact { id, switch: Switch::On, version, .. }) = record else {
                continue;
            };
            let is_switched = was.contacts.get(id).is_some_and(|row| !row.contact.switch.is_on());
            if is_switched {
                now.contacts.get_mut(id).unwrap().contact.version = *version;
            }
        }
    }
}

/// Anybody's message counts as the customer's last writing.
pub(super) struct AnybodyWrote;

impl Fault for AnybodyWrote {
    fn written(&self, _was: &State, now: &mut State, batch: &Batch) {
        for message in &batch.messages {
            let contact = now.sessions[&message.session].session.contact;
            now.contacts.get_mut(&contact).unwrap().wrote_at = Some(message.at);
        }
    }
}

/// A client id is looked for in the whole session, whoever used it.
pub(super) struct ClientIdOfAnybody;

impl Fault for ClientIdOfAnybody {
    fn twist(&self, state: &State, batch: &mut Batch) {
        let is_used = batch.messages.iter().any(|message| {
            state.sessions.get(&message.session).is_some_and(|row| {
                let mut stored = row.messages.iter().map(|stored| &stored.client_id);
                message.client_id.is_some() && stored.any(|used| *used == message.client_id)
            })
        });
        if is_used {
            batch.expect(RecordId::Contact(crate::given::contact().id), Version::NONE);
        }
    }
}

/// Nothing stands between two rows of one client id.
pub(super) struct ClientIdTwice;

impl Fault for ClientIdTwice {
    fn twist(&self, _state: &State, batch: &mut Batch) {
        batch.messages.iter_mut().for_each(|message| message.client_id = None);
    }
}

/// The counts of a message are not kept.
pub(super) struct CountsForgotten;

impl Fault for CountsForgotten {
    fn twist(&self, _state: &State, batch: &mut Batch) {
        batch.messages.iter_mut().for_each(|message| message.sent = Counts::default());
    }
}

/// Text ends at its first NUL, as a driver written in C may see it.
pub(super) struct TextCutAtNul;

impl Fault for TextCutAtNul {
    fn twist(&self, _state: &State, batch: &mut Batch) {
        for message in &mut batch.messages {
            let end = message.content.find('\0').unwrap_or(message.content.len());
            message.content.truncate(end);
        }
    }
}

/// Columns hold whole seconds.
pub(super) struct SecondsForMicroseconds;

impl Fault for SecondsForMicroseconds {
    fn twist(&self, _state: &State, batch: &mut Batch) {
        let cut = |at: &mut Timestamp| *at = Timestamp::from_micros(at.as_secs() * 1_000_000);
        for record in &mut batch.put {
            match record {
                Record::Contact(contact) => cut(&mut contact.created_at),
                Record::Session(session) => cut(&mut session.updated_at),
                Record::Ticket(ticket) => cut(&mut ticket.updated_at),
                Record::Entry(entry) => cut(&mut entry.at),
            }
        }
        batch.messages.iter_mut().for_each(|message| cut(&mut message.at));
        batch.events.iter_mut().for_each(|event| cut(&mut event.at));
        for job in &mut batch.jobs {
            if let JobChange::Schedule(job) = job {
                cut(&mut job.due);
            }
        }
    }
}

/// An event keeps its own instant, though a later one stands before it.
pub(super) struct LogTimeGoesBack;

impl Fault for LogTimeGoesBack {
    fn written(&self, was: &State, now: &mut State, batch: &Batch) {
        for (position, event) in (was.log.head.get() + 1..).zip(&batch.events) {
            let stored: &mut NewEvent = now.log.events.get_mut(&Position::new(position)).unwrap();
            stored.at = event.at;
        }
    }
}
