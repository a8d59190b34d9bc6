//! Contacts, sessions and entries: versions, and what is loaded for a decision.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Agent, Batch, Claim, Counts, Entry, EntryKind, EventKind, JobChange, List, Position, Preview,
    Reader, Record, RecordId, Scope, SenderKind, Seq, Session, SessionKind, SessionStatus,
    SessionView, Side, Store, UniqueKey, Version,
};

use super::{assert_conflict, cases};
use crate::given::{self, NOW};

cases![
    a_session_is_read_back_as_it_was_written,
    an_entry_is_read_back_as_it_was_written,
    each_write_moves_version_and_changed,
    an_old_version_is_refused_and_nothing_is_written,
    only_a_write_moves_a_version,
    tags_are_what_was_written_last,
    an_entry_of_a_session_is_noted_and_moves_nothing_else,
    an_old_entry_is_not_written,
    one_record_is_written_once_in_a_batch,
    a_record_that_exists_cannot_be_made,
    a_record_that_is_gone_cannot_be_written,
    what_does_not_exist_is_absent,
];

async fn a_session_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut session = given::session(&contact);
    session.kind = SessionKind::Visitor;
    session.status = SessionStatus::Active;
    session.agent = Some(Agent { id: "7".to_owned(), name: None });
    session.subject = Some("An order".to_owned());
    session.tags = vec!["late".to_owned(), "äöü".to_owned()];
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
    let mut entry = given::toggle_change(RecordId::Contact(contact.id), Some("spam \"again\""));
    let mut batch = Batch::at(NOW);
    batch.put.push(Record::Entry(entry.clone()));

    entry.changed = store.commit(batch).await.unwrap();

    entry.version = Version::new(1);
    let subject = RecordId::Contact(contact.id);
    let list = List::Entries { subject, kind: EntryKind::ToggleChange, after: None, limit: 9 };
    assert_eq!(store.list(&list).await.unwrap().value.entries, [entry]);
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
    batch.put.push(Record::Entry(given::toggle_change(owner, None)));
    batch.claim.push(Claim { key: UniqueKey::from_text("k".to_owned()), owner, until: None });
    batch.cursors.push(given::cursor(session, Reader::Desk, 1, 1));
    batch.jobs.push(JobChange::Schedule(given::job("j")));
    batch
}

async fn an_old_version_is_refused_and_nothing_is_written(store: Arc<dyn Store>) {
    let old = given::open_session(&*store).await;
    store.commit(given::session_batch(&old)).await.unwrap();
    let before = given::view(&*store, &old).await;
    let head = store.log(Position::ZERO, 0).await.unwrap().head;

    assert_conflict(&store.commit(full_batch(&old)).await);

    assert_eq!(given::view(&*store, &old).await, before);
    assert_eq!(given::all_messages(&*store, &old).await, []);
    let key = UniqueKey::from_text("k".to_owned());
    assert!(store.load(&Scope::Keys, &[key]).await.unwrap().owners.is_empty());
    let subject = RecordId::Session(old.id);
    let entries = List::Entries { subject, kind: EntryKind::ToggleChange, after: None, limit: 9 };
    assert_eq!(store.count(&entries, 9).await.unwrap(), 0);
    assert_eq!(given::claim(&*store, NOW, Duration::from_secs(1), 9).await, []);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, head);

    // The same batch with the right version is written whole.
    store.commit(full_batch(&before.session)).await.unwrap();
    assert_eq!(given::all_messages(&*store, &old).await.len(), 1);
    assert_eq!(store.count(&entries, 9).await.unwrap(), 1);
    assert_eq!(given::claim(&*store, NOW, Duration::from_secs(1), 9).await.len(), 1);
}

async fn only_a_write_moves_a_version(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut batch = given::message_batch(&session, given::client_id(1));
    batch.put.clear();
    batch.expect(RecordId::Session(session.id), session.version);
    let owner = RecordId::Session(session.id);
    batch.claim.push(Claim { key: UniqueKey::from_text("k".to_owned()), owner, until: None });
    batch.cursors.push(given::cursor(&session, Reader::Desk, 1, 1));
    batch.put.push(Record::Entry(given::toggle_change(owner, None)));

    store.commit(batch).await.unwrap();

    let view = given::view(&*store, &session).await;
    assert_eq!((view.session.version, view.session.changed), (session.version, session.changed));
    assert_eq!(view.contact.version, Version::new(1));
}

async fn tags_are_what_was_written_last(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let sender = given::customer(&session);
    let mut session = given::said(&*store, &session, sender, "Hi").await;
    for tags in [vec!["late", "a \"quoted\" one"], vec!["paid"], vec![]] {
        session.tags = tags.into_iter().map(ToOwned::to_owned).collect();
        store.commit(given::session_batch(&session)).await.unwrap();
        let stored = given::view(&*store, &session).await.session;
        assert_eq!(stored.tags, session.tags);
        session = stored;
    }
}

async fn an_entry_of_a_session_is_noted_and_moves_nothing_else(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let other = given::open_session(&*store).await;
    let before = given::view(&*store, &session).await;
    assert_eq!(before.noted, Position::ZERO);
    let mut batch = Batch::at(NOW);
    let entry = given::toggle_change(RecordId::Session(session.id), None);
    batch.put.push(Record::Entry(entry));
    batch.events.push(given::event(&session, EventKind::NoteWritten));

    let noted = store.commit(batch).await.unwrap();
    let sender = given::customer(&other);
    let other = given::said(&*store, &other, sender, "Hi").await;

    let view = given::view(&*store, &session).await;
    assert_eq!(view, SessionView { noted, ..before });
    assert_eq!((view.version(Side::Desk), view.version(Side::Customer) < noted), (noted, true));
    assert_eq!(given::view(&*store, &other).await.noted, Position::ZERO);
}

async fn an_old_entry_is_not_written(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let entry = given::toggle_change(RecordId::Session(session.id), None);
    let put = |version| {
        let entry = Entry { version: Version::new(version), ..entry.clone() };
        Batch { put: vec![Record::Entry(entry)], ..Batch::at(NOW) }
    };
    for version in [0, 1] {
        store.commit(put(version)).await.unwrap();
    }
    for version in [0, 1, 3] {
        assert_conflict(&store.commit(put(version)).await);
    }
}

async fn one_record_is_written_once_in_a_batch(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let record = Record::Session(session.clone());
    let twice = Batch { put: vec![record.clone(), record.clone()], ..Batch::at(NOW) };
    let deleted_twice = given::delete_batch([record.clone(), record.clone()]);
    let both = Batch { put: vec![record.clone()], ..given::delete_batch([record]) };
    for batch in [twice, deleted_twice, both] {
        assert_conflict(&store.commit(batch).await);
    }
    assert_eq!(given::view(&*store, &session).await.session, session);
}

async fn a_record_that_exists_cannot_be_made(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let new = Session { version: Version::NONE, ..session };
    let again = store.commit(given::session_batch(&new)).await;
    assert_conflict(&again);
}

async fn a_record_that_is_gone_cannot_be_written(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let never_stored = Session { version: Version::new(1), ..given::session(&contact) };
    let written = store.commit(given::session_batch(&never_stored)).await;
    assert_conflict(&written);

    let mut batch = Batch::at(NOW);
    batch.expect(RecordId::Session(never_stored.id), Version::NONE);
    assert_conflict(&store.commit(batch).await);
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
