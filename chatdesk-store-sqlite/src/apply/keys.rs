//! Keys released and claimed.

use chatdesk_core::{Claim, Release, Timestamp};
use rusqlite::{Connection, Result, params};

pub(super) fn release(conn: &Connection, releases: &[Release]) -> Result<()> {
    for release in releases {
        // That nobody else owns it was checked.
        conn.prepare_cached("DELETE FROM keys WHERE key = ?1")?.execute([release.key.as_str()])?;
    }
    Ok(())
}

pub(super) fn claim(conn: &Connection, claims: &[Claim]) -> Result<()> {
    for claim in claims {
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
