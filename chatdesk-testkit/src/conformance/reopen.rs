//! What survives when a store is closed and opened again.

use std::time::Duration;

use chatdesk_core::{
    Batch, Claim, JobChange, Keep, Position, Purge, Reader, RecordId, Scope, StoreError, UniqueKey,
    Window,
};

use super::{Stage, cases};
use crate::given::{self, NOW};

cases![Stage:
    everything_is_there_after_a_reopen,
    the_log_goes_on_where_it_was,
    stores_differ_in_their_epoch,
    jobs_and_keys_are_there_after_a_reopen,
    positions_are_not_used_again_after_a_purge_and_a_reopen,
    lease_tokens_are_not_used_again,
    what_waited_when_the_store_was_dropped_is_there,
    a_search_catches_up_after_a_reopen,
];

async fn everything_is_there_after_a_reopen(stage: Stage) {
    let store = stage.open().await;
    let session = given::open_session(&*store).await;
    let session = given::said(&*store, &session, given::agent(), "Hello").await;
    let read = given::cursor(&session, Reader::Customer, 1, 1);
    store.commit(given::cursor_batch(&session, read)).await.unwrap();
    let view = given::view(&*store, &session).await;
    let thread = store.thread(session.id, &Window::Newest { limit: 9 }).await.unwrap();
    let key = UniqueKey::address(&view.contact.address);
    let scope = Scope::Contact(session.contact);
    let loaded = store.load(&scope, std::slice::from_ref(&key)).await.unwrap();
    drop(store);

    let store = stage.open().await;

    assert_eq!(store.thread(session.id, &Window::Newest { limit: 9 }).await.unwrap(), thread);
    assert_eq!(store.load(&scope, &[key]).await.unwrap(), loaded);
    assert_eq!(loaded.owners.len(), 1);
}

async fn the_log_goes_on_where_it_was(stage: Stage) {
    let store = stage.open().await;
    let session = given::open_session(&*store).await;
    let before = store.log(Position::ZERO, 9).await.unwrap();
    drop(store);

    let store = stage.open().await;

    assert_eq!(store.log(Position::ZERO, 9).await.unwrap(), before);
    let position = store.commit(given::session_batch(&session)).await.unwrap();
    assert_eq!(position.get(), before.head.get() + 1);
}

async fn stores_differ_in_their_epoch(stage: Stage) {
    let one = stage.open().await.log(Position::ZERO, 0).await.unwrap().epoch;
    let other = stage.open_another().await.log(Position::ZERO, 0).await.unwrap().epoch;
    assert_ne!(one, other);
}

async fn jobs_and_keys_are_there_after_a_reopen(stage: Stage) {
    let store = stage.open().await;
    let (key, owner) =
        (UniqueKey::from_text("k".to_owned()), RecordId::Contact(given::contact().id));
    let mut batch = Batch::at(NOW);
    batch.claim.push(Claim { key: key.clone(), owner, until: Some(NOW) });
    batch.jobs.push(JobChange::Schedule(given::job("j")));
    store.commit(batch).await.unwrap();
    drop(store);

    let store = stage.open().await;

    let owners = store.load(&Scope::Keys, std::slice::from_ref(&key)).await.unwrap().owners;
    assert_eq!(owners.get(&key), Some(&owner));
    let claimed = given::claim(&*store, NOW, Duration::from_secs(1), 9).await;
    assert_eq!((claimed.len(), &claimed[0].job), (1, &given::job("j")));
}

async fn positions_are_not_used_again_after_a_purge_and_a_reopen(stage: Stage) {
    let store = stage.open().await;
    let session = given::open_session(&*store).await;
    assert_eq!(store.log(Position::ZERO, 9).await.unwrap().events[0].fact.keep, Keep::Stream);
    let before = NOW.plus(Duration::from_secs(1));
    store.purge(&Purge::StreamEvents { before }, 9).await.unwrap();
    drop(store);

    let store = stage.open().await;

    let log = store.log(Position::ZERO, 9).await.unwrap();
    assert_eq!((log.floor, log.head, log.events), (session.changed, session.changed, Vec::new()));
    let position = store.commit(given::session_batch(&session)).await.unwrap();
    assert_eq!(position.get(), session.changed.get() + 1);
}

async fn lease_tokens_are_not_used_again(stage: Stage) {
    let store = stage.open().await;
    let job = given::job("j");
    let key = job.key.clone();
    let batch = Batch { jobs: vec![JobChange::Schedule(job)], ..Batch::at(NOW) };
    store.commit(batch).await.unwrap();
    let old = given::claim(&*store, NOW, Duration::ZERO, 1).await.remove(0);
    drop(store);

    let store = stage.open().await;

    let new = given::claim(&*store, NOW, Duration::from_secs(1), 1).await.remove(0);
    assert!(new.token.get() > old.token.get());
    let settle = JobChange::Settle { key, token: old.token };
    let settled = store.commit(Batch { jobs: vec![settle], ..Batch::at(NOW) }).await;
    assert!(matches!(settled, Err(StoreError::Conflict)));
}

async fn what_waited_when_the_store_was_dropped_is_there(stage: Stage) {
    let store = stage.open().await;
    let mut sessions = Vec::new();
    for _ in 0..50 {
        sessions.push(given::open_session(&*store).await);
    }
    for session in &sessions {
        let mut commit = store.commit(given::message_batch(session, given::client_id(1)));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        drop(commit.as_mut().poll(&mut context));
    }
    drop(store);

    let store = stage.open().await;

    for session in &sessions {
        assert_eq!(given::all_messages(&*store, session).await.len(), 1);
    }
}

async fn a_search_catches_up_after_a_reopen(stage: Stage) {
    let store = stage.open().await;
    let session = given::open_session(&*store).await;
    let batch = given::text_batch(&session, given::agent(), "marmalade");
    store.commit(batch).await.unwrap();
    drop(store);

    let store = stage.open().await;

    super::search::assert_found(&*store, &["marmalade"], &[&session]).await;
}
