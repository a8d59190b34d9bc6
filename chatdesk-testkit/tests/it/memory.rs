//! What the store in memory promises beside the contract.

use std::{
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use chatdesk_core::{Batch, Position, Record, Scope, Store, StoreError};
use chatdesk_testkit::{MemoryStore, given};

/// The answer of a call that is ready when it is asked for the first time.
#[expect(clippy::panic, reason = "a call that waits is a failed test")]
fn at_once<T>(call: impl Future<Output = T>) -> T {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("the call waits for something"),
    }
}

#[test]
fn every_call_is_answered_at_once_and_without_a_runtime() {
    let store = MemoryStore::new();
    let contact = at_once(given::stored_contact(&store));
    let session = at_once(given::another_session(&store, &contact));
    assert_eq!(at_once(store.log(Position::ZERO, 9)).unwrap().head, session.changed);
    at_once(store.probe()).unwrap();
}

#[test]
fn a_hook_may_read_and_finds_what_it_is_told_of() {
    let store = Arc::new(MemoryStore::new());
    let session = at_once(given::open_session(&*store));
    let found = Arc::new(Mutex::new(Vec::new()));
    let (reader, finding) = (Arc::downgrade(&store), Arc::clone(&found));
    store.on_commit(Arc::new(move |position| {
        let reader = reader.upgrade().unwrap();
        let head = at_once(reader.log(Position::ZERO, 0)).unwrap().head;
        finding.lock().unwrap().push((position, head));
    }));

    let position = at_once(store.commit(given::session_batch(&session))).unwrap();

    assert_eq!(*found.lock().unwrap(), [(position, position)]);
}

#[test]
fn a_session_of_nobody_is_a_fault_of_the_caller_and_nothing_is_written() {
    let store = MemoryStore::new();
    let session = given::session(&given::contact());
    let refused = at_once(store.commit(given::session_batch(&session)));
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");

    let loaded = at_once(store.load(&Scope::Session(session.id), &[])).unwrap();
    assert_eq!((loaded.sessions, loaded.position), (Vec::new(), Position::ZERO));
}

#[test]
fn contact_and_session_may_be_made_in_either_order() {
    let contact = given::contact();
    let session = given::session(&contact);
    let records = [Record::Session(session.clone()), Record::Contact(contact)];
    let store = MemoryStore::new();
    at_once(store.commit(Batch { put: records.into(), ..Batch::at(given::NOW) })).unwrap();
    assert_eq!(at_once(given::view(&store, &session)).session.id, session.id);
}

#[test]
fn it_shows_nothing_of_what_it_holds() {
    let store = MemoryStore::new();
    let contact = at_once(given::stored_contact(&store));
    let shown = format!("{store:?}");
    assert!(!shown.contains(&contact.profile.name.unwrap()), "{shown}");
    assert_eq!(shown, "MemoryStore { .. }");
}
