//! Opening a file: what it is, whether it is ours, and bringing its schema up to date.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Result, config::DbConfig};

use crate::{OpenError, migrate};

/// How long a lock of another process is waited for.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(5);
const READERS: usize = 4;

/// The connections of a store.
pub(crate) struct Connections {
    pub(crate) writer: Arc<Mutex<Connection>>,
    pub(crate) readers: Vec<Arc<Mutex<Connection>>>,
}

/// Opens a file, which is made where it is missing.
pub(crate) fn file(path: &Path) -> Result<Connections, OpenError> {
    make(path)?;
    let of_sqlite = |error| OpenError::of_sqlite(path.to_owned(), error);
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let writer = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(of_sqlite)?;
    writer.busy_timeout(LOCK_WAIT).map_err(of_sqlite)?;
    let version = migrate::identify(&writer, path)?;
    log_ahead(&writer, path)?;
    prepare_writer(&writer).map_err(of_sqlite)?;
    if version < migrate::STEPS.len() {
        migrate::file(&writer, path, migrate::STEPS)?;
    }
    // A file that was cut off shows it here rather than at a customer's first message.
    writer
        .query_row("SELECT head FROM log_head WHERE one = 1", [], |_| Ok(()))
        .map_err(of_sqlite)?;
    let readers = (0..READERS).map(|_| {
        let reader = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        prepare_reader(&reader)?;
        Ok(Arc::new(Mutex::new(reader)))
    });
    let readers = readers.collect::<Result<_>>().map_err(of_sqlite)?;
    Ok(Connections { writer: Arc::new(Mutex::new(writer)), readers })
}

/// One connection for reader and writer, which take turns: SQLite shares no snapshots without a file.
pub(crate) fn memory() -> Result<Connections, OpenError> {
    let open = || {
        let conn = Connection::open_in_memory()?;
        prepare_writer(&conn)?;
        migrate::memory(&conn)?;
        Ok(Arc::new(Mutex::new(conn)))
    };
    let conn = open().map_err(|error| OpenError::of_sqlite(PathBuf::from(":memory:"), error))?;
    Ok(Connections { readers: vec![Arc::clone(&conn)], writer: conn })
}

/// Makes the file where it is missing, for this user alone; the files beside it take after it.
///
/// One that is there is not opened: when that were closed again, the system would take away all locks that this process
/// has on the file, and so those of another store on it.
fn make(path: &Path) -> Result<(), OpenError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path).map_err(|error| (error.kind(), error)) {
        Ok(_) | Err((io::ErrorKind::AlreadyExists, _)) => Ok(()),
        Err((io::ErrorKind::NotFound, _)) => {
            Err(OpenError::FolderMissing { folder: path.parent().unwrap_or(path).to_owned() })
        }
        Err((_, error)) => {
            Err(OpenError::Unwritable { path: path.to_owned(), source: error.into() })
        }
    }
}

fn log_ahead(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    let mode: String = conn
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        .map_err(|error| OpenError::of_sqlite(path.to_owned(), error))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(OpenError::NoWriteAheadLog { path: path.to_owned(), mode })
    }
}

/// Keeps the plan of a statement as it was prepared. Else SQLite compares each bound value with the conditions of partial
/// indexes, and prepares a statement anew at every run: a third of all that a message costs.
fn keep_plans(conn: &Connection) -> Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

fn prepare_writer(conn: &Connection) -> Result<()> {
    keep_plans(conn)?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000;",
    )
}

fn prepare_reader(conn: &Connection) -> Result<()> {
    keep_plans(conn)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.busy_timeout(LOCK_WAIT)?;
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;")
}
