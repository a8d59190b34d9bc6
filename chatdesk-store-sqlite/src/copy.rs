//! Complete copies of a database, in files of their own.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use chatdesk_core::BoxError;
use rusqlite::Connection;

/// Writes what `conn` sees into a new file, for this user alone. It has its name only once it is whole and on disk.
pub(crate) fn copy(conn: &Connection, to: &Path) -> Result<(), BoxError> {
    let part = Part::of(conn, to)?;
    Ok(part.keep_as(to)?)
}

/// A path with something put behind its last name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A path with `suffix` behind it, and a number behind that where earlier files have the name.
pub(crate) fn free_name(path: &Path, suffix: &str) -> PathBuf {
    let mut name = beside(path, suffix);
    let mut number = 1;
    while name.symlink_metadata().is_ok() {
        number += 1;
        name = beside(path, &format!("{suffix}.{number}"));
    }
    name
}

/// A file that is being written. Dropped, it is removed.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) path: PathBuf,
}

impl Part {
    /// Makes an empty file beside the one that it is to become, for this user alone.
    pub(crate) fn make(to: &Path) -> io::Result<Self> {
        let path = beside(to, &format!(".part-{}", std::process::id()));
        // Of a process that was killed in the middle; two of one process would not agree otherwise either.
        remove_if_there(&path)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?;
        Ok(Self { path })
    }

    /// Makes it a copy of what `conn` sees, with nothing in it that was deleted.
    pub(crate) fn of(conn: &Connection, to: &Path) -> Result<Self, BoxError> {
        let part = Self::make(to)?;
        let text = part.path.to_str().ok_or("the path is not UTF-8")?;
        conn.execute("VACUUM INTO ?1", [text])?;
        Ok(part)
    }

    /// Gives it its name once it is on disk; a file that has the name is replaced.
    pub(crate) fn keep_as(self, to: &Path) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, to)?;
        sync_folder(to)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            if let Err(error) = remove_if_there(&beside(&self.path, suffix)) {
                tracing::warn!(%error, path = %self.path.display(), "a partial copy stays");
            }
        }
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the names in a file's folder survive a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Elsewhere folders cannot be opened, and need not be.
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}
