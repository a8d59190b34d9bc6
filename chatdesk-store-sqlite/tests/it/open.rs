//! Which files are opened, and what is said about the others.

use std::{error::Error, fs, path::Path};

use chatdesk_core::{Position, Store};
use chatdesk_store_sqlite::{OpenError, SqliteStore};
use chatdesk_testkit::{Folder, given};
use rusqlite::Connection;

/// Opens a file that must not be opened; answers the error and its text with all causes.
async fn refused(path: &Path) -> (OpenError, String) {
    let error = SqliteStore::open(path).await.expect_err("it was opened");
    let mut text = error.to_string();
    assert!(text.contains(&path.display().to_string()), "{text}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    (error, text)
}

#[tokio::test]
async fn a_new_file_is_made_for_its_user_alone() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open(&path).await.unwrap();
    given::open_session(&store).await;
    for name in ["chat.db", "chat.db-wal", "chat.db-shm"] {
        assert_private(&folder.file(name));
    }
}

#[cfg(unix)]
#[track_caller]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{}: {mode:o}", path.display());
}

#[cfg(not(unix))]
#[track_caller]
fn assert_private(path: &Path) {
    assert!(path.exists());
}

#[tokio::test]
async fn the_file_says_whose_it_is_and_is_written_ahead() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    drop(SqliteStore::open(&path).await.unwrap());

    let file = Connection::open(&path).unwrap();
    let pragma = |name: &str| -> String {
        file.pragma_query_value(None, name, |row| row.get_ref(0).map(|value| format!("{value:?}")))
            .unwrap()
    };
    assert_eq!(pragma("application_id"), "Integer(1667527531)");
    assert_eq!(pragma("user_version"), "Integer(8)");
    assert_eq!(pragma("journal_mode"), "Text([119, 97, 108])");
    assert_eq!(pragma("integrity_check"), "Text([111, 107])");
}

#[tokio::test]
async fn each_new_store_has_an_epoch_of_its_own() {
    let folder = Folder::new();
    let mut epochs = Vec::new();
    for name in ["a.db", "b.db"] {
        let store = SqliteStore::open(folder.file(name)).await.unwrap();
        epochs.push(store.log(Position::ZERO, 0).await.unwrap().epoch);
    }
    assert_ne!(epochs[0], epochs[1]);
}

#[tokio::test]
async fn an_empty_file_becomes_a_store() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    fs::write(&path, "").unwrap();
    given::open_session(&SqliteStore::open(&path).await.unwrap()).await;
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let folder = Folder::new();
    let missing = folder.file("missing");
    let error = SqliteStore::open(missing.join("chat.db")).await.expect_err("it was opened");
    assert!(matches!(error, OpenError::FolderMissing { folder } if folder == missing));
    assert!(!missing.exists());
}

#[tokio::test]
async fn a_folder_or_a_path_below_a_file_is_no_place() {
    let folder = Folder::new();
    let (error, text) = refused(folder.path()).await;
    assert!(matches!(error, OpenError::Unwritable { .. }), "{text}");

    let file = folder.file("file");
    fs::write(&file, "").unwrap();
    let (error, text) = refused(&file.join("chat.db")).await;
    assert!(matches!(error, OpenError::Unwritable { .. }), "{text}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_nobody_may_write_is_said_so() {
    // Even the superuser may not make files there.
    let (error, text) = refused(Path::new("/sys/kernel/chat.db")).await;
    assert!(matches!(error, OpenError::Unwritable { .. }), "{text}");
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let text = "Dear diary, ".repeat(1_000);
    fs::write(&path, &text).unwrap();

    let (error, said) = refused(&path).await;

    assert!(matches!(error, OpenError::NotADatabase { .. }), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_damaged_store_is_refused() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    given::open_session(&SqliteStore::open(&path).await.unwrap()).await;
    let whole = fs::read(&path).unwrap();
    for kept in [50, 1_000, 4_096, 20_000] {
        fs::write(&path, &whole[..kept]).unwrap();
        let (error, said) = refused(&path).await;
        assert!(matches!(error, OpenError::NotADatabase { .. }), "{kept} bytes: {said}");
    }
    let mut garbled = whole.clone();
    garbled[100..4_096].fill(0xff);
    fs::write(&path, &garbled).unwrap();
    let (error, said) = refused(&path).await;
    assert!(matches!(error, OpenError::NotADatabase { .. }), "{said}");

    fs::write(&path, whole).unwrap();
    SqliteStore::open(&path).await.unwrap();
}

#[tokio::test]
async fn another_applications_database_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    for (name, sql) in [
        ("tables.db", "CREATE TABLE notes (text TEXT)"),
        ("version.db", "PRAGMA user_version = 3; VACUUM"),
        ("id.db", "PRAGMA application_id = 7; VACUUM"),
        ("id and version.db", "PRAGMA application_id = 7; PRAGMA user_version = 1; VACUUM"),
    ] {
        let path = folder.file(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let before = fs::read(&path).unwrap();

        let (error, said) = refused(&path).await;

        assert!(matches!(error, OpenError::Foreign { .. }), "{name}: {said}");
        assert_eq!(fs::read(&path).unwrap(), before, "{name}");
        assert!(!folder.file(&format!("{name}-wal")).exists());
    }
}

#[tokio::test]
async fn a_store_of_a_later_version_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    drop(SqliteStore::open(&path).await.unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let before = fs::read(&path).unwrap();

    let (error, said) = refused(&path).await;

    assert!(matches!(error, OpenError::Newer { found: 9, known: 8, .. }), "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_locked_file_is_said_so() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    drop(SqliteStore::open(&path).await.unwrap());
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();

    let (error, said) = refused(&path).await;

    assert!(matches!(error, OpenError::Locked { .. }), "{said}");
}
