//! A backup put in the place of a database.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use chatdesk_core::BoxError;
use rusqlite::{Connection, ErrorCode, OpenFlags, Result};

use crate::{
    OpenError,
    copy::{self, Part, beside},
    migrate,
};

/// What may stand beside a database and belongs to it.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// How long a server that is about to end is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why nothing was restored. What was there stayed as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The backup is not there, or cannot be read.
    #[error("the backup {} cannot be read; name one that this user may read", path.display())]
    Unreadable {
        /// The backup.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The backup is a file of something else, or of a later chatdesk.
    #[error("the backup cannot be used; nothing was changed")]
    Unfit(#[source] OpenError),
    /// The backup is one of ours, and damaged.
    #[error("the backup {} is damaged, nothing was changed; use another one", path.display())]
    Damaged {
        /// The backup.
        path: PathBuf,
        /// What the check found.
        #[source]
        source: BoxError,
    },
    /// A server runs on the database.
    #[error("{} is in use; stop the server that runs on it, and try again", path.display())]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// Anything else: the folder is missing or may not be written, or the disk is full.
    #[error(
        "{} could not be restored; there must be its folder, the right to write there, and room \
         for one more database",
        path.display()
    )]
    Failed {
        /// The database.
        path: PathBuf,
        /// What was said.
        #[source]
        source: BoxError,
    },
}

/// Puts the backup `from` in the place of `to`. Answers under which name the replaced database is kept, if there was one.
pub(crate) fn restore(from: &Path, to: &Path) -> Result<Option<PathBuf>, RestoreError> {
    let failed = |source: BoxError| RestoreError::Failed { path: to.to_owned(), source };
    // What is checked is the copy, so that what is put in place is what was checked.
    let copy = take_copy(from, to)?;
    check(&copy.path, from)?;
    let lock = lock(to)?;
    let kept = if to.exists() { Some(keep(to).map_err(|e| failed(e.into()))?) } else { None };
    if let (Some(kept), None) = (&kept, &lock) {
        take_along(to, kept).map_err(|error| failed(error.into()))?;
    }
    copy.keep_as(to).map_err(|error| failed(error.into()))?;
    drop(lock);
    Ok(kept)
}

fn take_copy(from: &Path, to: &Path) -> Result<Part, RestoreError> {
    let unreadable = |source| RestoreError::Unreadable { path: from.to_owned(), source };
    let failed =
        |source: io::Error| RestoreError::Failed { path: to.to_owned(), source: source.into() };
    let mut backup = fs::File::open(from).map_err(unreadable)?;
    if backup.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let copy = Part::make(to).map_err(failed)?;
    let mut file = fs::OpenOptions::new().write(true).open(&copy.path).map_err(failed)?;
    io::copy(&mut backup, &mut file).map_err(failed)?;
    // The copy of a running server's file, as some make it by hand, holds what stands beside it, too.
    let log = beside(from, "-wal");
    if log.exists() {
        fs::copy(&log, beside(&copy.path, "-wal")).map_err(failed)?;
    }
    Ok(copy)
}

/// Checks a copy of `from`, and makes it a database that never was before.
fn check(copy: &Path, from: &Path) -> Result<(), RestoreError> {
    let damaged = |source| RestoreError::Damaged { path: from.to_owned(), source };
    let unfit = |error| RestoreError::Unfit(OpenError::of_sqlite(from.to_owned(), error));
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(copy, flags).map_err(unfit)?;
    if migrate::identify(&conn, from).map_err(RestoreError::Unfit)? == 0 {
        return Err(RestoreError::Unfit(OpenError::Foreign { path: from.to_owned() }));
    }
    let found: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| damaged(error.into()))?;
    if found != "ok" {
        return Err(damaged(found.into()));
    }
    renew(&conn).map_err(|error| damaged(error.into()))
}

/// One file, and an epoch of its own: the positions after the backup were given out once, and mean something else now.
fn renew(conn: &Connection) -> Result<()> {
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")?;
    conn.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    conn.execute("UPDATE log_head SET epoch = random() & 0x7fffffffffffffff WHERE one = 1", [])
        .map(drop)
}

/// Takes the database for ourselves, and what stands beside it into it. `None` when there is none, or a broken one.
fn lock(to: &Path) -> Result<Option<Connection>, RestoreError> {
    if !to.exists() {
        return Ok(None);
    }
    let lock = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(to, flags)?;
        conn.busy_timeout(PATIENCE)?;
        // Who has a database with a write-ahead log open holds a lock on it all the time; this one excludes it.
        conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
        conn.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        // From one lock into the other without letting go: under the first a journal would stay.
        conn.execute_batch("PRAGMA locking_mode = NORMAL; BEGIN EXCLUSIVE;")?;
        Ok(conn)
    };
    match lock() {
        Ok(conn) => Ok(Some(conn)),
        Err(error) => match rusqlite::Error::sqlite_error_code(&error) {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Err(RestoreError::InUse { path: to.to_owned() })
            }
            // That it is broken is why somebody restores.
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Ok(None),
            _ => Err(RestoreError::Failed { path: to.to_owned(), source: error.into() }),
        },
    }
}

/// Gives the database a second name, under which it stays.
fn keep(to: &Path) -> io::Result<PathBuf> {
    let kept = copy::free_name(to, ".replaced");
    fs::hard_link(to, &kept).or_else(|_| fs::copy(to, &kept).map(drop))?;
    copy::sync_folder(to)?;
    Ok(kept)
}

/// What stands beside a broken database goes along: beside the restored one it would be taken for part of that.
fn take_along(to: &Path, kept: &Path) -> io::Result<()> {
    for companion in COMPANIONS {
        match fs::rename(beside(to, companion), beside(kept, companion)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    copy::sync_folder(to)
}
