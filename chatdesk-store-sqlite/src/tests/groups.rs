//! Groups: one transaction for what has queued, each batch judged alone.

use std::sync::{Arc, atomic::Ordering};

use chatdesk_core::{Batch, Claim, EventKind, Position, RecordId, Store, StoreError, UniqueKey};
use chatdesk_testkit::{Folder, eventually, given};

use super::gate::{Gate, count_commits, positions_told, queue, started};
use crate::SqliteStore;

async fn store(folder: &Folder) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(folder.file("chat.db")).await.unwrap())
}

fn key_batch(name: &str) -> Batch {
    let mut batch = Batch::at(given::NOW);
    let owner = RecordId::Contact(given::contact().id);
    batch.claim.push(Claim { key: UniqueKey::from_text(name.to_owned()), owner, until: None });
    batch
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_takes_at_most_256_batches_and_the_queue_holds_1024() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let commits = count_commits(&store);
    let gate = Gate::shut(&store).await;
    let queued: Vec<_> =
        (0..1_024).map(|number| queue(&store, key_batch(&format!("{number}")))).collect();

    let refused = store.commit(key_batch("one too many")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");

    drop(gate);
    for commit in queued {
        commit.await.unwrap();
    }
    assert_eq!(commits.load(Ordering::SeqCst), 4);
    store.commit(key_batch("one too many")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_does_not_fit_is_refused_alone() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let old = given::open_session(&*store).await;
    let session = given::said(&*store, &old, given::agent(), "one").await;
    let told = positions_told(&store);
    let gate = Gate::shut(&store).await;
    let before = queue(&store, key_batch("taken"));
    let misfits = [
        queue(&store, given::text_batch(&old, given::agent(), "of an old version")),
        queue(&store, key_batch("taken")),
    ];
    // This one fits only if the batch before it in the group is seen.
    let first = given::message_batch(&session, given::client_id(1));
    let next = chatdesk_core::Session {
        version: session.version.next(),
        ..given::after(&session, &first.messages[0])
    };
    let first = queue(&store, first);
    let repeat = queue(&store, given::message_batch(&next, given::client_id(1)));
    let second = queue(&store, given::message_batch(&next, given::client_id(2)));
    drop(gate);

    assert_eq!(before.await.unwrap(), session.changed);
    for misfit in misfits.into_iter().chain([repeat]) {
        assert!(matches!(misfit.await, Err(StoreError::Conflict)));
    }
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!((first.get(), second.get()), (session.changed.get() + 1, session.changed.get() + 2));
    assert_eq!(*told.lock().unwrap(), [second], "one COMMIT for all");
    let texts: Vec<_> = given::all_messages(&*store, &session).await;
    assert_eq!(texts.len(), 3);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_are_called_before_the_caller_is_answered() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let told = positions_told(&store);
    for _ in 0..20 {
        let session = given::open_session(&*store).await;
        assert_eq!(told.lock().unwrap().last(), Some(&session.changed));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_caller_went_away_is_committed_and_told() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let session = given::open_session(&*store).await;
    let told = positions_told(&store);
    let gate = Gate::shut(&store).await;
    drop(queue(&store, given::message_batch(&session, given::client_id(1))));
    drop(gate);

    eventually("the message is there and told", async || {
        let there = given::all_messages(&*store, &session).await.len() == 1;
        (there && told.lock().unwrap().len() == 1).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_go_on_while_a_group_is_open() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let session = given::open_session(&*store).await;
    let gate = Gate::shut(&store).await;
    let commit = queue(&store, given::message_batch(&session, given::client_id(1)));

    assert_eq!(given::all_messages(&*store, &session).await, []);

    drop(gate);
    commit.await.unwrap();
    assert_eq!(given::all_messages(&*store, &session).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_is_fed_while_work_waits() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let session = given::open_session(&*store).await;
    let gate = Gate::shut(&store).await;
    let event = Batch {
        events: vec![given::event(&session, EventKind::SessionEnded)],
        ..Batch::at(given::NOW)
    };
    let queued: Vec<_> = (0..1_000).map(|_| queue(&store, event.clone())).collect();
    let fed = started(store.writer.ask(|open| {
        let sql = "SELECT position FROM search_head";
        open.conn().query_row(sql, [], |row| row.get::<_, i64>(0)).map(Ok)
    }));
    drop(gate);
    for commit in queued {
        commit.await.unwrap();
    }

    assert!(fed.await.unwrap() >= 512);
}
