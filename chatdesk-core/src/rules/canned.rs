//! Texts that agents send again and again: an administrator writes, changes and removes them.

use super::{Decision, access, settings::changed, text::parse_optional};
use crate::{
    Actor, Batch, CannedReply, Claim, ClientId, Entry, EntryContent, EntryId, Error, Expect, Given,
    Invalid, Position, Record, RecordId, Release, Timestamp, UniqueKey, Version,
};

/// How many there may be.
pub(crate) const MAX_REPLIES: u32 = 500;
const MAX_CHARS: usize = 4_000;

/// What is to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Save<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) reply: &'a Given<CannedReply>,
    pub(crate) now: Timestamp,
}

/// What [`make`] decides on.
#[derive(Debug)]
pub(crate) struct Taken {
    /// Who has the shortcut.
    pub(crate) by: Option<RecordId>,
    /// How many replies there are, counted up to [`MAX_REPLIES`].
    pub(crate) n_replies: u32,
}

/// Keeps a new one.
pub(crate) fn make(
    taken: &Taken,
    save: &Save<'_>,
    entry: EntryId,
    client_id: Option<&ClientId>,
) -> Result<Decision<Entry>, Error> {
    let admin = access::admin(save.actor)?;
    let reply = fit(save.reply)?;
    if taken.by.is_some() {
        return Err(is_taken());
    }
    if taken.n_replies >= MAX_REPLIES {
        let detail = format!("there are {MAX_REPLIES} canned replies already; remove one first");
        return Err(Invalid::new("", detail).into());
    }
    let owner = RecordId::Entry(entry);
    let mut batch = Batch::at(save.now);
    let key = UniqueKey::canned(&reply.shortcut);
    batch.claim.push(Claim { key, owner, until: None });
    if let Some(client_id) = client_id {
        let key = UniqueKey::new_canned(client_id, &admin.id);
        batch.claim.push(Claim { key, owner, until: None });
    }
    let entry = Entry {
        id: entry,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: owner,
        at: save.now,
        content: EntryContent::CannedReply { reply, by: admin.id.clone() },
    };
    batch.events.push(changed(owner, entry.version.next(), admin, save.now));
    batch.put.push(Record::Entry(entry.clone()));
    Ok(Decision::write(batch, entry))
}

/// Puts another in the place of one; the same again changes nothing.
pub(crate) fn replace(
    before: Option<&Entry>,
    taken_by: Option<RecordId>,
    save: &Save<'_>,
) -> Result<Decision<Entry>, Error> {
    let admin = access::admin(save.actor)?;
    let (before, known) = of(before)?;
    let reply = fit(save.reply)?;
    let owner = RecordId::Entry(before.id);
    if taken_by.is_some_and(|other| other != owner) {
        return Err(is_taken());
    }
    if *known == reply {
        return Ok(Decision::nothing(before.clone()));
    }
    let mut batch = Batch::at(save.now);
    if known.shortcut != reply.shortcut {
        batch.release.push(Release { key: UniqueKey::canned(&known.shortcut), owner });
        let key = UniqueKey::canned(&reply.shortcut);
        batch.claim.push(Claim { key, owner, until: None });
    }
    let entry = Entry {
        at: before.at.max(save.now),
        content: EntryContent::CannedReply { reply, by: admin.id.clone() },
        ..before.clone()
    };
    batch.events.push(changed(owner, entry.version.next(), admin, entry.at));
    batch.put.push(Record::Entry(entry.clone()));
    Ok(Decision::write(batch, entry))
}

/// Removes one.
pub(crate) fn remove(
    before: Option<&Entry>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Decision<()>, Error> {
    let admin = access::admin(actor)?;
    let (before, _) = of(before)?;
    let (record, version) = (RecordId::Entry(before.id), before.version);
    let mut batch = Batch::at(now);
    batch.delete.push(Expect { record, version });
    batch.events.push(changed(record, version, admin, now));
    Ok(Decision::write(batch, ()))
}

fn of(entry: Option<&Entry>) -> Result<(&Entry, &CannedReply), Error> {
    match entry {
        Some(entry @ Entry { content: EntryContent::CannedReply { reply, .. }, .. }) => {
            Ok((entry, reply))
        }
        _ => Err(Error::NotFound),
    }
}

fn is_taken() -> Error {
    Invalid::new("/shortcut", "is that of another canned reply").into()
}

/// What is kept of what was given.
fn fit(given: &Given<CannedReply>) -> Result<CannedReply, Invalid> {
    let CannedReply { shortcut, title, text } = given.as_ref().map_err(Clone::clone)?;
    let is_fit =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    if !(1..=32).contains(&shortcut.len()) || !shortcut.bytes().all(is_fit) {
        return Err(Invalid::new("/shortcut", "is not 1 to 32 characters of a-z 0-9 _ -"));
    }
    let empty = |field| Invalid::new(field, "is empty; at least one character is needed");
    Ok(CannedReply {
        shortcut: shortcut.clone(),
        title: parse_optional("/title", Some(title), 100)?.ok_or_else(|| empty("/title"))?,
        text: parse_optional("/text", Some(text), MAX_CHARS)?.ok_or_else(|| empty("/text"))?,
    })
}
