//! People: what is kept of them, and what is loaded with them.

use std::sync::Arc;

use chatdesk_core::{
    Batch, Contact, ContactKind, List, Profile, Reader, Record, RecordId, Scope, SessionStatus,
    Store, Switch, Switched, Timestamp, UniqueKey, Version,
};

use super::{assert_conflict, cases};
use crate::given::{self, NOW};

cases![
    a_contact_is_read_back_as_it_was_written,
    what_is_known_of_a_contact_is_what_was_written_last,
    a_contact_who_is_there_cannot_be_made,
    a_contact_who_is_not_there_is_absent,
    a_contact_is_loaded_by_address_with_open_sessions_latest_first,
    unread_is_summed_over_the_sessions_of_a_contact,
    a_contacts_last_writing_is_their_own_and_moves_no_version,
    who_is_given_a_session_has_written_when_its_former_customer_did,
];

async fn a_contact_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let mut contact = given::contact();
    contact.kind = ContactKind::Visitor;
    contact.profile = Profile {
        name: Some("Ada".to_owned()),
        email: Some("ada@example.org".to_owned()),
        phone: Some("+15550100".to_owned()),
    };
    contact.said_at = Some(NOW);
    contact.switch = Switch::Off;
    contact.switched = Some(Switched { at: NOW, by: "7".to_owned() });

    contact.changed = store.commit(given::contact_batch(&contact)).await.unwrap();

    contact.version = Version::new(1);
    assert_eq!(given::contact_of(&*store, contact.id).await, contact);
}

async fn what_is_known_of_a_contact_is_what_was_written_last(store: Arc<dyn Store>) {
    let mut contact = given::stored_contact(&*store).await;
    for name in ["Ada", "Grace"] {
        contact.profile = Profile { name: Some(name.to_owned()), email: None, phone: None };
        let mut batch = Batch::at(NOW);
        batch.put.push(Record::Contact(contact.clone()));
        store.commit(batch).await.unwrap();

        let stored = given::contact_of(&*store, contact.id).await;
        contact.version = contact.version.next();
        assert_eq!(stored, contact);
    }
}

async fn a_contact_who_is_there_cannot_be_made(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut again = given::contact_batch(&Contact { version: Version::NONE, ..contact.clone() });
    again.claim.clear();

    assert_conflict(&store.commit(again).await);
    assert_eq!(given::contact_of(&*store, contact.id).await, contact);
}

async fn a_contact_who_is_not_there_is_absent(store: Arc<dyn Store>) {
    given::open_session(&*store).await;
    let unknown = given::contact();
    let key = UniqueKey::address(&unknown.address);
    for scope in [Scope::Address(unknown.address.clone()), Scope::Contact(unknown.id)] {
        let loaded = store.load(&scope, std::slice::from_ref(&key)).await.unwrap();
        assert_eq!((loaded.contact, loaded.sessions, loaded.unread), (None, Vec::new(), 0));
        assert!(loaded.owners.is_empty());
    }
    let mut batch = Batch::at(NOW);
    batch.expect(RecordId::Contact(unknown.id), Version::new(1));
    assert_conflict(&store.commit(batch).await);
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

async fn unread_is_summed_over_the_sessions_of_a_contact(store: Arc<dyn Store>) {
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

async fn a_contacts_last_writing_is_their_own_and_moves_no_version(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let contact = given::contact_of(&*store, session.contact).await;
    assert_eq!(last_wrote_at(&*store, &contact).await, None);

    let session = given::said(&*store, &session, given::agent(), "Hello").await;
    assert_eq!(last_wrote_at(&*store, &contact).await, None);

    let sender = given::customer(&session);
    given::said(&*store, &session, sender, "Hi").await;
    assert_eq!(last_wrote_at(&*store, &contact).await, Some(NOW));
    let now = given::contact_of(&*store, contact.id).await;
    assert_eq!((now.version, now.changed), (Version::new(1), contact.changed));
}

async fn who_is_given_a_session_has_written_when_its_former_customer_did(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let sender = given::customer(&session);
    let session = given::said(&*store, &session, sender, "Hi").await;
    given::said(&*store, &session, given::agent(), "Hello").await;
    let (user, session) =
        (given::stored_contact(&*store).await, given::view(&*store, &session).await.session);
    let session = chatdesk_core::Session { contact: user.id, ..session };
    store.commit(given::session_batch(&session)).await.unwrap();

    assert_eq!(last_wrote_at(&*store, &user).await, Some(NOW));
    assert_eq!(unread(&*store, Scope::Contact(user.id)).await, 1);
    let now = given::contact_of(&*store, user.id).await;
    assert_eq!((now.version, now.changed), (Version::new(1), user.changed));
}

async fn last_wrote_at(store: &dyn Store, contact: &Contact) -> Option<Timestamp> {
    let list = List::ContactsAt { addresses: vec![contact.address.clone()] };
    store.list(&list).await.unwrap().value.contacts.remove(0).last_wrote_at
}
