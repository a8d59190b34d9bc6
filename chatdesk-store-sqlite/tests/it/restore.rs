//! Backups put back.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chatdesk_core::{Position, Search, Session, StatusFilter, Store};
use chatdesk_store_sqlite::{OpenError, RestoreError, SqliteStore};
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::Connection;

/// A closed store with one message, its backup, and a second message that came after that.
async fn stage(folder: &Folder) -> (PathBuf, PathBuf, Session) {
    let (path, backup) = (folder.file("chat.db"), folder.file("backup.db"));
    let store = SqliteStore::open(&path).await.unwrap();
    let session = given::open_session(&store).await;
    let session = given::said(&store, &session, given::agent(), "one").await;
    store.backup(&backup).await.unwrap();
    given::said(&store, &session, given::agent(), "two").await;
    (path, backup, session)
}

async fn texts(path: &Path, session: &Session) -> Vec<String> {
    let store = SqliteStore::open(path).await.unwrap();
    let messages = given::all_messages(&store, session).await;
    messages.into_iter().map(|message| message.content).collect()
}

/// All files with their bytes, but for the shared memory of open databases.
fn contents(folder: &Folder) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with("-shm"))
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn what_was_backed_up_is_there_again_and_what_was_replaced_is_kept() {
    let folder = Folder::new();
    let (path, backup, session) = stage(&folder).await;
    let before = fs::read(&backup).unwrap();

    let kept = SqliteStore::restore(&backup, &path).unwrap();

    assert_eq!(kept, Some(folder.file("chat.db.replaced")));
    assert_eq!(texts(&path, &session).await, ["one"]);
    assert_eq!(texts(&folder.file("chat.db.replaced"), &session).await, ["one", "two"]);
    assert_eq!(fs::read(&backup).unwrap(), before);
    let again = SqliteStore::restore(folder.file("chat.db.replaced"), &path).unwrap();
    assert_eq!(again, Some(folder.file("chat.db.replaced.2")));
    assert_eq!(texts(&path, &session).await, ["one", "two"]);
}

#[tokio::test]
async fn a_restored_store_has_an_epoch_of_its_own() {
    let folder = Folder::new();
    let (path, backup, _) = stage(&folder).await;
    let epoch = async |path: &Path| {
        SqliteStore::open(path).await.unwrap().log(Position::ZERO, 0).await.unwrap().epoch
    };
    let before = epoch(&path).await;
    SqliteStore::restore(&backup, &path).unwrap();
    // Its positions are given out once more, and mean something else.
    assert_ne!(epoch(&path).await, before);
}

#[tokio::test]
async fn where_nothing_is_a_backup_is_restored_too() {
    let folder = Folder::new();
    let (_, backup, session) = stage(&folder).await;
    let elsewhere = folder.file("elsewhere.db");
    assert_eq!(SqliteStore::restore(&backup, &elsewhere).unwrap(), None);
    assert_eq!(texts(&elsewhere, &session).await, ["one"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_restored_file_is_its_users_alone_and_stands_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let (path, backup, _) = stage(&folder).await;
    fs::set_permissions(&backup, fs::Permissions::from_mode(0o644)).unwrap();

    SqliteStore::restore(&backup, &path).unwrap();

    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let names: Vec<_> = contents(&folder).into_iter().map(|(path, _)| path).collect();
    assert_eq!(names, ["backup.db", "chat.db", "chat.db.replaced"].map(|name| folder.file(name)));
}

#[tokio::test]
async fn what_a_crash_left_beside_the_replaced_file_goes_along_with_it() {
    let folder = Folder::new();
    let (_, backup, session) = stage(&folder).await;
    // A file and its write-ahead log, as a process leaves them that is killed.
    let path = folder.file("killed.db");
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    let session = given::view(&store, &session).await.session;
    given::said(&store, &session, given::agent(), "three").await;
    for suffix in ["", "-wal"] {
        let name = |stem: &str| folder.file(&format!("{stem}.db{suffix}"));
        fs::copy(name("chat"), name("killed")).unwrap();
    }
    drop(store);

    SqliteStore::restore(&backup, &path).unwrap();

    assert_eq!(texts(&path, &session).await, ["one"]);
    let kept = folder.file("killed.db.replaced");
    assert_eq!(texts(&kept, &session).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_copy_made_by_hand_with_its_write_ahead_log_is_restored_whole() {
    let folder = Folder::new();
    let (path, _, session) = stage(&folder).await;
    let store = SqliteStore::open(&path).await.unwrap();
    let session = given::view(&store, &session).await.session;
    given::said(&store, &session, given::agent(), "three").await;
    for suffix in ["", "-wal"] {
        let name = |stem: &str| folder.file(&format!("{stem}.db{suffix}"));
        fs::copy(name("chat"), name("copy")).unwrap();
    }
    drop(store);

    SqliteStore::restore(folder.file("copy.db"), folder.file("new.db")).unwrap();

    assert_eq!(texts(&folder.file("new.db"), &session).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_damaged_database_is_replaced_and_kept() {
    let folder = Folder::new();
    let (path, backup, session) = stage(&folder).await;
    let mut bytes = fs::read(&path).unwrap();
    bytes[..4_096].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    fs::write(folder.file("chat.db-wal"), "of the damaged one").unwrap();

    SqliteStore::restore(&backup, &path).unwrap();

    assert!(!folder.file("chat.db-wal").exists());
    assert_eq!(texts(&path, &session).await, ["one"]);
    assert_eq!(fs::read(folder.file("chat.db.replaced")).unwrap(), bytes);
}

#[tokio::test]
async fn nothing_is_restored_under_a_running_store() {
    let folder = Folder::new();
    let (path, backup, session) = stage(&folder).await;
    let store = SqliteStore::open(&path).await.unwrap();
    // Then the store has nothing left to write by itself.
    eventually("the search has read everything", async || {
        let words = vec!["two".to_owned()];
        let search = Search { words, filter: StatusFilter::Any.into(), after: None, limit: 9 };
        (store.search(&search).await.unwrap().sessions.len() == 1).then_some(())
    })
    .await;
    let before = contents(&folder);

    let error = SqliteStore::restore(&backup, &path).expect_err("it was restored");

    assert!(matches!(error, RestoreError::InUse { .. }), "{error:?}");
    assert_eq!(contents(&folder), before);
    let session = given::view(&store, &session).await.session;
    given::said(&store, &session, given::agent(), "three").await;
    drop(store);
    SqliteStore::restore(&backup, &path).unwrap();
}

#[tokio::test]
async fn a_backup_of_the_first_schema_is_restored_and_brought_up_to_date_when_it_is_opened() {
    let folder = Folder::new();
    let backup = folder.file("backup.db");
    let file = Connection::open(&backup).unwrap();
    file.execute_batch(include_str!("../../src/migrations/0001_first.sql")).unwrap();
    file.execute_batch(include_str!("schema_1.sql")).unwrap();
    drop(file);

    SqliteStore::restore(&backup, folder.file("chat.db")).unwrap();

    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    assert_eq!(store.log(Position::ZERO, 9).await.unwrap().head, Position::new(4));
}

#[tokio::test]
async fn what_cannot_be_used_changes_nothing() {
    let folder = Folder::new();
    let (path, backup, _) = stage(&folder).await;
    let make = |name: &str, change: &dyn Fn(&Path)| {
        fs::copy(&backup, folder.file(name)).unwrap();
        change(&folder.file(name));
    };
    let sql = |path: &Path, sql: &str| Connection::open(path).unwrap().execute_batch(sql).unwrap();
    make("later.db", &|path| sql(path, "PRAGMA user_version = 9"));
    make("foreign.db", &|path| sql(path, "PRAGMA application_id = 7"));
    make("empty.db", &|path| fs::write(path, "").unwrap());
    make("text.db", &|path| fs::write(path, "Dear diary, ".repeat(1_000)).unwrap());
    make("short.db", &|path| fs::write(path, &fs::read(path).unwrap()[..20_000]).unwrap());
    make("garbled.db", &|path| {
        // One page of messages; nothing but a look at everything finds it.
        let file = Connection::open(path).unwrap();
        let page = "SELECT rootpage FROM sqlite_schema WHERE name = 'messages'";
        let page: u32 = file.query_row(page, [], |row| row.get(0)).unwrap();
        let mut bytes = fs::read(path).unwrap();
        bytes
            .chunks_mut(4_096)
            .nth(page as usize - 1)
            .into_iter()
            .flatten()
            .for_each(|byte| *byte ^= 0x55);
        fs::write(path, bytes).unwrap();
    });
    let before = contents(&folder);

    let error = |name: &str| {
        let error = SqliteStore::restore(folder.file(name), &path).expect_err(name);
        assert_eq!(contents(&folder), before, "{name}");
        error
    };
    assert!(matches!(error("later.db"), RestoreError::Unfit(OpenError::Newer { found: 9, .. })));
    assert!(matches!(error("foreign.db"), RestoreError::Unfit(OpenError::Foreign { .. })));
    assert!(matches!(error("empty.db"), RestoreError::Unfit(OpenError::Foreign { .. })));
    assert!(matches!(error("text.db"), RestoreError::Unfit(OpenError::NotADatabase { .. })));
    for name in ["short.db", "garbled.db"] {
        let error = error(name);
        let said = matches!(
            error,
            RestoreError::Damaged { .. } | RestoreError::Unfit(OpenError::NotADatabase { .. })
        );
        assert!(said, "{name}: {error:?}");
    }
    assert!(matches!(error("missing.db"), RestoreError::Unreadable { .. }));
}

#[tokio::test]
async fn a_missing_folder_is_said_so() {
    let folder = Folder::new();
    let (_, backup, _) = stage(&folder).await;
    let to = folder.file("missing").join("chat.db");
    let error = SqliteStore::restore(&backup, &to).expect_err("it was restored");
    assert!(matches!(error, RestoreError::Failed { .. }), "{error:?}");
}
