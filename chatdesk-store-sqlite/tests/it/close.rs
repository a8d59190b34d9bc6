//! What is in the file when the store is gone, dropped or not.

use std::{
    fs,
    sync::{Arc, Mutex, mpsc},
    task::{Context, Waker},
    time::Duration,
};

use chatdesk_core::{Position, Store};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, given};
use tokio::task::JoinSet;

const BOUND: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_dropped_store_leaves_one_file_alone() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let session = given::open_session(&store).await;
    assert!(folder.file("chat.db-wal").exists());

    drop(store);

    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["chat.db"]);
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(given::view(&store, &session).await.session, session);
}

#[tokio::test]
async fn a_store_may_be_dropped_by_its_own_hook() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).await.unwrap());
    let session = given::open_session(&*store).await;
    let (hand_over, handed_over) = mpsc::channel();
    let (dropped, is_dropped) = mpsc::channel();
    let handed_over = Mutex::new(handed_over);
    store.on_commit(Arc::new(move |_| {
        let last_handle: Arc<dyn Store> = handed_over.lock().unwrap().recv_timeout(BOUND).unwrap();
        drop(last_handle);
        dropped.send(()).unwrap();
    }));
    let mut commit = store.commit(given::message_batch(&session, given::client_id(1)));
    assert!(commit.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(commit);
    hand_over.send(store).unwrap();

    // On the writer's own thread, which cannot wait for itself.
    is_dropped.recv_timeout(BOUND).unwrap();

    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(given::all_messages(&store, &session).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_crash_at_any_moment() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = Arc::new(SqliteStore::open(&path).await.unwrap());
    let mut sessions = Vec::new();
    for _ in 0..8 {
        sessions.push(given::open_session(&*store).await);
    }
    for round in 1..=5 {
        let mut senders = JoinSet::new();
        for session in sessions {
            let store = Arc::clone(&store);
            senders.spawn(async move {
                store
                    .commit(given::message_batch(&session, given::client_id(round)))
                    .await
                    .unwrap();
                given::view(&*store, &session).await.session
            });
        }
        sessions = senders.join_all().await;
        // What a crash leaves behind: file and write-ahead log as they are, nothing closed.
        let crashed = folder.file("crashed.db");
        fs::copy(&path, &crashed).unwrap();
        fs::copy(folder.file("chat.db-wal"), folder.file("crashed.db-wal")).unwrap();

        let recovered = SqliteStore::open(&crashed).await.unwrap();

        for session in &sessions {
            let messages = given::all_messages(&recovered, session).await;
            assert_eq!(messages.len(), round as usize);
            assert_eq!(given::view(&recovered, session).await.session, *session);
        }
        let head = store.log(Position::ZERO, 0).await.unwrap().head;
        assert_eq!(recovered.log(Position::ZERO, 0).await.unwrap().head, head);
    }
}
