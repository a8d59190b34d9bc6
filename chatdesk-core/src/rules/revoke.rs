//! An administrator declares worthless whatever tokens somebody was given until now.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Decision, access};
use crate::{
    Actor, Address, Audience, Batch, Claim, Entry, EntryContent, EntryId, Error, EventActor,
    EventKind, Keep, NewEvent, Position, Record, RecordId, Timestamp, UniqueKey, Version,
};

/// Whose tokens, and by whom.
#[derive(Clone, Debug)]
pub(crate) struct Revoke<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) address: &'a Address,
    pub(crate) now: Timestamp,
    /// For the entry, where there is none yet.
    pub(crate) entry: EntryId,
}

/// Revokes; comes to the instant before which tokens are worthless. It never goes back, whatever the clock does.
pub(crate) fn decide(
    before: Option<&Entry>,
    revoke: &Revoke<'_>,
) -> Result<Decision<Timestamp>, Error> {
    let admin = access::admin(revoke.actor)?;
    let mut batch = Batch::at(revoke.now);
    let at = declare(before, (revoke.address.to_string(), revoke.entry), &admin.id, &mut batch);
    Ok(Decision::write(batch, at))
}

/// Adds to `batch` that tokens of somebody count no longer, and comes to the instant before which they do not.
pub(super) fn declare(
    before: Option<&Entry>,
    (whose, entry): (String, EntryId),
    by: &str,
    batch: &mut Batch,
) -> Timestamp {
    let who = digest(&whose);
    let id = before.map_or(entry, |entry| entry.id);
    let subject = RecordId::Entry(id);
    if before.is_none() {
        batch.claim.push(Claim { key: UniqueKey::revoked(&who), owner: subject, until: None });
    }
    let at = before.map_or(batch.now, |entry| entry.at.max(batch.now));
    let version = before.map_or(Version::NONE, |entry| entry.version);
    batch.put.push(Record::Entry(Entry {
        id,
        version,
        changed: Position::ZERO,
        subject,
        at,
        content: EntryContent::Revoked { who, by: by.to_owned() },
    }));
    batch.events.push(NewEvent {
        kind: EventKind::TokensRevoked,
        subject,
        version: version.next(),
        actor: EventActor::Desk { id: by.to_owned() },
        at,
        audience: Audience::Desk,
        keep: Keep::Audit,
    });
    at
}

/// How a person is named where their name must not stand: SHA-256 in hex.
pub(crate) fn digest(id: &str) -> String {
    Sha256::digest(id.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
