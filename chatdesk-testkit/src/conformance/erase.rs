//! What is deleted goes with all that belongs to it, and nobody sees any of it afterwards.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Batch, Claim, Contact, EntryKind, EventKind, Job, Lane, List, Position, Purge, Purged, Reader,
    Record, RecordId, Scope, Seq, Session, StatusFilter, Store, UniqueKey, Version, Window,
};

use super::{assert_conflict, cases};
use crate::given::{self, NOW};

cases![
    a_deleted_session_takes_its_messages_and_cursors_along,
    a_deleted_record_takes_its_keys_along,
    a_deleted_record_takes_its_entries_along,
    an_entry_put_with_the_deletion_of_its_record_stays,
    the_key_of_a_deleted_record_is_claimed_in_the_same_batch,
    a_contact_is_deleted_with_all_their_sessions,
    a_contact_with_a_session_that_stays_is_not_deleted,
    a_contact_who_is_given_a_session_is_not_deleted,
    jobs_about_a_deleted_contact_go_and_their_lanes_go_on,
    deleted_sessions_are_in_no_list_and_no_count,
    deleted_contacts_are_in_no_list_and_no_count,
    deleted_contacts_are_not_found_by_their_words,
    who_resumes_from_before_a_deletion_begins_anew,
    what_was_unread_in_a_deleted_session_is_not_counted,
    a_deletion_of_an_old_version_removes_nothing,
    what_is_gone_is_not_deleted_again,
    what_deleted_sessions_left_behind_goes_in_steps,
    nothing_is_written_into_a_session_that_the_batch_deletes,
    a_deletion_may_be_told_in_the_log,
];

async fn delete(store: &dyn Store, records: impl IntoIterator<Item = Record> + Send) {
    store.commit(given::delete_batch(records)).await.unwrap();
}

/// An open session with a message of its customer.
async fn spoken(store: &dyn Store) -> Session {
    let session = given::open_session(store).await;
    let sender = given::customer(&session);
    given::said(store, &session, sender, "Hello").await
}

fn key(name: &str) -> UniqueKey {
    UniqueKey::from_text(name.to_owned())
}

async fn claim(store: &dyn Store, name: &str, owner: RecordId) {
    let claim = Claim { key: key(name), owner, until: None };
    store.commit(Batch { claim: vec![claim], ..Batch::at(NOW) }).await.unwrap();
}

async fn owner(store: &dyn Store, name: &str) -> Option<RecordId> {
    let owners = store.load(&Scope::Keys, &[key(name)]).await.unwrap().owners;
    owners.get(&key(name)).copied()
}

async fn n_entries(store: &dyn Store, subject: RecordId) -> u32 {
    let kind = EntryKind::ToggleChange;
    store.count(&List::Entries { subject, kind, after: None, limit: 9 }, 9).await.unwrap()
}

async fn put_entry(store: &dyn Store, subject: RecordId) {
    let entry = Record::Entry(given::toggle_change(subject, None));
    store.commit(Batch { put: vec![entry], ..Batch::at(NOW) }).await.unwrap();
}

async fn a_deleted_session_takes_its_messages_and_cursors_along(store: Arc<dyn Store>) {
    let session = spoken(&*store).await;
    let read = given::cursor(&session, Reader::Desk, 1, 1);
    store.commit(given::cursor_batch(&session, read)).await.unwrap();

    delete(&*store, [Record::Session(session.clone())]).await;

    for window in [Window::Newest { limit: 9 }, Window::After { seq: Seq::ZERO, limit: 9 }] {
        assert_eq!(store.thread(session.id, &window).await.unwrap().value, None);
    }
    assert_eq!(store.load(&Scope::Session(session.id), &[]).await.unwrap().sessions, []);
    let changed = store.changed(session.contact, Position::ZERO, 99).await.unwrap().value;
    assert_eq!(changed.items, []);
}

async fn a_deleted_record_takes_its_keys_along(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    claim(&*store, "its", RecordId::Session(session.id)).await;
    claim(&*store, "another's", RecordId::Contact(session.contact)).await;

    delete(&*store, [Record::Session(session.clone())]).await;

    assert_eq!(owner(&*store, "its").await, None);
    assert_eq!(owner(&*store, "another's").await, Some(RecordId::Contact(session.contact)));
    // Nobody has it: anybody may claim it.
    claim(&*store, "its", RecordId::Contact(session.contact)).await;
}

async fn a_deleted_record_takes_its_entries_along(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let (own, other) = (RecordId::Session(session.id), RecordId::Contact(session.contact));
    for subject in [own, other, own] {
        put_entry(&*store, subject).await;
    }

    delete(&*store, [Record::Session(session)]).await;

    assert_eq!((n_entries(&*store, own).await, n_entries(&*store, other).await), (0, 1));
}

async fn an_entry_put_with_the_deletion_of_its_record_stays(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let subject = RecordId::Contact(contact.id);
    put_entry(&*store, subject).await;
    let tombstone = given::toggle_change(subject, Some("erased"));
    let mut batch = given::delete_batch([Record::Contact(contact)]);
    batch.put.push(Record::Entry(tombstone.clone()));

    store.commit(batch).await.unwrap();

    let kind = EntryKind::ToggleChange;
    let list = List::Entries { subject, kind, after: None, limit: 9 };
    let entries = store.list(&list).await.unwrap().value.entries;
    let found: Vec<_> = entries.iter().map(|entry| (entry.id, entry.version)).collect();
    assert_eq!(found, [(tombstone.id, Version::new(1))]);
}

async fn the_key_of_a_deleted_record_is_claimed_in_the_same_batch(store: Arc<dyn Store>) {
    let old = given::open_session(&*store).await;
    claim(&*store, "open", RecordId::Session(old.id)).await;
    let next = RecordId::Contact(old.contact);
    let mut batch = given::delete_batch([Record::Session(old)]);
    batch.claim.push(Claim { key: key("open"), owner: next, until: None });

    store.commit(batch).await.unwrap();

    assert_eq!(owner(&*store, "open").await, Some(next));
}

async fn a_contact_is_deleted_with_all_their_sessions(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let one = given::another_session(&*store, &contact).await;
    let other = given::another_session(&*store, &contact).await;

    // In whatever order they are named.
    let records = [Record::Session(one), Record::Contact(contact.clone()), Record::Session(other)];
    delete(&*store, records).await;

    for scope in [Scope::Contact(contact.id), Scope::Address(contact.address.clone())] {
        assert_eq!(store.load(&scope, &[]).await.unwrap().contact, None);
    }
    assert_eq!(owner(&*store, &format!("addr:{}", contact.address)).await, None);
    let changed = store.changed(contact.id, Position::ZERO, 9).await.unwrap().value;
    assert_eq!((changed.items, changed.more), (Vec::new(), false));
}

async fn a_contact_with_a_session_that_stays_is_not_deleted(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let one = given::another_session(&*store, &contact).await;
    let stays = given::another_session(&*store, &contact).await;

    let batch = given::delete_batch([Record::Session(one.clone()), Record::Contact(contact)]);
    assert_conflict(&store.commit(batch).await);

    assert_eq!(given::view(&*store, &one).await.session, one);
    assert_eq!(given::view(&*store, &stays).await.session, stays);
}

async fn a_contact_who_is_given_a_session_is_not_deleted(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut batch = given::session_batch(&given::session(&contact));
    batch.delete = given::delete_batch([Record::Contact(contact.clone())]).delete;

    assert_conflict(&store.commit(batch).await);
    assert_eq!(given::contact_of(&*store, contact.id).await, contact);
}

async fn jobs_about_a_deleted_contact_go_and_their_lanes_go_on(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let about = |name, contact: Option<&Contact>| Job {
        lane: Some(Lane::new("lane".to_owned())),
        contact: contact.map(|contact| contact.id),
        ..given::job(name)
    };
    let jobs = [about("theirs", Some(&contact)), about("next", None)];
    let jobs = jobs.map(chatdesk_core::JobChange::Schedule);
    store.commit(Batch { jobs: jobs.into(), ..Batch::at(NOW) }).await.unwrap();

    delete(&*store, [Record::Contact(contact)]).await;

    let claimed = given::claim(&*store, NOW, Duration::from_secs(1), 9).await;
    let keys: Vec<_> = claimed.iter().map(|claimed| claimed.job.key.as_str()).collect();
    assert_eq!(keys, ["next"]);
}

/// How many rows a list has on its first page, and by its count.
async fn n_rows(store: &dyn Store, list: &List) -> (usize, u32) {
    let page = store.list(list).await.unwrap().value;
    let n_listed = page.sessions.len() + page.contacts.len() + page.entries.len();
    (n_listed, store.count(list, 9).await.unwrap())
}

async fn deleted_sessions_are_in_no_list_and_no_count(store: Arc<dyn Store>) {
    let (gone, stays) = (spoken(&*store).await, spoken(&*store).await);
    let contact = gone.contact;

    delete(&*store, [Record::Session(gone)]).await;

    for status in [StatusFilter::Any, StatusFilter::Open, StatusFilter::Waiting] {
        let inbox = List::Inbox { filter: status.into(), after: None, limit: 9 };
        assert_eq!(n_rows(&*store, &inbox).await, (1, 1), "{status:?}");
        let listed = store.list(&inbox).await.unwrap().value.sessions;
        assert_eq!(listed[0].session.id, stays.id);
    }
    let theirs = List::SessionsOf { contact, after: None, limit: 9 };
    assert_eq!(n_rows(&*store, &theirs).await, (0, 0));
}

async fn deleted_contacts_are_in_no_list_and_no_count(store: Arc<dyn Store>) {
    let (gone, stays) =
        (given::stored_contact(&*store).await, given::stored_contact(&*store).await);
    let addresses = vec![gone.address.clone(), stays.address.clone()];

    delete(&*store, [Record::Contact(gone)]).await;

    for list in [
        List::Contacts { words: Vec::new(), after: None, limit: 9 },
        List::ContactsAt { addresses },
    ] {
        assert_eq!(n_rows(&*store, &list).await, (1, 1), "{list:?}");
        assert_eq!(store.list(&list).await.unwrap().value.contacts[0].contact, stays);
    }
}

async fn deleted_contacts_are_not_found_by_their_words(store: Arc<dyn Store>) {
    let gone = given::stored_contact(&*store).await;
    let words = vec![gone.profile.name.clone().unwrap()];
    let list = List::Contacts { words, after: None, limit: 9 };
    assert_eq!(n_rows(&*store, &list).await, (1, 1));

    delete(&*store, [Record::Contact(gone)]).await;

    assert_eq!(n_rows(&*store, &list).await, (0, 0));
}

async fn who_resumes_from_before_a_deletion_begins_anew(store: Arc<dyn Store>) {
    let session = spoken(&*store).await;
    let before = store.log(Position::ZERO, 0).await.unwrap().head;
    let mut batch = given::delete_batch([Record::Session(session.clone())]);
    batch.events.push(given::event(&session, EventKind::SessionsRemoved));
    let deleted = store.commit(batch).await.unwrap();

    let more = async |after| store.changed(session.contact, after, 9).await.unwrap().value.more;
    assert!(more(Position::ZERO).await && more(before).await);
    assert!(!more(deleted).await);
    let others = spoken(&*store).await;
    assert!(!store.changed(others.contact, before, 9).await.unwrap().value.more);
}

async fn what_was_unread_in_a_deleted_session_is_not_counted(store: Arc<dyn Store>) {
    let (gone, stays) = (spoken(&*store).await, spoken(&*store).await);
    assert_eq!(store.load(&Scope::Desk, &[]).await.unwrap().unread, 2);

    delete(&*store, [Record::Session(gone.clone())]).await;

    assert_eq!(store.load(&Scope::Desk, &[]).await.unwrap().unread, 1);
    assert_eq!(given::view(&*store, &stays).await.session, stays);
    let contact = given::contact_of(&*store, gone.contact).await;
    let list = List::ContactsAt { addresses: vec![contact.address.clone()] };
    let row = store.list(&list).await.unwrap().value.contacts.remove(0);
    // Deleting a session does not write its contact.
    assert_eq!(
        (row.desk_unread, row.open_session, row.contact.version),
        (0, None, Version::new(1))
    );
}

async fn a_deletion_of_an_old_version_removes_nothing(store: Arc<dyn Store>) {
    let old = given::open_session(&*store).await;
    let session = given::said(&*store, &old, given::agent(), "Hello").await;
    claim(&*store, "its", RecordId::Session(old.id)).await;

    assert_conflict(&store.commit(given::delete_batch([Record::Session(old)])).await);

    assert_eq!(given::view(&*store, &session).await.session, session);
    assert_eq!(given::all_messages(&*store, &session).await.len(), 1);
    assert!(owner(&*store, "its").await.is_some());
}

async fn what_is_gone_is_not_deleted_again(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let batch = given::delete_batch([Record::Session(session.clone())]);
    store.commit(batch.clone()).await.unwrap();

    assert_conflict(&store.commit(batch).await);
    assert_conflict(&store.commit(given::session_batch(&session)).await);
}

async fn what_deleted_sessions_left_behind_goes_in_steps(store: Arc<dyn Store>) {
    let gone = [spoken(&*store).await, spoken(&*store).await, spoken(&*store).await];
    let stays = spoken(&*store).await;
    delete(&*store, gone.map(Record::Session)).await;
    let log = store.log(Position::ZERO, 99).await.unwrap();

    let mut n_steps = 0;
    while store.purge(&Purge::Deleted, 1).await.unwrap() == Purged::More {
        n_steps += 1;
        assert!(n_steps < 20, "three messages are no reason for so many steps");
    }

    assert_eq!(given::all_messages(&*store, &stays).await.len(), 1);
    assert_eq!(store.log(Position::ZERO, 99).await.unwrap(), log);
    assert_eq!(store.purge(&Purge::Deleted, 1).await.unwrap(), Purged::Done);
}

async fn nothing_is_written_into_a_session_that_the_batch_deletes(store: Arc<dyn Store>) {
    let session = spoken(&*store).await;
    let mut message = given::message_batch(&session, given::client_id(1));
    message.put.clear();
    let cursor = given::cursor_batch(&session, given::cursor(&session, Reader::Desk, 1, 1));
    for batch in [message, cursor] {
        let delete = given::delete_batch([Record::Session(session.clone())]).delete;
        assert_conflict(&store.commit(Batch { delete, ..batch }).await);
    }
    assert_eq!(given::view(&*store, &session).await.session, session);
}

async fn a_deletion_may_be_told_in_the_log(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut batch = given::delete_batch([Record::Session(session.clone())]);
    batch.events.push(given::event(&session, EventKind::SessionsRemoved));

    let deleted = store.commit(batch).await.unwrap();

    let log = store.log(Position::ZERO, 9).await.unwrap();
    let kinds: Vec<_> = log.events.iter().map(|event| event.fact.kind).collect();
    assert_eq!(kinds, [EventKind::SessionOpened, EventKind::SessionsRemoved]);
    assert_eq!(log.head, deleted);
}
