//! Contacts, sessions and entries: versions, and what is loaded for a decision.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Agent, Batch, Claim, ContactKind, Counts, Entry, EntryContent, EntryId, EntryKind, Expect, Job,
    JobChange, JobKey, List, Position, Preview, Profile, Reader, Record, RecordId, Scope,
    SenderKind, Seq, Session, SessionKind, SessionStatus, Store, StoreError, Switch, Switched,
    UniqueKey, Version,
};

use super::cases;
use crate::given::{self, NOW};

cases![
    a_contact_is_read_back_as_it_was_written,
    a_session_is_read_back_as_it_was_written,
    an_entry_is_read_back_as_it_was_written,
    each_write_moves_version_and_changed,
    an_old_version_is_refused_and_nothing_is_written,
    an_expected_record_must_be_unchanged,
    a_record_that_exists_cannot_be_made,
    a_record_that_is_gone_cannot_be_written,
    a_deleted_session_takes_its_messages_along,
    a_delete_names_the_version,
    a_contact_is_loaded_by_address_with_open_sessions_latest_first,
    what_does_not_exist_is_absent,
    unread_is_summed_over_sessions,
];

async fn a_contact_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let mut contact = given::contact();
    contact.kind = ContactKind::Visitor;
    contact.profile = Profile {
        name: Some("Ada".to_owned()),
        email: Some("ada@example.org".to_owned()),
        phone: Some("+15550100".to_owned()),
    };
    contact.switch = Switch::Off;
    contact.switched = Some(Switched { at: NOW, by: "7".to_owned() });

    contact.changed = store.commit(given::contact_batch(&contact)).await.unwrap();

    contact.version = Version::new(1);
    assert_eq!(given::contact_of(&*store, contact.id).await, contact);
}

async fn a_session_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut session = given::session(&contact);
    session.kind = SessionKind::Visitor;
    session.status = SessionStatus::Active;
    session.agent = Some(Agent { id: "7".to_owned(), name: None });
    session.subject = Some("An order".to_owned());
    session.last_seq = Seq::new(9);
    session.sent = Counts { customer: 4, desk: 5 };
    session.preview = Some(Preview { text: "…".to_owned(), sender: SenderKind::Bot, at: NOW });
    session.updated_at = NOW.plus(Duration::from_secs(1));

    session.changed = store.commit(given::session_batch(&session)).await.unwrap();

    session.version = Version::new(1);
    let view = given::view(&*store, &session).await;
    assert_eq!((view.session, view.contact), (session, contact));
}

async fn an_entry_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut entry = toggle_change(RecordId::Contact(contact.id), Some("spam \"again\""));
    let mut batch = Batch::at(NOW);
    batch.put.push(Record::Entry(entry.clone()));

    entry.changed = store.commit(batch).await.unwrap();

    entry.version = Version::new(1);
    let subject = RecordId::Contact(contact.id);
    let list = List::Entries { subject, kind: EntryKind::ToggleChange, after: None, limit: 9 };
    assert_eq!(store.list(&list).await.unwrap().value.entries, [entry]);
}

pub(super) fn toggle_change(subject: RecordId, reason: Option<&str>) -> Entry {
    Entry {
        id: EntryId::generate(NOW),
        version: Version::NONE,
        changed: Position::ZERO,
        subject,
        at: NOW,
        content: EntryContent::ToggleChange {
            switch: Switch::Off,
            reason: reason.map(ToOwned::to_owned),
            by: "7".to_owned(),
        },
    }
}

async fn each_write_moves_version_and_changed(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    for version in 2..5 {
        let position = store.commit(given::session_batch(&session)).await.unwrap();
        session = given::view(&*store, &session).await.session;
        assert_eq!((session.version, session.changed), (Version::new(version), position));
    }
}

/// A batch with something of everything; its session was read at `session.version`.
fn full_batch(session: &Session) -> Batch {
    let mut batch = given::message_batch(session, given::client_id(1));
    let owner = RecordId::Session(session.id);
    batch.put.push(Record::Entry(toggle_change(owner, None)));
    batch.claim.push(Claim { key: UniqueKey::from_text("k".to_owned()), owner, until: None });
    batch.cursors.push(given::cursor(session, Reader::Desk, 1, 1));
    batch.jobs.push(JobChange::Schedule(Job {
        key: JobKey::new("j".to_owned()),
        lane: None,
        due: NOW,
        task: String::new(),
        contact: None,
    }));
    batch
}

async fn an_old_version_is_refused_and_nothing_is_written(store: Arc<dyn Store>) {
    let old = given::open_session(&*store).await;
    store.commit(given::session_batch(&old)).await.unwrap();
    let before = given::view(&*store, &old).await;
    let head = store.log(Position::ZERO, 0).await.unwrap().head;

    assert!(matches!(store.commit(full_batch(&old)).await, Err(StoreError::Conflict)));

    assert_eq!(given::view(&*store, &old).await, before);
    assert_eq!(given::all_messages(&*store, &old).await, []);
    let key = UniqueKey::from_text("k".to_owned());
    assert!(store.load(&Scope::Keys, &[key]).await.unwrap().owners.is_empty());
    let subject = RecordId::Session(old.id);
    let entries = List::Entries { subject, kind: EntryKind::ToggleChange, after: None, limit: 9 };
    assert_eq!(store.count(&entries, 9).await.unwrap(), 0);
    assert_eq!(store.claim(NOW, Duration::from_secs(1), 9).await.unwrap(), []);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, head);

    // The same batch with the right version is written whole.
    store.commit(full_batch(&before.session)).await.unwrap();
    assert_eq!(given::all_messages(&*store, &old).await.len(), 1);
    assert_eq!(store.count(&entries, 9).await.unwrap(), 1);
    assert_eq!(store.claim(NOW, Duration::from_secs(1), 9).await.unwrap().len(), 1);
}

async fn an_expected_record_must_be_unchanged(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut contact = given::contact_of(&*store, session.contact).await;
    let mut send = given::message_batch(&session, given::client_id(1));
    send.expect(RecordId::Contact(contact.id), contact.version);
    contact.switch = Switch::Off;
    let mut switch = Batch::at(NOW);
    switch.put.push(Record::Contact(contact.clone()));
    store.commit(switch).await.unwrap();

    assert!(matches!(store.commit(send.clone()).await, Err(StoreError::Conflict)));

    send.expect[0].version = Version::new(2);
    store.commit(send).await.unwrap();
    // Expecting is not writing.
    assert_eq!(given::contact_of(&*store, contact.id).await.version, Version::new(2));
}

async fn a_record_that_exists_cannot_be_made(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let contact = given::contact_of(&*store, session.contact).await;
    let mut again = Batch::at(NOW);
    again.put.push(Record::Contact(chatdesk_core::Contact { version: Version::NONE, ..contact }));
    assert!(matches!(store.commit(again).await, Err(StoreError::Conflict)));

    let new = Session { version: Version::NONE, ..session };
    let again = store.commit(given::session_batch(&new)).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
}

async fn a_record_that_is_gone_cannot_be_written(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let never_stored = Session { version: Version::new(1), ..given::session(&contact) };
    let written = store.commit(given::session_batch(&never_stored)).await;
    assert!(matches!(written, Err(StoreError::Conflict)));

    let mut batch = Batch::at(NOW);
    batch.expect(RecordId::Session(never_stored.id), Version::NONE);
    assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)));
}

async fn a_deleted_session_takes_its_messages_along(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let session = given::said(&*store, &session, given::agent(), "Hello").await;
    let read = given::cursor(&session, Reader::Customer, 1, 1);
    store.commit(given::cursor_batch(&session, read)).await.unwrap();
    let before = store.log(Position::ZERO, 0).await.unwrap().head;
    let mut batch = Batch::at(NOW);
    batch.delete.push(Expect { record: RecordId::Session(session.id), version: session.version });
    store.commit(batch).await.unwrap();

    let window = chatdesk_core::Window::Newest { limit: 9 };
    assert_eq!(store.thread(session.id, &window).await.unwrap().value, None);
    let left = store.changed(session.contact, Position::ZERO, 99).await.unwrap().value.items;
    assert_eq!(left, []);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, before);
}

async fn a_delete_names_the_version(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut batch = Batch::at(NOW);
    batch.delete.push(Expect { record: RecordId::Session(session.id), version: Version::new(2) });

    assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)));
    assert_eq!(given::view(&*store, &session).await.session, session);
}

async fn a_contact_is_loaded_by_address_with_open_sessions_latest_first(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let first = given::another_session(&*store, &contact).await;
    let mut ended = given::another_session(&*store, &contact).await;
    let last = given::another_session(&*store, &contact).await;
    given::open_session(&*store).await;
    ended.status = SessionStatus::Ended;
    store.commit(given::session_batch(&ended)).await.unwrap();

    for scope in [Scope::Address(contact.address.clone()), Scope::Contact(contact.id)] {
        let loaded = store.load(&scope, &[]).await.unwrap();
        assert_eq!(loaded.contact.as_ref(), Some(&contact));
        let sessions: Vec<_> = loaded.sessions.iter().map(|view| view.session.id).collect();
        assert_eq!(sessions, [last.id, first.id]);
    }
    let one = store.load(&Scope::Session(ended.id), &[]).await.unwrap();
    assert_eq!(one.contact, Some(contact));
    assert_eq!(one.sessions[0].session.status, SessionStatus::Ended);
}

async fn what_does_not_exist_is_absent(store: Arc<dyn Store>) {
    given::open_session(&*store).await;
    let unknown = given::contact();
    for scope in [
        Scope::Address(unknown.address.clone()),
        Scope::Contact(unknown.id),
        Scope::Session(given::session(&unknown).id),
    ] {
        let loaded = store.load(&scope, &[UniqueKey::address(&unknown.address)]).await.unwrap();
        assert_eq!((loaded.contact, loaded.sessions, loaded.unread), (None, Vec::new(), 0));
        assert!(loaded.owners.is_empty());
    }
}

async fn unread_is_summed_over_sessions(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut sessions = Vec::new();
    for n_texts in [1, 2] {
        let mut session = given::another_session(&*store, &contact).await;
        for _ in 0..n_texts {
            session = given::said(&*store, &session, given::agent(), "Hello").await;
            let sender = given::customer(&session);
            session = given::said(&*store, &session, sender, "Hi").await;
        }
        sessions.push(session);
    }
    let elsewhere = given::open_session(&*store).await;
    let sender = given::customer(&elsewhere);
    given::said(&*store, &elsewhere, sender, "Me too").await;
    assert_eq!(unread(&*store, Scope::Contact(contact.id)).await, 3);
    assert_eq!(unread(&*store, Scope::Desk).await, 4);

    // The last session ends: what is unread in it stays so.
    let mut ended = sessions.remove(1);
    ended.status = SessionStatus::Ended;
    store.commit(given::session_batch(&ended)).await.unwrap();
    let read = given::cursor(&sessions[0], Reader::Customer, 1, 1);
    store.commit(given::cursor_batch(&sessions[0], read)).await.unwrap();
    assert_eq!(unread(&*store, Scope::Contact(contact.id)).await, 2);
    assert_eq!(unread(&*store, Scope::Desk).await, 4);
    let list = List::ContactsAt { addresses: vec![contact.address.clone()] };
    let row = store.list(&list).await.unwrap().value.contacts.remove(0);
    assert_eq!((row.desk_unread, row.open_session), (3, Some(sessions[0].id)));
}

async fn unread(store: &dyn Store, scope: Scope) -> u64 {
    store.load(&scope, &[]).await.unwrap().unread
}
