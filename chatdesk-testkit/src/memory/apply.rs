//! What a batch writes. It was checked before, so nothing here can fail half-way.

use chatdesk_core::{
    Batch, Contact, ContactId, Cursor, Entry, Expect, Message, MessageReceipt, NewEvent, Position,
    Record, RecordId, Session, SessionId, Side, Ticket, TicketId, Version,
};

use super::{
    jobs,
    state::{ContactRow, EntryRow, KeyRow, SessionRow, State},
};

/// Writes a batch that fits, and answers the position of its last event.
pub(crate) fn write(state: &mut State, batch: Batch) -> Position {
    let last = Position::new(state.log.head.get() + batch.events.len() as u64);
    let now = batch.now;
    for release in &batch.release {
        state.keys.remove(&release.key);
    }
    for Expect { record, .. } in batch.delete {
        delete(state, record, last);
    }
    for claim in batch.claim {
        state.keys.insert(claim.key, KeyRow { owner: claim.owner, until: claim.until });
    }
    for record in batch.put {
        put(state, record, last);
    }
    for message in batch.messages {
        append(state, Message { changed: last, ..message });
    }
    for MessageReceipt { session, seq, receipt } in batch.receipts {
        let row = state.sessions.get_mut(&session);
        let mut messages = row.into_iter().flat_map(|row| &mut row.messages);
        if let Some(message) = messages.find(|message| message.seq == seq) {
            message.receipt = Some(receipt);
        }
    }
    for cursor in batch.cursors {
        advance(state, Cursor { changed: last, ..cursor });
    }
    for event in batch.events {
        log(state, event);
    }
    for change in batch.jobs {
        jobs::change(state, change, now);
    }
    last
}

/// Deletes a record with all that belongs to it.
fn delete(state: &mut State, record: RecordId, last: Position) {
    match record {
        RecordId::Contact(contact) => {
            state.contacts.remove(&contact);
            state.jobs.retain(|_, row| row.job.contact != Some(contact));
        }
        RecordId::Session(session) => {
            // Messages and cursors stand in its row.
            let row = state.sessions.remove(&session);
            let contact = row.and_then(|row| state.contacts.get_mut(&row.session.contact));
            contact.into_iter().for_each(|row| row.trimmed = last);
            delete_ticket_of(state, session, last);
        }
        RecordId::Ticket(ticket) => {
            state.tickets.remove(&ticket);
        }
        RecordId::Entry(entry) => {
            state.entries.remove(&entry);
        }
    }
    state.keys.retain(|_, key| key.owner != record);
    state.entries.retain(|_, row| row.entry.subject != record);
}

fn delete_ticket_of(state: &mut State, session: SessionId, last: Position) {
    let ticket: Option<TicketId> = state.ticket_of(session).map(|ticket| ticket.id);
    ticket.into_iter().for_each(|ticket| delete(state, RecordId::Ticket(ticket), last));
}

fn put(state: &mut State, record: Record, changed: Position) {
    match record {
        Record::Contact(contact) => put_contact(state, Contact { changed, ..contact }),
        Record::Session(session) => put_session(state, Session { changed, ..session }),
        Record::Ticket(ticket) => {
            let version = ticket.version.next();
            state.tickets.insert(ticket.id, Ticket { version, changed, ..ticket });
        }
        Record::Entry(entry) => put_entry(state, Entry { changed, ..entry }),
    }
}

fn put_contact(state: &mut State, contact: Contact) {
    let contact = Contact { version: contact.version.next(), ..contact };
    if let Some(row) = state.contacts.get_mut(&contact.id) {
        row.contact = contact;
    } else {
        let made = state.next_made();
        let row = ContactRow { made, contact, wrote_at: None, trimmed: Position::ZERO };
        state.contacts.insert(row.contact.id, row);
    }
}

fn put_session(state: &mut State, session: Session) {
    let session = Session { version: session.version.next(), ..session };
    let from = state.sessions.get(&session.id).map(|row| row.session.contact);
    if let Some(from) = from.filter(|from| *from != session.contact) {
        change_hands(state, (from, session.contact), session.changed);
    }
    if let Some(row) = state.sessions.get_mut(&session.id) {
        row.session = session;
    } else {
        let made = state.next_made();
        state.sessions.insert(session.id, SessionRow::new(made, session));
    }
}

/// Whoever resumes as either begins anew; who gets the session has written when its former customer did.
fn change_hands(state: &mut State, (from, to): (ContactId, ContactId), at: Position) {
    let wrote_at = state.contacts.get(&from).and_then(|row| row.wrote_at);
    for contact in [from, to] {
        if let Some(row) = state.contacts.get_mut(&contact) {
            row.trimmed = at;
        }
    }
    if let Some(row) = state.contacts.get_mut(&to) {
        row.wrote_at = row.wrote_at.max(wrote_at);
    }
}

/// Also one whose row has just gone with the record that it belongs to.
fn put_entry(state: &mut State, entry: Entry) {
    let entry = Entry { version: Version::next(entry.version), ..entry };
    let session = entry.subject.session().and_then(|session| state.sessions.get_mut(&session));
    session.into_iter().for_each(|row| row.noted = entry.changed);
    if let Some(row) = state.entries.get_mut(&entry.id) {
        row.entry = entry;
    } else {
        let made = state.next_made();
        state.entries.insert(entry.id, EntryRow { made, entry });
    }
}

fn append(state: &mut State, message: Message) {
    let Some(session) = state.sessions.get_mut(&message.session) else { return };
    let writer = Some(message.sender.kind.side()).filter(|side| *side == Side::Customer);
    let contact = writer.and_then(|_| state.contacts.get_mut(&session.session.contact));
    // A contact who never wrote is before every instant.
    contact.into_iter().for_each(|row| row.wrote_at = row.wrote_at.max(Some(message.at)));
    session.messages.push(message);
}

/// Moves a cursor; where the stored one is as far or further, it stays.
fn advance(state: &mut State, cursor: Cursor) {
    let row = state.sessions.get_mut(&cursor.session);
    let stored = row.map(|row| row.cursor_mut(cursor.reader));
    if let Some(stored) = stored.filter(|stored| cursor.seq > stored.seq) {
        *stored = cursor;
    }
}

/// Adds a fact behind the last one; in the log time never goes back.
fn log(state: &mut State, event: NewEvent) {
    let log = &mut state.log;
    log.head = Position::new(log.head.get() + 1);
    log.at = log.at.max(event.at);
    log.events.insert(log.head, NewEvent { at: log.at, ..event });
}
