//! Whether a batch fits. All of it is looked at before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chatdesk_core::{
    Batch, ContactId, JobChange, Message, MessageReceipt, Record, RecordId, Seq, SessionId, Version,
};

use super::state::State;

/// Whether all that `batch` relies on is so.
pub(crate) fn fits(state: &State, batch: &Batch) -> bool {
    versions_fit(state, batch)
        && tickets_fit(state, batch)
        && contacts_leave_nothing(state, batch)
        && keys_fit(state, batch)
        && messages_fit(state, batch)
        && receipts_fit(state, batch)
        && cursors_fit(state, batch)
        && leases_fit(state, batch)
}

/// Whether every session that a batch puts is of a contact that is there: what no rule ever breaks.
pub(crate) fn is_whole(state: &State, batch: &Batch) -> bool {
    batch.put.iter().all(|record| match record {
        Record::Session(session) => {
            let contact = RecordId::Contact(session.contact);
            state.version(contact).is_some() || puts(batch, contact)
        }
        Record::Contact(_) | Record::Ticket(_) | Record::Entry(_) => true,
    })
}

fn versions_fit(state: &State, batch: &Batch) -> bool {
    let mut read = batch.expect.iter().chain(&batch.delete);
    if !read.all(|expect| state.version(expect.record) == Some(expect.version)) {
        return false;
    }
    let mut written = BTreeSet::new();
    let deleted_once = batch.delete.iter().all(|expect| written.insert(expect.record));
    deleted_once
        && batch.put.iter().all(|record| {
            let read_at = Some(record.version()).filter(|version| *version != Version::NONE);
            written.insert(record.id()) && state.version(record.id()) == read_at
        })
}

/// Whether each ticket that is put has a session that stays, and each that is made its number and session alone.
fn tickets_fit(state: &State, batch: &Batch) -> bool {
    let (mut numbers, mut sessions) = (HashSet::new(), HashSet::new());
    batch.put.iter().all(|record| {
        let Record::Ticket(ticket) = record else { return true };
        let stays = |other: &chatdesk_core::Ticket| {
            let (id, session) = (RecordId::Ticket(other.id), RecordId::Session(other.session));
            !deletes(batch, id) && !deletes(batch, session)
        };
        let is_made = ticket.version == Version::NONE;
        let mut others = state.tickets.values().filter(|other| stays(other));
        let is_rival = |other: &chatdesk_core::Ticket| {
            other.number == ticket.number || other.session == ticket.session
        };
        last_seq(state, batch, ticket.session).is_some()
            && !(is_made && others.any(is_rival))
            && numbers.insert(ticket.number)
            && sessions.insert(ticket.session)
    })
}

/// Whether no contact is deleted who has a session that stays, or that is put.
fn contacts_leave_nothing(state: &State, batch: &Batch) -> bool {
    let leaves_nothing = |contact: ContactId| {
        let mut stored = state.sessions_of(contact);
        stored.all(|row| deletes(batch, RecordId::Session(row.session.id)))
            && !batch.put.iter().any(
                |record| matches!(record, Record::Session(session) if session.contact == contact),
            )
    };
    batch.delete.iter().filter_map(|expect| expect.record.contact()).all(leaves_nothing)
}

/// Keys are released, and records deleted with theirs, before others are claimed.
fn keys_fit(state: &State, batch: &Batch) -> bool {
    let releasable = batch
        .release
        .iter()
        .all(|release| state.keys.get(&release.key).is_none_or(|key| key.owner == release.owner));
    let released: HashSet<_> = batch.release.iter().map(|release| release.key.as_str()).collect();
    let mut claimed = HashSet::new();
    releasable
        && batch.claim.iter().all(|claim| {
            let free = state.keys.get(&claim.key).is_none_or(|key| {
                key.until.is_some_and(|until| until <= batch.now)
                    || released.contains(claim.key.as_str())
                    || deletes(batch, key.owner)
            });
            free && claimed.insert(claim.key.as_str())
        })
}

fn messages_fit(state: &State, batch: &Batch) -> bool {
    let mut last: BTreeMap<SessionId, Seq> = BTreeMap::new();
    let mut repeats = HashSet::new();
    batch.messages.iter().all(|message| {
        let before = last.get(&message.session).copied();
        let Some(before) = before.or_else(|| last_seq(state, batch, message.session)) else {
            return false;
        };
        last.insert(message.session, message.seq);
        let is_new = message.client_id.as_ref().is_none_or(|client_id| {
            let sender = (message.sender.kind, &message.sender.id);
            repeats.insert((message.session, sender, client_id)) && !is_repeat(state, message)
        });
        message.seq == before.next() && is_new
    })
}

/// The position of a session's newest message; `None` when there is none after the batch.
fn last_seq(state: &State, batch: &Batch, session: SessionId) -> Option<Seq> {
    let record = RecordId::Session(session);
    match state.sessions.get(&session) {
        Some(row) => (!deletes(batch, record)).then(|| row.last_seq()),
        None => puts(batch, record).then_some(Seq::ZERO),
    }
}

/// Whether its sender has used its client id in its session.
fn is_repeat(state: &State, message: &Message) -> bool {
    state.sessions.get(&message.session).is_some_and(|row| {
        row.messages.iter().any(|stored| {
            stored.sender.is_same(&message.sender) && stored.client_id == message.client_id
        })
    })
}

/// Whether each is of a message that is there, or that the batch appends.
fn receipts_fit(state: &State, batch: &Batch) -> bool {
    batch.receipts.iter().all(|MessageReceipt { session, seq, .. }| {
        let stored = state.sessions.get(session).into_iter().flat_map(|row| &row.messages);
        let mut messages = stored.chain(&batch.messages);
        messages.any(|message| message.session == *session && message.seq == *seq)
            && !deletes(batch, RecordId::Session(*session))
    })
}

fn cursors_fit(state: &State, batch: &Batch) -> bool {
    batch.cursors.iter().all(|cursor| last_seq(state, batch, cursor.session).is_some())
}

/// Who settles twice in one batch, or after taking the job away, holds nothing the second time.
fn leases_fit(state: &State, batch: &Batch) -> bool {
    let mut spent = HashSet::new();
    batch.jobs.iter().all(|change| match change {
        JobChange::Schedule(job) => {
            spent.insert(&job.key);
            true
        }
        JobChange::Cancel(key) => {
            spent.insert(key);
            true
        }
        JobChange::Settle { key, token }
        | JobChange::Retry { key, token, .. }
        | JobChange::PutBack { key, token, .. }
        | JobChange::Bury { key, token, .. } => {
            let lease = state.jobs.get(key).and_then(|row| row.lease);
            lease.is_some_and(|lease| lease.token == *token) && spent.insert(key)
        }
        JobChange::Revive { key, .. } => {
            state.jobs.get(key).is_some_and(|row| row.is_buried) && spent.insert(key)
        }
    })
}

fn deletes(batch: &Batch, record: RecordId) -> bool {
    batch.delete.iter().any(|expect| expect.record == record)
}

fn puts(batch: &Batch, record: RecordId) -> bool {
    batch.put.iter().any(|put| put.id() == record)
}
