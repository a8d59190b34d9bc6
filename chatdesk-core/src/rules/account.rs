//! People of the desk whom no host knows: who is one, and how they come in.

use std::time::Duration;

use super::{Decision, access, revoke};
use crate::{
    Account, AccountName, Actor, Audience, Batch, Claim, Entry, EntryContent, EntryId, Error,
    EventActor, EventKind, Expect, Keep, NewEvent, PasswordLink, Position, Record, RecordId,
    Release, StaffRole, Timestamp, UniqueKey, Version,
};

/// How long a link sets a password.
const LINK_FOR: Duration = Duration::from_hours(24);

/// What is known of an account.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) account: Option<Entry>,
    /// When their tokens were revoked before.
    pub(crate) revocation: Option<Entry>,
}

/// Who is to have an account.
#[derive(Clone, Debug)]
pub(crate) struct Add<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) name: &'a AccountName,
    /// `None`: as before, else an agent.
    pub(crate) role: Option<StaffRole>,
    /// SHA-256 of the link's secret, in hex.
    pub(crate) link: &'a str,
    pub(crate) now: Timestamp,
    /// For the account, where there is none.
    pub(crate) entry: EntryId,
    /// For the revocation, where there is none yet.
    pub(crate) revocation: EntryId,
}

/// What came of adding an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedAccount {
    /// The account as it is then.
    pub account: Account,
    /// Whether there was one of that name: it has a new link.
    pub was_there: bool,
    /// From when on their tokens count, where they were revoked by this.
    pub(crate) revoked: Option<Timestamp>,
}

/// Somebody who came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Who.
    pub account: Account,
    /// When; a token that says so counts.
    pub at: Timestamp,
    /// Whether earlier tokens were revoked by it.
    pub(crate) revoked: bool,
}

/// Makes an account, or gives one that there is a new link; a role that changes takes their tokens back.
pub(crate) fn add(facts: &Facts, add: &Add<'_>) -> Result<Decision<AddedAccount>, Error> {
    let admin = access::admin(add.actor)?;
    let mut batch = Batch::at(add.now);
    let known = facts.account.as_ref().and_then(|entry| Some((entry, Account::of(entry)?)));
    let mut entry = known.as_ref().map_or_else(|| made(add), |(entry, _)| (*entry).clone());
    let owner = RecordId::Entry(entry.id);
    if known.is_none() {
        batch.claim.push(Claim { key: UniqueKey::account(add.name), owner, until: None });
    }
    let link = PasswordLink { digest: add.link.to_owned(), until: add.now.plus(LINK_FOR) };
    let key = UniqueKey::password_link(&link.digest);
    batch.claim.push(Claim { key, owner, until: Some(link.until) });
    if let EntryContent::Account { role, link: current, .. } = &mut entry.content {
        *role = add.role.unwrap_or(*role);
        if let Some(former) = current.replace(link) {
            let key = UniqueKey::password_link(&former.digest);
            batch.release.push(Release { key, owner });
        }
    }
    let account = Account::of(&entry).ok_or(Error::NotFound)?;
    let revoked = known.as_ref().filter(|(_, before)| before.role != account.role).map(|_| {
        let whose = (account.id(), add.revocation);
        revoke::declare(facts.revocation.as_ref(), whose, &admin.id, &mut batch)
    });
    tell(EventKind::AccountChanged, &entry, &admin.id, &mut batch);
    batch.put.push(Record::Entry(entry));
    Ok(Decision::write(batch, AddedAccount { account, was_there: known.is_some(), revoked }))
}

fn made(add: &Add<'_>) -> Entry {
    Entry {
        id: add.entry,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: RecordId::Entry(add.entry),
        at: add.now,
        content: EntryContent::Account {
            name: add.name.to_string(),
            role: add.role.unwrap_or(StaffRole::Agent),
            password: None,
            link: None,
            signed_in_at: None,
        },
    }
}

/// Removes an account, and revokes the tokens of whoever had it; comes to the instant before which they do not count.
pub(crate) fn remove(
    facts: &Facts,
    actor: &Actor,
    (now, revocation): (Timestamp, EntryId),
) -> Result<Decision<Timestamp>, Error> {
    let admin = access::admin(actor)?;
    let entry = facts.account.as_ref().ok_or(Error::NotFound)?;
    let account = Account::of(entry).ok_or(Error::NotFound)?;
    let mut batch = Batch::at(now);
    let whose = (account.id(), revocation);
    let at = revoke::declare(facts.revocation.as_ref(), whose, &admin.id, &mut batch);
    tell(EventKind::AccountRemoved, entry, &admin.id, &mut batch);
    batch.delete.push(Expect { record: RecordId::Entry(entry.id), version: entry.version });
    Ok(Decision::write(batch, at))
}

/// Sets the password that a link is for, and lets its owner in. Tokens that they got by a former one count no longer.
pub(crate) fn set_password(
    facts: &Facts,
    (link, password): (&str, &str),
    (now, revocation): (Timestamp, EntryId),
) -> Result<Decision<Entered>, Error> {
    let mut entry = facts.account.clone().ok_or(Error::NotFound)?;
    let id = Account::of(&entry).ok_or(Error::NotFound)?.id();
    let mut batch = Batch::at(now);
    let EntryContent::Account { password: hash, link: current, signed_in_at, .. } =
        &mut entry.content
    else {
        return Err(Error::NotFound);
    };
    let fits = |current: &PasswordLink| current.digest == link && now < current.until;
    if !current.take().is_some_and(|current| fits(&current)) {
        return Err(Error::NotFound);
    }
    let owner = RecordId::Entry(entry.id);
    batch.release.push(Release { key: UniqueKey::password_link(link), owner });
    let former = hash.replace(password.to_owned());
    let at = former.as_ref().map_or(now, |_| {
        let whose = (id.clone(), revocation);
        revoke::declare(facts.revocation.as_ref(), whose, &id, &mut batch)
    });
    *signed_in_at = Some(at);
    let account = Account::of(&entry).ok_or(Error::NotFound)?;
    tell(EventKind::AccountChanged, &entry, &id, &mut batch);
    batch.put.push(Record::Entry(entry));
    Ok(Decision::write(batch, Entered { account, at, revoked: former.is_some() }))
}

/// Lets somebody in whose password was found to be right, unless account or password changed since.
///
/// It writes, so that whoever removes the account at the same moment does so before, and this is refused, or after, and
/// the token that is made of this is revoked by it.
pub(crate) fn enter(
    facts: &Facts,
    checked: &Account,
    now: Timestamp,
) -> Result<Decision<Entered>, Error> {
    let mut entry = facts.account.clone().ok_or(Error::NotFound)?;
    let known = Account::of(&entry).ok_or(Error::NotFound)?;
    if known.password.is_none() || known.password != checked.password || known.id() != checked.id()
    {
        return Err(Error::NotFound);
    }
    // Never before the last revocation: then the token would not count.
    let at = facts.revocation.as_ref().map_or(now, |revoked| revoked.at.max(now));
    if let EntryContent::Account { signed_in_at, .. } = &mut entry.content {
        *signed_in_at = Some(at);
    }
    let mut batch = Batch::at(now);
    let account = Account::of(&entry).ok_or(Error::NotFound)?;
    tell(EventKind::AccountEntered, &entry, &known.id(), &mut batch);
    batch.put.push(Record::Entry(entry));
    Ok(Decision::write(batch, Entered { account, at, revoked: false }))
}

fn tell(kind: EventKind, entry: &Entry, by: &str, batch: &mut Batch) {
    batch.events.push(NewEvent {
        kind,
        subject: RecordId::Entry(entry.id),
        version: entry.version.next(),
        actor: EventActor::Desk { id: by.to_owned() },
        at: batch.now,
        audience: Audience::Desk,
        keep: Keep::Audit,
    });
}
