//! The database saved, and put back. A folder's secret is neither: it is no part of a backup.

use std::{
    io::{self, Write},
    path::Path,
};

use chatdesk_store_sqlite::SqliteStore;

use crate::{config::Config, data::DataFolder, failure::Failure};

/// Writes a backup into a new file. A server may run on the folder.
///
/// # Errors
/// When the folder holds no database, or the file is there already or cannot be written.
pub(crate) fn backup(config: &Config, to: &Path) -> Result<(), Failure> {
    SqliteStore::backup_file(DataFolder::database_in(&config.server.data), to)?;
    tell(&format!("{} is complete; it holds everything but the folder's secret", to.display()))
}

/// Puts a backup in the place of the folder's database. No server may run on the folder.
///
/// # Errors
/// When a server does, or the backup is none. The database is as it was then.
pub(crate) fn restore(config: &Config, from: &Path) -> Result<(), Failure> {
    let data = DataFolder::open(&config.server.data)?;
    let kept = SqliteStore::restore(from, DataFolder::database_in(data.path()))?;
    let place = data.path().display();
    tell(&match kept {
        Some(kept) => format!("{place} is as in the backup; {} is what was there", kept.display()),
        None => format!("{place} is as in the backup"),
    })
}

fn tell(text: &str) -> Result<(), Failure> {
    writeln!(io::stderr(), "{text}").map_err(Failure::Print)
}
