//! Files of earlier schemas.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use chatdesk_core::{
    Address, Audience, Batch, ContactId, Expect, JobState, List, Position, Purge, Purged, Record,
    RecordId, Scope, Search, SessionId, StatusFilter, Store, Timestamp, Window,
};
use chatdesk_store_sqlite::{OpenError, SqliteStore};
use chatdesk_testkit::{Folder, given};
use rusqlite::Connection;

const SCHEMA_1: &str = include_str!("../../src/migrations/0001_first.sql");
const ROWS_1: &str = include_str!("schema_1.sql");
const ROWS_7: &str = include_str!("schema_7.sql");
/// What was between the first and the one without conversations of staff.
const STEPS_TO_7: [&str; 6] = [
    include_str!("../../src/migrations/0002_removal.sql"),
    include_str!("../../src/migrations/0003_contract.sql"),
    include_str!("../../src/migrations/0004_faces.sql"),
    include_str!("../../src/migrations/0005_tickets.sql"),
    include_str!("../../src/migrations/0006_outbox.sql"),
    include_str!("../../src/migrations/0007_text_channels.sql"),
];

/// A file as the first chatdesk left it.
fn first(folder: &Folder) -> PathBuf {
    let path = folder.file("chat.db");
    let file = Connection::open(&path).unwrap();
    file.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    file.execute_batch(SCHEMA_1).unwrap();
    file.execute_batch(ROWS_1).unwrap();
    path
}

fn session() -> SessionId {
    "ses_00000000000000000000000000000501".parse().unwrap()
}

/// A file of schema 7, with one more who waits and whom nobody has read.
fn seventh(folder: &Folder) -> PathBuf {
    let path = first(folder);
    let file = Connection::open(&path).unwrap();
    STEPS_TO_7.iter().for_each(|step| file.execute_batch(step).unwrap());
    file.execute_batch(ROWS_7).unwrap();
    file.pragma_update(None, "user_version", 7).unwrap();
    path
}

/// The files that a folder holds, but for those of an open database.
fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> =
        names.filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm")).collect();
    names.sort();
    names
}

fn ask(path: &Path, sql: &str) -> i64 {
    Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_file_of_schema_1_is_read_as_it_was_written() {
    let folder = Folder::new();
    let store = SqliteStore::open(first(&folder)).await.unwrap();

    let address: Address = "42".parse().unwrap();
    let contact = store.load(&Scope::Address(address), &[]).await.unwrap().contact.unwrap();
    assert_eq!(contact.profile.name.as_deref(), Some("Ada"));
    let thread = store.thread(session(), &Window::Newest { limit: 9 }).await.unwrap();
    let thread = thread.value.unwrap();
    let texts: Vec<_> = thread.messages.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(texts, ["Where is my marmalade?", "On its way"]);
    assert_eq!((thread.view.desk_read.seen, thread.view.session.last_seq.get()), (1, 2));
    let log = store.log(Position::ZERO, 9).await.unwrap();
    assert_eq!((log.epoch, log.head.get(), log.events.len()), (77, 4, 4));
    let job = given::claim(&store, given::NOW, Duration::from_secs(1), 9).await.remove(0).job;
    assert_eq!((job.task.as_str(), job.contact), ("look", None));
    for (status, n) in [(StatusFilter::Any, 1), (StatusFilter::Ended, 1), (StatusFilter::Open, 0)] {
        let list = List::Inbox { filter: status.into(), after: None, limit: 9 };
        assert_eq!(store.count(&list, 99).await.unwrap(), n, "{status:?}");
        assert_eq!(store.list(&list).await.unwrap().value.sessions.len(), n as usize);
    }
    let contacts = List::Contacts { words: Vec::new(), after: None, limit: 9 };
    assert_eq!(store.count(&contacts, 99).await.unwrap(), 1);
}

#[tokio::test]
async fn who_carries_a_job_is_read_out_of_what_it_said_before() {
    let folder = Folder::new();
    let path = first(&folder);
    let task = format!("tell {} 7 the shop's bell", session());
    Connection::open(&path)
        .unwrap()
        .execute("INSERT INTO jobs (key, front, due, task) VALUES ('tell', 1, 3000, ?1)", [task])
        .unwrap();

    let store = SqliteStore::open(path).await.unwrap();

    let list = List::Jobs { state: JobState::Waiting, after: None, limit: 9 };
    let jobs = store.list(&list).await.unwrap().value.jobs;
    let told = (jobs.len(), jobs[0].job.notifier.as_deref(), jobs[0].made_at.as_micros());
    assert_eq!(told, (1, Some("the shop's bell"), 3_000));
}

#[tokio::test]
async fn a_file_of_schema_1_can_do_what_schema_2_is_for() {
    let folder = Folder::new();
    let store = SqliteStore::open(first(&folder)).await.unwrap();
    let ended = List::Ended { before: Timestamp::from_micros(5_001), limit: 9 };
    let view = store.list(&ended).await.unwrap().value.sessions.remove(0);

    let mut batch = Batch::at(given::NOW);
    let early = Timestamp::from_micros(1);
    batch.events.push(chatdesk_core::NewEvent {
        at: early,
        ..given::event(&view.session, chatdesk_core::EventKind::SessionsRemoved)
    });
    batch
        .delete
        .push(Expect { record: RecordId::Session(session()), version: view.session.version });
    store.commit(batch).await.unwrap();

    let words = vec!["marmalade".to_owned()];
    let search = Search { words, filter: StatusFilter::Any.into(), after: None, limit: 9 };
    assert_eq!(store.search(&search).await.unwrap().sessions, []);
    assert!(store.changed(view.contact.id, Position::new(4), 99).await.unwrap().value.more);
    let log = store.log(Position::new(4), 9).await.unwrap();
    assert_eq!(log.events[0].fact.at, Timestamp::from_micros(5_000), "time went back");
    assert_eq!(store.purge(&Purge::Deleted, 500).await.unwrap(), Purged::Done);
    assert_eq!(ask(&folder.file("chat.db"), "SELECT count(*) FROM messages"), 0);
}

#[tokio::test]
async fn a_copy_of_the_file_as_it_was_is_kept() {
    let folder = Folder::new();
    let path = first(&folder);

    drop(SqliteStore::open(&path).await.unwrap());

    assert_eq!(names(&folder), ["chat.db", "chat.db.before-8"]);
    let copy = folder.file("chat.db.before-8");
    assert_eq!(ask(&path, "PRAGMA user_version"), 8);
    assert_eq!(ask(&copy, "PRAGMA user_version"), 1);
    assert_eq!(ask(&copy, "PRAGMA application_id"), 1_667_527_531);
    assert_eq!(ask(&copy, "SELECT count(*) FROM messages"), 2);
    assert_eq!(
        ask(&copy, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
        1
    );
    // It is a store itself.
    let store = SqliteStore::open(&copy).await.unwrap();
    assert_eq!(store.log(Position::ZERO, 9).await.unwrap().epoch, 77);
}

#[cfg(unix)]
#[tokio::test]
async fn the_copy_is_its_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    drop(SqliteStore::open(first(&folder)).await.unwrap());
    let mode = fs::metadata(folder.file("chat.db.before-8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_new_file_an_empty_one_and_one_that_is_up_to_date_make_no_copy() {
    let folder = Folder::new();
    fs::write(folder.file("empty.db"), "").unwrap();
    for name in ["new.db", "empty.db", "new.db"] {
        drop(SqliteStore::open(folder.file(name)).await.unwrap());
    }
    assert_eq!(names(&folder), ["empty.db", "new.db"]);
}

#[tokio::test]
async fn an_earlier_copy_is_not_overwritten() {
    let folder = Folder::new();
    let path = first(&folder);
    fs::write(folder.file("chat.db.before-8"), "of an earlier try").unwrap();

    drop(SqliteStore::open(&path).await.unwrap());

    assert_eq!(names(&folder), ["chat.db", "chat.db.before-8", "chat.db.before-8.2"]);
    assert_eq!(fs::read(folder.file("chat.db.before-8")).unwrap(), b"of an earlier try");
    assert_eq!(ask(&folder.file("chat.db.before-8.2"), "SELECT count(*) FROM messages"), 2);
}

#[tokio::test]
async fn without_a_copy_nothing_is_brought_up_to_date() {
    let folder = Folder::new();
    let path = first(&folder);
    let part = folder.file(&format!("chat.db.before-8.part-{}", std::process::id()));
    fs::create_dir(&part).unwrap();

    let error = SqliteStore::open(&path).await.expect_err("it was opened");

    assert!(matches!(error, OpenError::NoCopy { .. }), "{error:?}");
    assert_eq!(ask(&path, "PRAGMA user_version"), 1);
    fs::remove_dir(&part).unwrap();
    SqliteStore::open(&path).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_that_open_a_file_of_schema_1_at_once_migrate_it_once() {
    for _ in 0..10 {
        let folder = Folder::new();
        let path = first(&folder);

        let (one, other) = tokio::join!(
            tokio::spawn(SqliteStore::open(path.clone())),
            tokio::spawn(SqliteStore::open(path.clone()))
        );

        let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
        assert_eq!(names(&folder), ["chat.db", "chat.db.before-8"]);
        for store in [one, other] {
            given::open_session(&store).await;
        }
    }
}

#[tokio::test]
async fn a_file_of_schema_7_keeps_its_counts_and_counts_on() {
    let folder = Folder::new();
    let store = SqliteStore::open(seventh(&folder)).await.unwrap();
    // People, all sessions, those who wait, those that ended, and what nobody has read.
    assert_eq!(counts(&store).await, [2, 2, 1, 1, 1]);

    let session = given::open_session(&store).await;
    let session = given::said(&store, &session, given::customer(&session), "Hello").await;
    assert_eq!(counts(&store).await, [3, 3, 2, 1, 2]);
    // The desk itself is nobody, and what it says to itself is no customer's.
    let desk = given::stored_desk(&store).await;
    let panel = given::stored_panel(&store, &given::panel(&desk, &["a", "b"])).await;
    let panel = given::panel_said(&store, &panel, "a", "Lunch?").await;
    assert_eq!(counts(&store).await, [3, 3, 2, 1, 2]);
    let of_a = List::Panel { member: "a".to_owned(), words: vec![], after: None, limit: 9 };
    let views = store.list(&of_a).await.unwrap().value.sessions;
    assert!(views.into_iter().map(|view| view.session).eq([panel.clone()]));
    let audience = async |after| store.log(after, 1).await.unwrap().events[0].fact.audience;
    let first: ContactId = "con_00000000000000000000000000000c01".parse().unwrap();
    assert_eq!(audience(Position::ZERO).await, Audience::Customer(first));
    let before = Position::new(panel.changed.get() - 1);
    assert_eq!(audience(before).await, Audience::Members(panel.id));

    store
        .commit(given::delete_batch([Record::Session(session), Record::Session(panel)]))
        .await
        .unwrap();
    store.commit(given::delete_batch([Record::Contact(desk)])).await.unwrap();
    assert_eq!(counts(&store).await, [3, 2, 1, 1, 1]);
}

async fn counts(store: &SqliteStore) -> [u64; 5] {
    let inbox = |status: StatusFilter| List::Inbox { filter: status.into(), after: None, limit: 9 };
    let lists = [
        List::Contacts { words: Vec::new(), after: None, limit: 9 },
        inbox(StatusFilter::Any),
        inbox(StatusFilter::Waiting),
        inbox(StatusFilter::Ended),
    ];
    let mut counts = [0; 5];
    for (count, list) in counts.iter_mut().zip(&lists) {
        *count = store.count(list, 99).await.unwrap().into();
        let page = store.list(list).await.unwrap().value;
        assert_eq!((page.sessions.len() + page.contacts.len()) as u64, *count, "{list:?}");
    }
    counts[4] = store.load(&Scope::Desk, &[]).await.unwrap().unread;
    counts
}
