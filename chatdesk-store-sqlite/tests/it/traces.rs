//! Whoever was deleted is not to be found in the bytes of the file.

mod bytes;

use std::path::Path;

use chatdesk_core::{
    Batch, Contact, Expect, List, Purge, Purged, Record, RecordId, Search, Session, StatusFilter,
    Store, StoreError, Ticket,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::Connection;

use self::bytes::{n_found, n_found_but_in_slack, plant_in_slack};

/// What the deleted person wrote and is called by; nobody else has a piece of it.
const TRACES: [&str; 7] =
    ["quetzalcoatl", "жирафёнок", "xolotl", "ixchel@", "+52-555-7781", "tezcatlipoca", "coatlicue"];

#[tokio::test]
async fn nothing_of_a_deleted_person_is_left_in_the_file_or_beside_it() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    // Words that differ in their ends alone are what a search index shortens least.
    let stage = Stage::set(&store, "quetzalcoatl").await;
    assert_all(&path, TRACES, |n_found| n_found > 0);

    stage.delete_person(&store).await;
    purge(&store).await;

    assert_all(&path, TRACES, |n_found| n_found == 0);
    stage.assert_others_are_found(&store).await;
}

#[tokio::test]
async fn of_a_large_file_nothing_is_left_but_in_the_slack_of_pages() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    let stage = Stage::set(&store, "").await;
    let mut filler = given::open_session(&store).await;
    for _ in 0..20 {
        filler = given::said(&store, &filler, given::agent(), &"f".repeat(500_000)).await;
    }

    stage.delete_person(&store).await;
    purge(&store).await;

    let pages = std::fs::metadata(&path).unwrap().len() / 4_096;
    assert!(pages > 2_048, "{pages} pages are a small file");
    for trace in &TRACES[1..] {
        assert_eq!(n_found_but_in_slack(&path, trace), 0, "{trace}");
    }
    stage.assert_others_are_found(&store).await;
}

#[tokio::test]
async fn copies_in_the_slack_of_a_small_file_go_as_well() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    let stage = Stage::set(&store, "").await;
    drop(store);
    // As SQLite leaves them there, now and then, when it moves cells within a page.
    assert!(plant_in_slack(&path, TRACES[0]) > 10);
    let store = SqliteStore::open_unsynced(&path).await.unwrap();

    stage.delete_person(&store).await;
    purge(&store).await;

    assert_eq!(n_found(&path, TRACES[0]), 0);
}

#[tokio::test]
async fn a_step_removes_no_more_rows_than_was_said() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    let stage = Stage::set(&store, "").await;
    let file = Connection::open(&path).unwrap();
    let n_messages = || -> i64 {
        file.query_row("SELECT count(*) FROM messages", [], |row| row.get(0)).unwrap()
    };
    stage.delete_person(&store).await;

    let mut left = vec![n_messages()];
    // The first by what is allowed, the others by what writers can be asked to wait for.
    for limit in [7, 7].into_iter().chain(std::iter::repeat(500)) {
        let purged = store.purge(&Purge::Deleted, limit).await.unwrap();
        left.push(n_messages());
        let n_removed = left[left.len() - 2] - left[left.len() - 1];
        assert!((0..=i64::from(limit.min(50))).contains(&n_removed), "{left:?}");
        if purged == Purged::Done {
            break;
        }
    }

    assert!(left.len() > 5, "{left:?}");
    assert_all(&path, TRACES, |n_found| n_found == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_delays_the_end_of_a_removal_and_no_writer() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    let stage = Stage::set(&store, "").await;
    let reader = Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM log_head").unwrap();
    stage.delete_person(&store).await;

    let purged = loop {
        match store.purge(&Purge::Deleted, 500).await {
            Ok(Purged::More) => {}
            end => break end,
        }
    };

    assert!(matches!(purged, Err(StoreError::Unavailable(_))), "{purged:?}");
    given::open_session(&store).await;
    reader.execute_batch("COMMIT").unwrap();
    purge(&store).await;
    assert_all(&path, TRACES, |n_found| n_found == 0);
}

#[tokio::test]
async fn nothing_of_a_deleted_conversation_of_staff_is_left_in_the_file_or_beside_it() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    let desk = given::stored_desk(&store).await;
    // Who is in it, what it is called, what they say, and what one saw who left.
    let traces = ["tezcatlipoca", "xolotl", "quetzalcoatl", "coatlicue", "ixchel@"];
    let ids = ["tezcatlipoca", "ixchel@example.org"];
    let session = Session { subject: Some("Xolotl".to_owned()), ..given::panel(&desk, &ids) };
    let mut session = given::stored_panel(&store, &session).await;
    for text in ["Quetzalcoatl comes", "Coatlicue has coatlicues"] {
        session = given::panel_said(&store, &session, ids[0], text).await;
    }
    let session = given::stored_panel(&store, &given::without(&session, ids[1], given::NOW)).await;
    let kept = given::stored_panel(&store, &given::panel(&desk, &["a", "b"])).await;
    given::panel_said(&store, &kept, "a", "the last word").await;
    let words = vec!["word".to_owned()];
    let of_a = List::Panel { member: "a".to_owned(), words, after: None, limit: 9 };
    let is_kept = async || store.list(&of_a).await.unwrap().value.matches.len() == 1;
    eventually("the words are found", async || is_kept().await.then_some(())).await;
    assert_all(&path, traces, |n_found| n_found > 0);
    let file = Connection::open(&path).unwrap();
    let n_members = || -> i64 {
        file.query_row("SELECT count(*) FROM panel_members", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(n_members(), 4);

    store.commit(given::delete_batch([Record::Session(session)])).await.unwrap();
    assert_eq!(n_members(), 2);
    purge(&store).await;

    assert_all(&path, traces, |n_found| n_found == 0);
    assert!(is_kept().await);
}

async fn purge(store: &SqliteStore) {
    while store.purge(&Purge::Deleted, 500).await.unwrap() == Purged::More {}
}

#[track_caller]
fn assert_all(
    path: &Path,
    traces: impl IntoIterator<Item = &'static str>,
    fits: fn(usize) -> bool,
) {
    for trace in traces {
        let n_found = n_found(path, trace);
        assert!(fits(n_found), "{trace} was found {n_found} times");
    }
}

/// Chats of many people, all at the same time; one of them is to be deleted.
struct Stage {
    person: Contact,
    sessions: Vec<Session>,
}

impl Stage {
    /// The person's words begin with `stem`, and a number follows.
    async fn set(store: &SqliteStore, stem: &str) -> Self {
        let mut person = given::contact();
        person.address = "Tezcatlipoca".parse().unwrap();
        person.profile.name = Some("Xolotl Жирафёнок".to_owned());
        person.profile.email = Some("Ixchel@example.org".to_owned());
        person.profile.phone = Some("+52-555-7781".to_owned());
        let (mut theirs, mut others) = (Vec::new(), Vec::new());
        for number in 0..60 {
            if number == 30 {
                store.commit(given::contact_batch(&person)).await.unwrap();
            }
            others.push(given::open_session(store).await);
            if number >= 30 && number % 10 == 0 {
                theirs.push(given::another_session(store, &person).await);
            }
        }
        for turn in 0..60 {
            for (number, session) in others.iter_mut().enumerate() {
                let text = format!(
                    "word{} other{number} {} {}",
                    turn * 7 % 50,
                    "lorem ".repeat((number * 7 + turn * 13) % 160),
                    turn * number
                );
                *session = given::said(store, session, given::agent(), &text).await;
            }
            for (number, session) in theirs.iter_mut().enumerate() {
                let word = format!("{stem}{turn:03}{number}");
                // Some of them are longer than a page.
                let times = (turn * 31 + number * 7) % 50 * if turn % 10 == 0 { 20 } else { 1 };
                let text = format!("{word} {} жирафёнок{turn}", format!("{word}x ").repeat(times));
                let text = format!("{text} Quetzalcoatl");
                *session = given::said(store, session, given::customer(session), &text).await;
            }
        }
        for (number, session) in (1..).zip(others.iter().take(30).chain(&theirs)) {
            let is_theirs = session.contact == person.id;
            let description = if is_theirs { "Coatlicue has coatlicues" } else { "coat and lice" };
            let description = description.to_owned();
            let ticket = Ticket { description, ..given::ticket(session, number) };
            store.commit(given::ticket_batch(&ticket)).await.unwrap();
        }
        rename(store, &person).await;
        given::said(store, &others[0], given::agent(), "the last word").await;
        let stage = Self { person: given::contact_of(store, person.id).await, sessions: theirs };
        stage.assert_others_are_found(store).await;
        stage
    }

    async fn delete_person(&self, store: &SqliteStore) {
        let mut batch = Batch::at(given::NOW);
        for Session { id, version, .. } in &self.sessions {
            batch.delete.push(Expect { record: RecordId::Session(*id), version: *version });
        }
        let (record, version) = (RecordId::Contact(self.person.id), self.person.version);
        batch.delete.push(Expect { record, version });
        store.commit(batch).await.unwrap();
    }

    /// By what came last: the search has read everything then.
    async fn assert_others_are_found(&self, store: &SqliteStore) {
        let words = vec!["last".to_owned(), "wor".to_owned()];
        let search = Search { words, filter: StatusFilter::Any.into(), after: None, limit: 9 };
        eventually("the last message is found", async || {
            (store.search(&search).await.unwrap().sessions.len() == 1).then_some(())
        })
        .await;
    }
}

async fn rename(store: &SqliteStore, person: &Contact) {
    let mut contact = given::contact_of(store, person.id).await;
    contact.profile.name = Some("Xolotl the second".to_owned());
    let batch = Batch { put: vec![Record::Contact(contact)], ..Batch::at(given::NOW) };
    store.commit(batch).await.unwrap();
}
