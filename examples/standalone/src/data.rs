//! The folder in which everything is kept.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use chatdesk_store_sqlite::{OpenError, SqliteStore};

/// A folder that exists and can be written in.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
}

/// Why a folder cannot hold the data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// It does not exist and cannot be made.
    #[error(
        "the data folder {} cannot be made; make it yourself, or choose another with --data",
        path.display()
    )]
    Make {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else has its name.
    #[error("{} is not a folder; choose another data folder with --data", path.display())]
    NotAFolder {
        /// What is there.
        path: PathBuf,
    },
    /// It exists, and nothing can be written there.
    #[error(
        "nothing can be written in the data folder {}; give this user the right to write there \
         and free some space, or choose another folder with --data",
        path.display()
    )]
    Write {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database in it cannot be used.
    #[error(
        "the database cannot be used; put a backup in its place, or choose another folder with \
         --data"
    )]
    Database(#[source] OpenError),
}

impl DataFolder {
    /// Makes the folder where it is missing, for its owner alone, and tries to write in it.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub(crate) fn open(path: &Path) -> Result<Self, DataError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(DataError::NotAFolder { path: path.to_owned() }),
            Err(_) => {
                make(path).map_err(|source| DataError::Make { path: path.to_owned(), source })?;
            }
        }
        try_to_write(path).map_err(|source| DataError::Write { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned() })
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file of the folder's own secret.
    pub(crate) fn secret(&self) -> PathBuf {
        self.path.join("secret")
    }

    /// Opens the database, which is made where it is missing.
    ///
    /// # Errors
    /// When it is broken, somebody else's, or cannot be written.
    pub(crate) async fn store(&self) -> Result<SqliteStore, DataError> {
        SqliteStore::open(Self::database_in(&self.path)).await.map_err(DataError::Database)
    }

    /// The file of the database in a folder, which need not be there.
    pub(crate) fn database_in(folder: &Path) -> PathBuf {
        folder.join("chatdesk.db")
    }
}

fn make(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Found out now and said plainly, rather than by the database in the middle of something.
fn try_to_write(path: &Path) -> io::Result<()> {
    let probe = path.join(format!(".probe-{}", std::process::id()));
    OpenOptions::new().write(true).create(true).truncate(true).open(&probe)?;
    fs::remove_file(&probe)
}
