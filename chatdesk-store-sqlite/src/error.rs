//! What goes wrong.

use std::{path::PathBuf, sync::Arc};

use chatdesk_core::{BoxError, StoreError};
use rusqlite::{Error, ErrorCode};

/// Why a file could not be opened as a store. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder that the file is to stand in is not there.
    #[error("the folder {} does not exist; create it or name another", folder.display())]
    FolderMissing {
        /// The folder.
        folder: PathBuf,
    },
    /// The file, or its folder, may not be read and written.
    #[error(
        "{} cannot be opened for writing; give this user the right to write it and its folder, or \
         name another",
        path.display()
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: BoxError,
    },
    /// The file is no SQLite database, or a damaged one.
    #[error(
        "{} is not a readable SQLite database; it is damaged or something else: restore a backup, \
         or name another file",
        path.display()
    )]
    NotADatabase {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: BoxError,
    },
    /// The file is the database of another application.
    #[error(
        "{} is the database of another application and was left as it is; name another file",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a later chatdesk.
    #[error(
        "{} has schema version {found}, and this chatdesk knows versions up to {known}; run the \
         chatdesk that wrote it, or a later one",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema's version.
        found: u32,
        /// The last version that is known.
        known: u32,
    },
    /// Another process holds the file for itself.
    #[error("{} is locked by another process; stop that process or name another file", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: BoxError,
    },
    /// The file system cannot share memory between processes, which a write-ahead log needs.
    #[error(
        "{} stands where no write-ahead log is possible (journal mode {mode}); put it on a local disk",
        path.display()
    )]
    NoWriteAheadLog {
        /// The file.
        path: PathBuf,
        /// The journal mode that was possible.
        mode: String,
    },
    /// No copy could be kept of a file that a later version is to bring up to date.
    #[error(
        "{} could not be written, the copy that is kept of the database before it is brought up to          date; make room for it, or give this user the right to write there",
        path.display()
    )]
    NoCopy {
        /// The copy.
        path: PathBuf,
        /// What was said.
        #[source]
        source: BoxError,
    },
    /// Anything else.
    #[error("{} could not be opened", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What was said.
        #[source]
        source: BoxError,
    },
}

impl OpenError {
    /// What an error of SQLite means while `path` is opened.
    pub(crate) fn of_sqlite(path: PathBuf, error: Error) -> Self {
        let code = error.sqlite_error_code();
        let source = error.into();
        match code {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::NotADatabase { path, source }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked { path, source }
            }
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::Unwritable { path, source }
            }
            _ => Self::Failed { path, source },
        }
    }
}

/// The only place that says what an error of SQLite means to a caller.
pub(crate) fn store_error(error: Error) -> StoreError {
    if is_passing(&error) {
        StoreError::Unavailable(error.into())
    } else {
        StoreError::Backend(error.into())
    }
}

/// Whether trying again later can help.
fn is_passing(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DiskFull
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
        )
    )
}

/// One error told to each of a group.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct SharedError(Arc<Error>);

impl SharedError {
    pub(crate) fn new(error: Error) -> Self {
        Self(Arc::new(error))
    }

    pub(crate) fn store_error(&self) -> StoreError {
        if is_passing(&self.0) {
            self.unavailable()
        } else {
            StoreError::Backend(Box::new(self.clone()))
        }
    }

    pub(crate) fn unavailable(&self) -> StoreError {
        StoreError::Unavailable(Box::new(self.clone()))
    }
}
