//! Opening a file: what it is, whether it is ours, and bringing its schema up to date.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Result, config::DbConfig};

use crate::{OpenError, group};

/// `cdsk`: what tells our files from others'.
const APPLICATION: i64 = 0x6364_736b;
/// The schema, step by step; the number of steps done is the file's `user_version`.
const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_first.sql"), include_str!("migrations/0002_removal.sql")];
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
    let version = identify(&writer, path)?;
    log_ahead(&writer, path)?;
    prepare_writer(&writer).map_err(of_sqlite)?;
    if version < MIGRATIONS.len() {
        migrate(&writer).map_err(of_sqlite)?;
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
        migrate(&conn)?;
        Ok(Arc::new(Mutex::new(conn)))
    };
    let conn = open().map_err(|error| OpenError::of_sqlite(PathBuf::from(":memory:"), error))?;
    Ok(Connections { readers: vec![Arc::clone(&conn)], writer: conn })
}

/// Makes the file where it is missing, for this user alone; the files beside it take after it.
fn make(path: &Path) -> Result<(), OpenError> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(OpenError::FolderMissing { folder: path.parent().unwrap_or(path).to_owned() })
        }
        Err(error) => Err(OpenError::Unwritable { path: path.to_owned(), source: error.into() }),
    }
}

/// Answers the schema's version of a file that is ours or empty. Nothing is written.
fn identify(conn: &Connection, path: &Path) -> Result<usize, OpenError> {
    let (application, version, n_tables) =
        header(conn).map_err(|error| OpenError::of_sqlite(path.to_owned(), error))?;
    let is_empty = application == 0 && version == 0 && n_tables == 0;
    if !is_empty && application != APPLICATION {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    match usize::try_from(version) {
        Ok(version) if version <= MIGRATIONS.len() => Ok(version),
        _ => Err(OpenError::Newer {
            path: path.to_owned(),
            found: u32::try_from(version).unwrap_or(u32::MAX),
            known: u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX),
        }),
    }
}

fn header(conn: &Connection) -> Result<(i64, i64, i64)> {
    Ok((
        conn.pragma_query_value(None, "application_id", |row| row.get(0))?,
        conn.pragma_query_value(None, "user_version", |row| row.get(0))?,
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
    ))
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

/// Takes the steps that the file lacks, all or none.
fn migrate(conn: &Connection) -> Result<()> {
    group::transact_alone(conn, take_steps)
}

fn take_steps(conn: &Connection) -> Result<()> {
    // Asked again inside: another process may have been faster.
    let done: usize = conn.pragma_query_value(None, "user_version", |row| {
        row.get::<_, i64>(0).map(|version| usize::try_from(version).unwrap_or(usize::MAX))
    })?;
    for step in MIGRATIONS.iter().skip(done) {
        conn.execute_batch(step)?;
    }
    conn.pragma_update(None, "application_id", APPLICATION)?;
    conn.pragma_update(None, "user_version", i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX))
}
