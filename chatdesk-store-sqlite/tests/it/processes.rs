//! Several stores on one file, as several processes have them.

use std::sync::Arc;

use chatdesk_core::{Position, Session, Store, StoreError};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, given};
use rusqlite::Connection;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_of_one_file_share_one_log() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let one = Arc::new(SqliteStore::open(&path).await.unwrap());
    let other = Arc::new(SqliteStore::open(&path).await.unwrap());
    let session = given::open_session(&*one).await;
    assert_eq!(given::view(&*other, &session).await.session, session);

    let mut senders = JoinSet::new();
    for (number, store) in (0..8).zip([one, other].iter().cycle()) {
        senders.spawn(send_ten(Arc::clone(store), session.clone(), number));
    }
    senders.join_all().await;

    let store = SqliteStore::open(&path).await.unwrap();
    let messages = given::all_messages(&store, &session).await;
    let seqs: Vec<_> = messages.iter().map(|message| message.seq.get()).collect();
    assert_eq!(seqs, (1..=80).collect::<Vec<_>>());
    let events = store.log(Position::ZERO, 100).await.unwrap().events;
    let positions: Vec<_> = events.iter().map(|event| event.position.get()).collect();
    assert_eq!(positions, (1..=81).collect::<Vec<_>>());
}

async fn send_ten(store: Arc<SqliteStore>, session: Session, number: u32) {
    for turn in 0..10 {
        let client_id = given::client_id(number * 10 + turn);
        loop {
            let session = given::view(&*store, &session).await.session;
            match store.commit(given::message_batch(&session, client_id.clone())).await {
                Ok(_) => break,
                Err(StoreError::Conflict) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_lock_of_another_process_is_waited_for() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = Arc::new(SqliteStore::open(&path).await.unwrap());
    let session = given::open_session(&*store).await;
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut commit = store.commit(given::message_batch(&session, given::client_id(1)));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(commit.as_mut().poll(&mut context).is_pending());
    assert_eq!(given::all_messages(&*store, &session).await, []);

    other.execute_batch("COMMIT").unwrap();

    commit.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_lock_of_another_process_makes_it_unavailable_and_nothing_else() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let session = given::open_session(&store).await;
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let batch = given::message_batch(&session, given::client_id(1));
    let (committed, probed) = tokio::join!(store.commit(batch.clone()), store.probe());

    assert!(matches!(committed, Err(StoreError::Unavailable(_))), "{committed:?}");
    assert!(matches!(probed, Err(StoreError::Unavailable(_))), "{probed:?}");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(given::all_messages(&store, &session).await, []);
    store.commit(batch).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_write_ahead_log_stays_bounded_while_readers_read() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = Arc::new(SqliteStore::open_unsynced(&path).await.unwrap());
    let mut session = given::open_session(&*store).await;
    let mut readers = JoinSet::new();
    for _ in 0..3 {
        let (store, session) = (Arc::clone(&store), session.clone());
        readers.spawn(async move {
            loop {
                given::view(&*store, &session).await;
                tokio::task::yield_now().await;
            }
        });
    }
    let text = "x".repeat(200_000);
    let mut largest = 0;
    for _ in 0..400 {
        session = given::said(&*store, &session, given::agent(), &text).await;
        let log = std::fs::metadata(folder.file("chat.db-wal")).unwrap().len();
        largest = largest.max(log);
    }
    readers.abort_all();

    // 80 MB went through it; it is moved into the file whenever it holds 16.
    assert!(std::fs::metadata(&path).unwrap().len() > 60_000_000);
    assert!((1..40_000_000).contains(&largest), "{largest} bytes");
}

/// Closing any handle of a file takes a process's locks on it away, those of others' handles included. Without its lock a
/// store's write-ahead log is removed under it by the next process that closes the file.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_second_store_of_a_process_leaves_the_locks_of_the_first_alone() {
    use std::os::unix::fs::MetadataExt;

    let folder = Folder::new();
    let path = folder.file("chat.db");
    let one = SqliteStore::open(&path).await.unwrap();
    given::open_session(&one).await;
    let inode = std::fs::metadata(&path).unwrap().ino();
    let n_locks = || {
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        locks.lines().filter(|line| line.contains(&format!(":{inode} "))).count()
    };
    let before = n_locks();
    assert!(before > 0);

    let other = SqliteStore::open(&path).await.unwrap();
    assert!(n_locks() >= before);
    drop(other);
    assert!(n_locks() >= before);
}
