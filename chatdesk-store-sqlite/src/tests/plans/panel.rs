//! Conversations of staff are found by who is in them, and cost customers nothing.

use std::collections::BTreeSet;

use chatdesk_core::{List, PageKey, Record, Store as _};
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::Connection;
use uuid::Uuid;

use super::{has_plan, plan, traced};
use crate::SqliteStore;

/// Makes a conversation, says something there, lets somebody go, and removes another one.
pub(super) async fn write_panel(store: &SqliteStore) {
    let desk = given::stored_desk(store).await;
    for is_kept in [true, false] {
        let session = given::stored_panel(store, &given::panel(&desk, &["a", "b"])).await;
        let session = given::panel_said(store, &session, "a", "hello").await;
        let session = given::without(&session, "b", given::NOW);
        let session = given::stored_panel(store, &session).await;
        if !is_kept {
            store.commit(given::delete_batch([Record::Session(session)])).await.unwrap();
        }
    }
}

/// All of somebody's, and those that hold words: the first page, and the one after a key.
pub(super) fn panel_lists() -> Vec<List> {
    let mut lists = Vec::new();
    for after in [None, Some(PageKey { order: 1, id: Uuid::nil() })] {
        for words in [Vec::new(), vec!["hello".to_owned()]] {
            lists.push(List::Panel { member: "a".to_owned(), words, after, limit: 9 });
        }
    }
    lists
}

#[tokio::test]
async fn somebodys_conversations_are_found_by_who_is_in_them() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let (store, statements) = traced(&path).await;
    write_panel(&store).await;
    let lists = panel_lists();
    eventually("the words are found", async || {
        (store.list(&lists[1]).await.unwrap().value.matches.len() == 1).then_some(())
    })
    .await;
    let file = Connection::open(&path).unwrap();
    for list in &lists {
        statements.lock().unwrap().clear();
        store.list(list).await.unwrap();
        store.count(list, 9).await.unwrap();
        let ran: Vec<_> = statements.lock().unwrap().iter().cloned().collect();
        let finds: Vec<_> = ran.iter().filter(|sql| sql.contains("panel_members")).collect();
        assert_eq!(finds.len(), 1, "{list:?}: {ran:?}");
        let steps = plan(&file, finds[0]);
        let of = |table: &str| {
            let is_of = |step: &&String| step.split(' ').nth(1) == Some(table);
            steps.iter().filter(is_of).map(String::as_str).collect::<Vec<_>>()
        };
        assert_eq!(of("p"), ["SEARCH p USING PRIMARY KEY (member=?)"], "{steps:?}");
        let by_id = "SEARCH s USING INDEX sqlite_autoindex_sessions_1 (id=?)";
        assert_eq!(of("s"), [by_id], "{steps:?}");
    }
}

/// What a message of a customer opens to write, but for its words: no more than before there were conversations of staff.
const OPENED: [&str; 17] = [
    "contacts",
    "events",
    "events_stream",
    "log_head",
    "messages",
    "messages_client",
    "sessions",
    "sessions_by_text",
    "sessions_changed",
    "sessions_customer_unread",
    "sessions_desk_unread",
    "sessions_ended",
    "sessions_ended_of",
    "sessions_inbox",
    "sessions_waiting",
    "sqlite_autoindex_contacts_1",
    "sqlite_autoindex_sessions_1",
];

#[tokio::test]
async fn a_customers_message_writes_nothing_for_conversations_of_staff() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let (store, statements) = traced(&path).await;
    write_panel(&store).await;
    let session = given::open_session(&store).await;
    let session = given::said(&store, &session, given::customer(&session), "one").await;
    statements.lock().unwrap().clear();

    store.commit(given::message_batch(&session, given::client_id(1))).await.unwrap();

    let ran: Vec<_> = statements.lock().unwrap().iter().cloned().collect();
    assert!(!ran.iter().any(|sql| sql.contains("panel_members")), "{ran:?}");
    let file = Connection::open(&path).unwrap();
    // The words follow the log, sooner or later.
    let is_commits = |sql: &&String| has_plan(sql) && !sql.contains("search_head");
    let opened: BTreeSet<_> =
        ran.iter().filter(is_commits).flat_map(|sql| opened_to_write(&file, sql)).collect();
    assert!(opened.iter().eq(OPENED.iter()), "{opened:?}");
}

/// The tables and indexes that a statement opens to write.
fn opened_to_write(file: &Connection, sql: &str) -> Vec<String> {
    let mut explain = file.prepare(&format!("EXPLAIN {sql}")).unwrap();
    let nothing = std::iter::repeat_n(rusqlite::types::Null, explain.parameter_count());
    let codes = explain.query_map(rusqlite::params_from_iter(nothing), |row| {
        Ok((row.get::<_, String>("opcode")?, row.get::<_, i64>("p2")?))
    });
    let codes: Vec<_> = codes.unwrap().collect::<rusqlite::Result<_>>().unwrap();
    let name = |root: i64| {
        let sql = "SELECT name FROM sqlite_schema WHERE rootpage = ?1";
        file.query_row(sql, [root], |row| row.get(0)).unwrap()
    };
    codes.into_iter().filter(|(code, _)| code == "OpenWrite").map(|(_, root)| name(root)).collect()
}
