//! Where notifications to a customer, or to somebody of the desk, may go.

use std::fmt;

use super::{Decision, Policy, access, contact};
use crate::{
    Actor, Agent, Batch, Claim, Contact, ContactId, Customer, Entry, EntryContent, EntryId, Error,
    Expect, Given, Invalid, Position, PushPlatform, PushTokenKind, Record, RecordId, Release,
    Staff, Timestamp, UniqueKey, Version,
};

/// How many tokens one person has; the one that was registered the longest ago makes room.
const MAX_TOKENS: usize = 20;
const MAX_CHARS: usize = 4_096;

/// Where notifications are to go.
#[derive(Clone, PartialEq, Eq)]
pub struct PushToken {
    /// What the platform gave out: 1–4,096 characters without white space.
    pub token: String,
    /// What it is.
    pub kind: PushTokenKind,
    /// Where it lives.
    pub platform: PushPlatform,
}

/// Hides the token, which is a secret.
impl fmt::Debug for PushToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushToken")
            .field("kind", &self.kind)
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}

/// What [`register`] and [`forget`] decide on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) contact: Option<Contact>,
    /// The contact's tokens, or the devices of somebody of the desk.
    pub(crate) tokens: Vec<Entry>,
    /// Who has the token, and the entry that says so.
    pub(crate) holder: Option<(RecordId, Option<Entry>)>,
}

/// Who registers.
#[derive(Clone, Debug)]
pub(crate) struct Register<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) token: &'a Given<PushToken>,
    pub(crate) now: Timestamp,
    /// For the contact, where there is none.
    pub(crate) contact: ContactId,
    /// For the token, where it is new.
    pub(crate) entry: EntryId,
}

/// Registers a token, and takes it from whoever had it: of two people at one browser the last one counts.
pub(crate) fn register(
    facts: &Facts,
    register: &Register<'_>,
    policy: &Policy,
) -> Result<Decision<()>, Error> {
    access::person(register.actor)?;
    let wanted = register.token.as_ref().map_err(Clone::clone)?;
    fits(&wanted.token)?;
    if let Actor::Staff(staff) = register.actor {
        return Ok(register_device(facts, staff, (wanted, register)));
    }
    let customer = access::customer(register.actor)?;
    may(facts, policy)?;
    let mut batch = Batch::at(register.now);
    let contact = known_or_made(facts, customer, register, policy, &mut batch);
    let owner = RecordId::Contact(contact);
    let key = UniqueKey::push_token(&wanted.token);
    let held = match &facts.holder {
        Some((holder, entry)) if *holder == owner => entry.clone(),
        holder => {
            if let Some((holder, _)) = holder {
                batch.release.push(Release { key: key.clone(), owner: *holder });
            }
            batch.claim.push(Claim { key, owner, until: None });
            make_room(facts, owner, &mut batch);
            holder.as_ref().and_then(|(_, entry)| entry.clone())
        }
    };
    batch.put.push(Record::Entry(Entry {
        id: held.as_ref().map_or(register.entry, |entry| entry.id),
        version: held.as_ref().map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject: owner,
        at: register.now,
        content: EntryContent::PushToken {
            token: wanted.token.clone(),
            token_kind: wanted.kind,
            platform: wanted.platform,
        },
    }));
    Ok(Decision::write(batch, ()))
}

/// The same for somebody of the desk, whose devices belong to themselves: no record is theirs.
fn register_device(
    facts: &Facts,
    staff: &Staff,
    (wanted, register): (&PushToken, &Register<'_>),
) -> Decision<()> {
    let mut batch = Batch::at(register.now);
    let holder = facts.holder.as_ref();
    let held = holder.and_then(|(_, entry)| entry.as_ref());
    let id = held.map_or(register.entry, |entry| entry.id);
    let (key, owner) = (UniqueKey::push_token(&wanted.token), RecordId::Entry(id));
    if holder.is_none_or(|(holder, _)| *holder != owner) {
        if let Some((holder, _)) = holder {
            batch.release.push(Release { key: key.clone(), owner: *holder });
        }
        batch.claim.push(Claim { key, owner, until: None });
    }
    if !held.is_some_and(|entry| is_device_of(entry, staff)) {
        for device in to_go(facts) {
            remove(device, RecordId::Entry(device.id), &mut batch);
        }
    }
    batch.put.push(Record::Entry(Entry {
        id,
        version: held.map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject: owner,
        at: register.now,
        content: EntryContent::Device {
            agent: Agent { id: staff.id.clone(), name: staff.name.clone() },
            token: wanted.token.clone(),
            token_kind: wanted.kind,
            platform: wanted.platform,
        },
    }));
    Decision::write(batch, ())
}

/// Whether an entry is a device of somebody of the desk.
pub(crate) fn is_device_of(entry: &Entry, staff: &Staff) -> bool {
    matches!(&entry.content, EntryContent::Device { agent, .. } if agent.id == staff.id)
}

/// Forgets one of the asker's own tokens; one that is not theirs is none.
pub(crate) fn forget(
    facts: &Facts,
    actor: &Actor,
    token: &Given<String>,
    (policy, now): (&Policy, Timestamp),
) -> Result<Decision<()>, Error> {
    access::person(actor)?;
    fits(token.as_ref().map_err(Clone::clone)?)?;
    if let Actor::Staff(staff) = actor {
        let held = facts.holder.as_ref().and_then(|(_, entry)| entry.as_ref());
        let Some(own) = held.filter(|entry| is_device_of(entry, staff)) else {
            return Ok(Decision::nothing(()));
        };
        let mut batch = Batch::at(now);
        remove(own, RecordId::Entry(own.id), &mut batch);
        return Ok(Decision::write(batch, ()));
    }
    may(facts, policy)?;
    let (Some(contact), Some((holder, Some(entry)))) = (&facts.contact, &facts.holder) else {
        return Ok(Decision::nothing(()));
    };
    let owner = RecordId::Contact(contact.id);
    if *holder != owner {
        return Ok(Decision::nothing(()));
    }
    let mut batch = Batch::at(now);
    remove(entry, owner, &mut batch);
    Ok(Decision::write(batch, ()))
}

/// Says what does not fit without a character of it.
fn fits(token: &str) -> Result<(), Invalid> {
    let n_chars = token.chars().count();
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    if (1..=MAX_CHARS).contains(&n_chars) && !token.contains(is_blank) {
        return Ok(());
    }
    let detail = format!("has {n_chars} characters; 1 to {MAX_CHARS} without white space are one");
    Err(Invalid::new("/token", detail))
}

fn may(facts: &Facts, policy: &Policy) -> Result<(), Error> {
    let switch = facts.contact.as_ref().map_or(policy.default_switch, |contact| contact.switch);
    if switch.is_on() { Ok(()) } else { Err(Error::ChatDisabled) }
}

/// Who registers before the first message becomes known by it.
fn known_or_made(
    facts: &Facts,
    customer: &Customer,
    register: &Register<'_>,
    policy: &Policy,
    batch: &mut Batch,
) -> ContactId {
    if let Some(contact) = &facts.contact {
        batch.expect(RecordId::Contact(contact.id), contact.version);
        return contact.id;
    }
    let made = contact::meet(customer, (register.contact, register.now), policy, batch);
    let id = made.id;
    batch.put.push(Record::Contact(made));
    id
}

fn make_room(facts: &Facts, owner: RecordId, batch: &mut Batch) {
    for entry in to_go(facts) {
        remove(entry, owner, batch);
    }
}

/// Those that make room for one more.
fn to_go(facts: &Facts) -> impl Iterator<Item = &Entry> {
    let mut oldest_first: Vec<_> = facts.tokens.iter().collect();
    oldest_first.sort_by_key(|entry| (entry.at, entry.id));
    let n_over = (oldest_first.len() + 1).saturating_sub(MAX_TOKENS);
    oldest_first.into_iter().take(n_over)
}

fn remove(entry: &Entry, owner: RecordId, batch: &mut Batch) {
    if let EntryContent::PushToken { token, .. } | EntryContent::Device { token, .. } =
        &entry.content
    {
        batch.release.push(Release { key: UniqueKey::push_token(token), owner });
    }
    batch.delete.push(Expect { record: RecordId::Entry(entry.id), version: entry.version });
}
