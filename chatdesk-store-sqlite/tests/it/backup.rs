//! Backups while the store is at work.

use std::{fs, path::Path, sync::Arc};

use chatdesk_core::{Batch, Expect, Position, Purge, Purged, RecordId, Session, Store};
use chatdesk_store_sqlite::{BackupError, SqliteStore};
use chatdesk_testkit::{Folder, given};
use rusqlite::Connection;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_one_moment_and_writers_go_on() {
    let folder = Folder::new();
    let store = Arc::new(SqliteStore::open(folder.file("chat.db")).await.unwrap());
    let mut sessions = Vec::new();
    for _ in 0..4 {
        sessions.push(given::open_session(&*store).await);
    }
    let acknowledged = store.log(Position::ZERO, 0).await.unwrap().head;
    let mut senders = JoinSet::new();
    for session in &sessions {
        senders.spawn(send_until_aborted(Arc::clone(&store), session.clone()));
    }
    let mut heads = Vec::new();
    for number in 0..5 {
        let to = folder.file(&format!("backup-{number}.db"));
        store.backup(&to).await.unwrap();
        heads.push(assert_whole(&to, &sessions).await);
    }
    let now = store.log(Position::ZERO, 0).await.unwrap().head;
    senders.abort_all();

    assert!(heads[0] >= acknowledged && heads.is_sorted() && now >= heads[4], "{heads:?} {now}");
    assert!(now > acknowledged, "nobody wrote meanwhile");
}

async fn send_until_aborted(store: Arc<SqliteStore>, mut session: Session) {
    loop {
        session = given::said(&*store, &session, given::agent(), "still here").await;
    }
}

/// Each session has as many messages as it says, and the log an event for each; answers where it ends.
async fn assert_whole(path: &Path, sessions: &[Session]) -> Position {
    let backup = SqliteStore::open(path).await.unwrap();
    let log = backup.log(Position::ZERO, u16::MAX).await.unwrap();
    let mut n_messages = 0;
    for session in sessions {
        let view = given::view(&backup, session).await;
        let messages = given::all_messages(&backup, session).await;
        assert_eq!(view.session.last_seq.get(), messages.len() as u64);
        n_messages += messages.len();
    }
    assert_eq!(log.events.len(), sessions.len() + n_messages);
    assert_eq!(log.events.last().map(|event| event.position), Some(log.head));
    log.head
}

#[tokio::test]
async fn a_backup_is_one_private_file_that_is_all_there() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    given::open_session(&store).await;
    fs::create_dir(folder.file("backups")).unwrap();
    let to = folder.file("backups").join("chat.db");

    store.backup(&to).await.unwrap();

    let names: Vec<_> = fs::read_dir(folder.file("backups")).unwrap().flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let backup = Connection::open(&to).unwrap();
    let ask = |sql: &str| -> String { backup.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(ask("PRAGMA integrity_check"), "ok");
    assert_eq!(ask("PRAGMA journal_mode"), "delete");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn what_was_deleted_is_in_no_backup_also_before_it_is_removed() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    let session = given::open_session(&store).await;
    let session = given::said(&store, &session, given::agent(), "Quetzalcoatl").await;
    let to = folder.file("before.db");
    store.backup(&to).await.unwrap();
    assert!(n_found(&to) > 0);

    let expect = Expect { record: RecordId::Session(session.id), version: session.version };
    store.commit(Batch { delete: vec![expect], ..Batch::at(given::NOW) }).await.unwrap();
    let to = folder.file("after.db");
    store.backup(&to).await.unwrap();

    assert_eq!(n_found(&to), 0);
    let backup = SqliteStore::open(&to).await.unwrap();
    assert_eq!(backup.purge(&Purge::Deleted, 1).await.unwrap(), Purged::Done);
    // In the database itself it still is.
    assert!(n_found(&folder.file("chat.db-wal")) > 0);
}

fn n_found(path: &Path) -> usize {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).to_lowercase();
    text.matches("quetzalcoatl").count()
}

#[tokio::test]
async fn a_file_that_another_process_has_open_is_backed_up_as_it_is() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let session = given::open_session(&store).await;

    SqliteStore::backup_file(&path, folder.file("backup.db")).unwrap();

    let backup = SqliteStore::open(folder.file("backup.db")).await.unwrap();
    assert_eq!(given::view(&backup, &session).await.session, session);
    given::said(&store, &session, given::agent(), "the store goes on").await;
}

#[tokio::test]
async fn a_store_without_a_file_is_backed_up_into_one() {
    let folder = Folder::new();
    let store = SqliteStore::in_memory().await.unwrap();
    let session = given::open_session(&store).await;
    store.backup(folder.file("backup.db")).await.unwrap();
    let backup = SqliteStore::open(folder.file("backup.db")).await.unwrap();
    assert_eq!(given::view(&backup, &session).await.session, session);
}

#[tokio::test]
async fn no_file_is_overwritten() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    let to = folder.file("backup.db");
    fs::write(&to, "precious").unwrap();

    let error = store.backup(&to).await.expect_err("it was written");

    assert!(matches!(error, BackupError::Exists { .. }), "{error:?}");
    assert_eq!(fs::read(&to).unwrap(), b"precious");
}

#[tokio::test]
async fn where_there_is_nothing_to_back_up_it_is_said_so() {
    let folder = Folder::new();
    fs::write(folder.file("empty.db"), "").unwrap();
    fs::write(folder.file("diary.db"), "Dear diary, ".repeat(1_000)).unwrap();
    let to = folder.file("backup.db");
    for (name, says) in [
        ("missing.db", "holds nothing to back up"),
        ("empty.db", "holds nothing to back up"),
        ("diary.db", "no database that could be backed up"),
    ] {
        let error = SqliteStore::backup_file(folder.file(name), &to).expect_err("it was backed up");
        assert!(error.to_string().contains(says), "{name}: {error}");
        assert!(!to.exists() && !folder.file("missing.db").exists());
    }
}

#[tokio::test]
async fn a_backup_that_fails_leaves_nothing_behind() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    let missing = folder.file("missing").join("backup.db");
    let error = store.backup(&missing).await.expect_err("it was written");
    assert!(matches!(error, BackupError::Failed { .. }), "{error:?}");

    // The last step fails: something has taken the name of the file that is renamed.
    fs::create_dir(folder.file("backups")).unwrap();
    let to = folder.file("backups").join("backup.db");
    let part = folder.file("backups").join(format!("backup.db.part-{}", std::process::id()));
    fs::create_dir(&part).unwrap();
    let error = store.backup(&to).await.expect_err("it was written");
    assert!(matches!(error, BackupError::Failed { .. }), "{error:?}");
    fs::remove_dir(&part).unwrap();
    assert_eq!(fs::read_dir(folder.file("backups")).unwrap().count(), 0);
}
