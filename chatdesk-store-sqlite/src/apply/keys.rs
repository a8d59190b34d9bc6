//! Keys released and claimed.

use chatdesk_core::{Batch, Timestamp};
use rusqlite::{Connection, Result, params};

pub(super) fn write(conn: &Connection, batch: &Batch) -> Result<()> {
    for release in &batch.release {
        // That nobody else owns it was checked.
        conn.prepare_cached("DELETE FROM keys WHERE key = ?1")?.execute([release.key.as_str()])?;
    }
    for claim in &batch.claim {
        // Whom it replaces was checked: nobody, or somebody whose time has passed.
        conn.prepare_cached("INSERT OR REPLACE INTO keys (key, owner, until) VALUES (?1, ?2, ?3)")?
            .execute(params![
                claim.key.as_str(),
                claim.owner.to_string(),
                claim.until.map(Timestamp::as_micros),
            ])?;
    }
    Ok(())
}
