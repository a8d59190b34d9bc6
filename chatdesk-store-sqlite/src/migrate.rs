//! The schema: what a file has of it, and bringing it up to date.

use std::path::Path;

use chatdesk_core::BoxError;
use rusqlite::{Connection, OpenFlags, Result};

use crate::{OpenError, copy, group};

/// `cdsk`: what tells our files from others'.
const APPLICATION: i64 = 0x6364_736b;
/// The schema, step by step; the number of steps done is the file's `user_version`.
pub(crate) const STEPS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_removal.sql"),
    include_str!("migrations/0003_contract.sql"),
    include_str!("migrations/0004_faces.sql"),
    include_str!("migrations/0005_tickets.sql"),
    include_str!("migrations/0006_outbox.sql"),
    include_str!("migrations/0007_text_channels.sql"),
    include_str!("migrations/0008_panel.sql"),
];
/// From this version on a file knows what was deleted and is still to be removed.
pub(crate) const KNOWS_DELETED: usize = 2;

/// Answers the schema's version of a file that is ours, or 0 for an empty one. Nothing is written.
pub(crate) fn identify(conn: &Connection, path: &Path) -> Result<usize, OpenError> {
    let (application, version, n_tables) =
        header(conn).map_err(|error| OpenError::of_sqlite(path.to_owned(), error))?;
    let is_empty = application == 0 && version == 0 && n_tables == 0;
    if !is_empty && application != APPLICATION {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    match usize::try_from(version) {
        Ok(version) if version <= STEPS.len() => Ok(version),
        _ => Err(OpenError::Newer {
            path: path.to_owned(),
            found: u32::try_from(version).unwrap_or(u32::MAX),
            known: u32::try_from(STEPS.len()).unwrap_or(u32::MAX),
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

/// How many steps the file has taken.
pub(crate) fn version(conn: &Connection) -> Result<usize> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// Takes the steps that a file lacks, all or none; before the first, a copy of the file is kept beside it.
pub(crate) fn file(conn: &Connection, path: &Path, steps: &[&str]) -> Result<(), OpenError> {
    let of_sqlite = |error| OpenError::of_sqlite(path.to_owned(), error);
    group::begin(conn).map_err(of_sqlite)?;
    // Asked again inside: another process may have been faster.
    let outcome = version(conn).map_err(of_sqlite).and_then(|done| {
        if (1..steps.len()).contains(&done) {
            keep_copy(path, steps.len())?;
        }
        take(conn, done, steps).and_then(|()| group::execute(conn, "COMMIT")).map_err(of_sqlite)
    });
    if outcome.is_err() {
        group::rollback(conn);
    }
    outcome
}

/// The same for a database without a file.
pub(crate) fn memory(conn: &Connection) -> Result<()> {
    group::transact_alone(conn, |conn| take(conn, 0, STEPS))
}

fn take(conn: &Connection, done: usize, steps: &[&str]) -> Result<()> {
    for step in steps.iter().skip(done) {
        conn.execute_batch(step)?;
    }
    conn.pragma_update(None, "application_id", APPLICATION)?;
    conn.pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap_or(i64::MAX))
}

/// Copies the file as it is before the steps. Whoever calls holds the lock for writing, so nobody changes it meanwhile.
fn keep_copy(path: &Path, version: usize) -> Result<(), OpenError> {
    let to = copy::free_name(path, &format!(".before-{version}"));
    let write = || -> Result<(), BoxError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        copy::copy(&conn, &to)
    };
    write().map_err(|source| OpenError::NoCopy { path: to.clone(), source })?;
    tracing::info!(
        copy = %to.display(),
        "the database is brought up to schema version {version}; this copy of it as it was is kept"
    );
    Ok(())
}
