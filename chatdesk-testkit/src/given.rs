//! Records and batches to begin a test with.
//!
//! What is named `stored_…` or takes a store is put there; everything else is only built.

mod panel;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use chatdesk_core::{
    Audience, Batch, Channel, Claim, Claimed, ClientId, Contact, ContactId, ContactKind, Counts,
    Cursor, Entry, EntryContent, EntryId, EventActor, EventKind, Expect, Job, JobKey, Keep,
    Message, MessageKind, NewEvent, Position, Preview, Profile, Reader, Record, RecordId, Scope,
    Sender, SenderKind, Seq, Session, SessionId, SessionKind, SessionStatus, SessionView, Store,
    Switch, Switched, Ticket, TicketId, TicketNumber, TicketPriority, TicketStatus, Timestamp,
    UniqueKey, Version, Wanted, Window,
};

pub use self::panel::{
    desk, panel, panel_said, panel_text_batch, stored_desk, stored_panel, without,
};

/// 2026-11-21T09:30:00Z. A whole second, so that only tests of fractions depend on fractions.
pub const NOW: Timestamp = Timestamp::from_micros(1_795_253_400_000_000);

/// The client id with this number.
#[must_use]
pub fn client_id(number: u32) -> ClientId {
    format!("client-{number}").parse().unwrap()
}

/// A user who is not stored yet, with an address that no other contact of this process has.
#[must_use]
pub fn contact() -> Contact {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    Contact {
        id: ContactId::generate(NOW),
        version: Version::NONE,
        changed: Position::ZERO,
        kind: ContactKind::User,
        address: format!("{number}").parse().unwrap(),
        profile: Profile { name: Some(format!("User {number}")), email: None, phone: None },
        said_at: None,
        switch: Switch::On,
        switched: None,
        created_at: NOW,
    }
}

/// A session without messages that is not stored yet.
#[must_use]
pub fn session(contact: &Contact) -> Session {
    Session {
        id: SessionId::generate(NOW),
        version: Version::NONE,
        changed: Position::ZERO,
        kind: SessionKind::Support,
        channel: Channel::Web,
        contact: contact.id,
        agent: None,
        status: SessionStatus::Waiting,
        subject: None,
        tags: Vec::new(),
        last_seq: Seq::ZERO,
        sent: Counts::default(),
        preview: None,
        dialog: None,
        panel: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

/// The customer of a session as the writer of its messages.
#[must_use]
pub fn customer(session: &Session) -> Sender {
    Sender { kind: SenderKind::User, id: session.contact.to_string(), name: None }
}

/// Somebody of the desk as the writer of messages.
#[must_use]
pub fn agent() -> Sender {
    Sender { kind: SenderKind::Admin, id: "7".to_owned(), name: Some("Alex".to_owned()) }
}

/// The next message of a session.
#[must_use]
pub fn message(session: &Session, sender: Sender, content: &str) -> Message {
    let sent = session.sent.with(MessageKind::Text, sender.kind);
    Message {
        session: session.id,
        seq: session.last_seq.next(),
        changed: Position::ZERO,
        sender,
        kind: MessageKind::Text,
        content: content.to_owned(),
        client_id: None,
        at: session.updated_at,
        sent,
        receipt: None,
    }
}

/// An event about a session, for its customer and the desk or for its members, kept for streams.
#[must_use]
pub fn event(session: &Session, kind: EventKind) -> NewEvent {
    NewEvent {
        kind,
        subject: RecordId::Session(session.id),
        version: session.version.next(),
        actor: EventActor::Customer,
        at: session.updated_at,
        audience: match session.panel {
            Some(_) => Audience::Members(session.id),
            None => Audience::Customer(session.contact),
        },
        keep: Keep::Stream,
    }
}

/// A batch that makes a contact, owning the key of its address. Without an event.
#[must_use]
pub fn contact_batch(contact: &Contact) -> Batch {
    let mut batch = Batch::at(NOW);
    batch.put.push(Record::Contact(contact.clone()));
    batch.claim.push(Claim {
        key: UniqueKey::address(&contact.address),
        owner: RecordId::Contact(contact.id),
        until: None,
    });
    batch
}

/// A batch that puts a session, with one event.
#[must_use]
pub fn session_batch(session: &Session) -> Batch {
    let mut batch = Batch::at(NOW);
    batch.put.push(Record::Session(session.clone()));
    batch.events.push(event(session, EventKind::SessionOpened));
    batch
}

/// The customer's next message in a session under a client id: message, session and event, as a send commits them.
#[must_use]
pub fn message_batch(session: &Session, client_id: ClientId) -> Batch {
    let mut message = message(session, customer(session), "Is anybody there?");
    message.client_id = Some(client_id);
    batch_of(session, message)
}

/// The same for a message with this text.
#[must_use]
pub fn text_batch(session: &Session, sender: Sender, content: &str) -> Batch {
    batch_of(session, message(session, sender, content))
}

fn batch_of(session: &Session, message: Message) -> Batch {
    let mut batch = Batch::at(NOW);
    batch.put.push(Record::Session(after(session, &message)));
    batch.events.push(event(session, EventKind::MessageSent { seq: message.seq }));
    batch.messages.push(message);
    batch
}

/// A session as it is put together with its next message.
#[must_use]
pub fn after(session: &Session, message: &Message) -> Session {
    let preview = Preview {
        text: message.content.chars().take(120).collect(),
        sender: message.sender.kind,
        at: message.at,
    };
    Session { last_seq: message.seq, sent: message.sent, preview: Some(preview), ..session.clone() }
}

/// A cursor at a position of a session, with so much of the other side seen.
#[must_use]
pub fn cursor(session: &Session, reader: Reader, seq: u64, seen: u64) -> Cursor {
    Cursor { session: session.id, reader, seq: Seq::new(seq), seen, changed: Position::ZERO }
}

/// A batch that moves a cursor, with the event that says so.
#[must_use]
pub fn cursor_batch(session: &Session, cursor: Cursor) -> Batch {
    let mut batch = Batch::at(NOW);
    batch.events.push(event(session, EventKind::SessionRead { reader: cursor.reader }));
    batch.cursors.push(cursor);
    batch
}

/// A batch that switches chat for a contact: the contact, the entry that says why, and the event.
#[must_use]
pub fn switch_batch(contact: &Contact, switch: Switch, reason: &str) -> Batch {
    let mut batch = Batch::at(NOW);
    let switched = Some(Switched { at: NOW, by: "7".to_owned() });
    batch.put.push(Record::Contact(Contact { switch, switched, ..contact.clone() }));
    let subject = RecordId::Contact(contact.id);
    batch.put.push(Record::Entry(toggle_change(subject, Some(reason))));
    batch.events.push(NewEvent {
        kind: EventKind::ChatSwitched { switch },
        subject,
        version: contact.version.next(),
        actor: EventActor::Desk { id: "7".to_owned() },
        at: NOW,
        audience: Audience::Customer(contact.id),
        keep: Keep::Audit,
    });
    batch
}

/// An entry that says that chat was switched off for a record.
#[must_use]
pub fn toggle_change(subject: RecordId, reason: Option<&str>) -> Entry {
    let reason = reason.map(ToOwned::to_owned);
    Entry {
        id: EntryId::generate(NOW),
        version: Version::NONE,
        changed: Position::ZERO,
        subject,
        at: NOW,
        content: EntryContent::ToggleChange { switch: Switch::Off, reason, by: "7".to_owned() },
    }
}

/// An open ticket of a session that is not stored yet.
#[must_use]
pub fn ticket(session: &Session, number: u64) -> Ticket {
    Ticket {
        id: TicketId::generate(NOW),
        version: Version::NONE,
        changed: Position::ZERO,
        number: TicketNumber::new(number),
        session: session.id,
        contact: session.contact,
        status: TicketStatus::Open,
        priority: TicketPriority::Medium,
        agent: None,
        description: String::new(),
        reference: None,
        created_at: NOW,
        updated_at: NOW,
        first_answered_at: None,
        resolved_at: None,
    }
}

/// A batch that puts a ticket, with one event; one that makes it claims the key of its number.
#[must_use]
pub fn ticket_batch(ticket: &Ticket) -> Batch {
    let mut batch = Batch::at(NOW);
    let (owner, number) = (RecordId::Ticket(ticket.id), ticket.number);
    if ticket.version == Version::NONE {
        batch.claim.push(Claim { key: UniqueKey::ticket(number), owner, until: None });
    }
    batch.put.push(Record::Ticket(ticket.clone()));
    batch.events.push(NewEvent {
        kind: EventKind::TicketChanged { number },
        subject: owner,
        version: ticket.version.next(),
        actor: EventActor::System,
        at: NOW,
        audience: Audience::Desk,
        keep: Keep::Audit,
    });
    batch
}

/// A job under this key, due now, of no lane and about nobody.
#[must_use]
pub fn job(key: &str) -> Job {
    let key = JobKey::new(key.to_owned());
    Job { key, lane: None, notifier: None, due: NOW, task: String::new(), contact: None }
}

/// Leases at most `limit` of the jobs that are due at `now`, whoever carries them.
pub async fn claim(store: &dyn Store, now: Timestamp, lease: Duration, limit: u16) -> Vec<Claimed> {
    store.claim(&Wanted::new(now, lease, limit)).await.unwrap().jobs
}

/// A batch that deletes these records, each as it was read. Without an event.
#[must_use]
pub fn delete_batch(records: impl IntoIterator<Item = Record>) -> Batch {
    let delete = records.into_iter();
    let delete = delete.map(|record| Expect { record: record.id(), version: record.version() });
    Batch { delete: delete.collect(), ..Batch::at(NOW) }
}

/// A contact that the store holds.
pub async fn stored_contact(store: &dyn Store) -> Contact {
    let contact = contact();
    store.commit(contact_batch(&contact)).await.unwrap();
    contact_of(store, contact.id).await
}

/// A new contact's open session without messages.
pub async fn open_session(store: &dyn Store) -> Session {
    let contact = stored_contact(store).await;
    another_session(store, &contact).await
}

/// One more open session of a contact.
pub async fn another_session(store: &dyn Store, contact: &Contact) -> Session {
    let session = session(contact);
    store.commit(session_batch(&session)).await.unwrap();
    view(store, &session).await.session
}

/// Appends a message and answers the session as it is then.
pub async fn said(store: &dyn Store, session: &Session, sender: Sender, text: &str) -> Session {
    store.commit(text_batch(session, sender, text)).await.unwrap();
    view(store, session).await.session
}

/// A contact as it is stored.
pub async fn contact_of(store: &dyn Store, contact: ContactId) -> Contact {
    store.load(&Scope::Contact(contact), &[]).await.unwrap().contact.unwrap()
}

/// A session as it is stored.
pub async fn view(store: &dyn Store, session: &Session) -> SessionView {
    store.load(&Scope::Session(session.id), &[]).await.unwrap().sessions.remove(0)
}

/// All messages of a session, ascending.
pub async fn all_messages(store: &dyn Store, session: &Session) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut seq = Seq::ZERO;
    loop {
        let window = Window::After { seq, limit: 200 };
        let thread = store.thread(session.id, &window).await.unwrap().value.unwrap();
        messages.extend(thread.messages);
        match messages.last() {
            Some(last) if thread.has_more => seq = last.seq,
            _ => return messages,
        }
    }
}
