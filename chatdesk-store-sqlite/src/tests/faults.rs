//! Faults in the middle of a group: what was acknowledged is in the file, and nothing is half written.

use std::sync::{Arc, atomic::Ordering};

use chatdesk_core::{Batch, Position, Search, Session, StatusFilter, Store, StoreError};
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::Connection;

use super::gate::{Gate, count_commits, on_writer, queue, started};
use crate::SqliteStore;

const SENDERS: usize = 64;

/// A message large enough that a few of them need new pages.
fn large(session: &Session, number: usize) -> Batch {
    given::text_batch(session, given::agent(), &format!("{number} {}", "x".repeat(20_000)))
}

/// Leaves room for so many more pages; `None` for all that anybody could need.
async fn limit_pages(store: &SqliteStore, room: Option<i64>) {
    on_writer(store, move |conn| {
        let used: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let limit = room.map_or(i64::from(i32::MAX), |room| used + room);
        conn.pragma_update_and_check(None, "max_page_count", limit, |row| row.get::<_, i64>(0))
    })
    .await;
}

async fn sessions(store: &SqliteStore) -> Vec<Session> {
    let mut sessions = Vec::new();
    for _ in 0..SENDERS {
        sessions.push(given::open_session(store).await);
    }
    sessions
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_what_was_acknowledged_is_in_the_file_and_nothing_is_half_written() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = Arc::new(SqliteStore::open(&path).await.unwrap());
    let sessions = sessions(&store).await;
    let before = store.log(Position::ZERO, 0).await.unwrap().head;
    limit_pages(&store, Some(100)).await;

    let gate = Gate::shut(&store).await;
    let queued = sessions.iter().enumerate();
    let queued: Vec<_> =
        queued.map(|(number, session)| queue(&store, large(session, number))).collect();
    drop(gate);
    let mut stored = Vec::new();
    for (commit, session) in queued.into_iter().zip(&sessions) {
        match commit.await {
            Ok(position) => stored.push((session, position)),
            Err(error) => assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}"),
        }
    }

    assert!((1..SENDERS).contains(&stored.len()), "{} of {SENDERS} fit", stored.len());
    assert_file_holds(&path, &sessions, &stored);
    let expected: Vec<_> = (before.get() + 1..).take(stored.len()).map(Position::new).collect();
    let positions: Vec<_> = stored.iter().map(|(_, position)| *position).collect();
    assert_eq!(positions, expected);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, positions[positions.len() - 1]);

    // It recovers by itself, and the same batches are not stored twice.
    limit_pages(&store, None).await;
    for (number, session) in sessions.iter().enumerate() {
        let again = store.commit(large(session, number)).await;
        let is_there = stored.iter().any(|(there, _)| there.id == session.id);
        assert_eq!(matches!(again, Err(StoreError::Conflict)), is_there, "{again:?}");
        assert_eq!(again.is_ok(), !is_there);
    }
    store.probe().await.unwrap();
    // Each of the 64 is there once, also for who opens the file anew.
    drop(store);
    let store = SqliteStore::open(&path).await.unwrap();
    for session in &sessions {
        assert_eq!(given::all_messages(&store, session).await.len(), 1);
    }
}

/// Asks the file, not the store: exactly the stored messages, each with its session and event.
fn assert_file_holds(
    path: &std::path::Path,
    sessions: &[Session],
    stored: &[(&Session, Position)],
) {
    let file = Connection::open(path).unwrap();
    let ask = |sql: &str, id: &Session| -> i64 {
        file.query_row(sql, [id.id.uuid().as_bytes()], |row| row.get(0)).unwrap()
    };
    for session in sessions {
        let position = stored.iter().find(|(there, _)| there.id == session.id);
        let expected = i64::from(position.is_some());
        let n_messages = ask("SELECT count(*) FROM messages WHERE session = ?1", session);
        assert_eq!(n_messages, expected);
        assert_eq!(ask("SELECT last_seq FROM sessions WHERE id = ?1", session), expected);
        assert_eq!(ask("SELECT customer_unread FROM sessions WHERE id = ?1", session), expected);
        let changed = position.map_or(session.changed, |(_, position)| *position).get();
        let is = ask("SELECT changed FROM sessions WHERE id = ?1", session);
        assert_eq!(u64::try_from(is), Ok(changed));
    }
    let sum = |sql: &str| -> i64 { file.query_row(sql, [], |row| row.get(0)).unwrap() };
    let n_sent = sum("SELECT count(*) FROM events WHERE kind LIKE '%message_sent%'");
    assert_eq!(usize::try_from(n_sent), Ok(stored.len()));
    assert_eq!(
        sum("SELECT max(position) FROM events"),
        sum("SELECT head FROM log_head"),
        "the head is the last event"
    );
    let check: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_breaks_the_database_fails_alone() {
    let folder = Folder::new();
    let store = Arc::new(SqliteStore::open(folder.file("chat.db")).await.unwrap());
    let session = given::open_session(&*store).await;
    let gate = Gate::shut(&store).await;
    let good = queue(&store, given::message_batch(&session, given::client_id(1)));
    // No rule makes such a one: a session of a contact that is not there.
    let broken = queue(&store, given::session_batch(&given::session(&given::contact())));
    let misfit = queue(&store, given::message_batch(&session, given::client_id(1)));
    drop(gate);

    let position = good.await.unwrap();
    assert!(matches!(broken.await, Err(StoreError::Backend(_))));
    assert!(matches!(misfit.await, Err(StoreError::Conflict)));
    assert_eq!(position.get(), session.changed.get() + 1);
    assert_eq!(given::all_messages(&*store, &session).await.len(), 1);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, position);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_commit_fails_nobody_is_told_that_it_is_stored() {
    let folder = Folder::new();
    let store = Arc::new(SqliteStore::open(folder.file("chat.db")).await.unwrap());
    let session = given::open_session(&*store).await;
    let commits = count_commits(&store);
    let gate = Gate::shut(&store).await;
    let good = queue(&store, given::message_batch(&session, given::client_id(1)));
    let misfit = queue(&store, given::message_batch(&session, given::client_id(1)));
    // A broken reference that SQLite looks at only when COMMIT is said.
    let broken = started(store.writer.ask(|open| {
        let sql = "PRAGMA defer_foreign_keys = ON; UPDATE sessions SET contact = x'00'";
        open.conn().execute_batch(sql).map(Ok)
    }));
    drop(gate);

    // A conflict with what was rolled back would be a lie as well.
    for verdict in [good.await.map(drop), misfit.await.map(drop), broken.await] {
        assert!(matches!(verdict, Err(StoreError::Unavailable(_))), "{verdict:?}");
    }
    assert_eq!(commits.load(Ordering::SeqCst), 0);
    assert_eq!(given::all_messages(&*store, &session).await, []);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, session.changed);
    store.commit(given::message_batch(&session, given::client_id(1))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_cannot_be_fed_stops_nobody_and_catches_up() {
    let folder = Folder::new();
    let store = Arc::new(SqliteStore::open(folder.file("chat.db")).await.unwrap());
    let session = given::open_session(&*store).await;
    on_writer(&store, |conn| {
        conn.execute_batch("ALTER TABLE search_head RENAME TO search_head_away")
    })
    .await;
    let session = given::said(&*store, &session, given::agent(), "marmalade").await;
    given::said(&*store, &session, given::agent(), "toast").await;
    on_writer(&store, |conn| {
        conn.execute_batch("ALTER TABLE search_head_away RENAME TO search_head")
    })
    .await;

    let session = given::view(&*store, &session).await.session;
    given::said(&*store, &session, given::agent(), "tea").await;

    for word in ["marmalade", "toast", "tea"] {
        let search = Search {
            words: vec![word.to_owned()],
            filter: StatusFilter::Any.into(),
            after: None,
            limit: 9,
        };
        eventually("the word is found", async || {
            (store.search(&search).await.unwrap().sessions.len() == 1).then_some(())
        })
        .await;
    }
}
