//! Backups, while everybody goes on.

use std::path::{Path, PathBuf};

use chatdesk_core::BoxError;
use rusqlite::{Connection, OpenFlags, Result};

use crate::{
    OpenError,
    copy::{self, Part},
    migrate, open, purge, search,
};

/// Why there is no backup. Nothing was changed then, and no part of one is left.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is a file already.
    #[error("{} exists already; name another file, or move that one away", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is no database, or an empty one.
    #[error("{} holds nothing to back up; name the database of a server", path.display())]
    Nothing {
        /// Where there is none.
        path: PathBuf,
    },
    /// The database cannot be read.
    #[error("there is no database that could be backed up")]
    Source(#[source] OpenError),
    /// Anything else: the folder is missing or may not be written, or the disk is full.
    #[error(
        "the backup {} could not be written; there must be its folder, the right to write there, \
         and room for twice the size of the database",
        path.display()
    )]
    Failed {
        /// The backup.
        path: PathBuf,
        /// What was said.
        #[source]
        source: BoxError,
    },
}

/// Backs up a file that other processes may be writing. It is not changed, brought up to date neither.
pub(crate) fn file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let nothing = || BackupError::Nothing { path: from.to_owned() };
    if !from.exists() {
        return Err(nothing());
    }
    let of_sqlite = |error| BackupError::Source(OpenError::of_sqlite(from.to_owned(), error));
    // Whoever reads a file with a write-ahead log has to write beside it.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(from, flags).map_err(of_sqlite)?;
    conn.busy_timeout(open::LOCK_WAIT).map_err(of_sqlite)?;
    let version = migrate::identify(&conn, from).map_err(BackupError::Source)?;
    if version == 0 {
        return Err(nothing());
    }
    of(&conn, to)
}

/// Backs up what this connection sees, which is in no transaction.
pub(crate) fn of(conn: &Connection, to: &Path) -> Result<(), BackupError> {
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Exists { path: to.to_owned() });
    }
    let failed = |source| BackupError::Failed { path: to.to_owned(), source };
    let write = || -> Result<(), BoxError> {
        let all = Part::of(conn, &copy::beside(to, ".all"))?;
        // Nobody else knows this copy, and nobody needs it after a crash.
        let conn = Connection::open(&all.path)?;
        conn.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;",
        )?;
        remove_deleted(&conn)?;
        copy::copy(&conn, to)
    };
    write().map_err(failed)
}

/// What was deleted may still be in the database, for a while and out of sight; into a backup it does not get.
fn remove_deleted(conn: &Connection) -> Result<()> {
    if migrate::version(conn)? >= migrate::KNOWS_DELETED {
        purge::finish(conn)?;
    }
    search::write_anew(conn)
}
