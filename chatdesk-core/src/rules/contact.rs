//! How somebody becomes known, and how their switch is turned, whatever rule it is part of.

use super::Policy;
use crate::{
    Audience, Batch, Claim, Contact, ContactId, Customer, Entry, EntryContent, EntryId, EventActor,
    EventKind, Keep, NewEvent, Position, Profile, Record, RecordId, Switch, Switched, Timestamp,
    UniqueKey, Version,
};

/// A contact for somebody who had none; the caller puts it. Streams that were begun before are told.
pub(super) fn meet(
    customer: &Customer,
    (id, now): (ContactId, Timestamp),
    policy: &Policy,
    batch: &mut Batch,
) -> Contact {
    let contact = Contact {
        id,
        version: Version::NONE,
        changed: Position::ZERO,
        kind: customer.kind,
        address: customer.address.clone(),
        profile: customer.profile.clone(),
        said_at: None,
        switch: policy.default_switch,
        switched: None,
        created_at: now,
    };
    let subject = RecordId::Contact(id);
    batch.claim.push(Claim {
        key: UniqueKey::address(&contact.address),
        owner: subject,
        until: None,
    });
    batch.events.push(NewEvent {
        kind: EventKind::ContactMade,
        subject,
        version: contact.version.next(),
        actor: EventActor::System,
        at: now,
        audience: Audience::Customer(id),
        keep: Keep::Stream,
    });
    contact
}

/// The contact with what is known of them now: put where that is new, else expected unchanged, so that nothing is stored
/// after the switch fell, which moves this version.
pub(super) fn with_profile(known: &Contact, profile: Profile, batch: &mut Batch) -> Contact {
    if profile == known.profile {
        batch.expect(RecordId::Contact(known.id), known.version);
        return known.clone();
    }
    let contact = Contact { profile, ..known.clone() };
    batch.put.push(Record::Contact(contact.clone()));
    contact
}

/// A turn of the switch.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) to: Switch,
    /// The id by which the host knows who does it.
    pub(super) by: &'a str,
    pub(super) reason: Option<String>,
    pub(super) now: Timestamp,
    /// For the entry that keeps it all.
    pub(super) entry: EntryId,
}

/// Turns the switch of a contact, which the caller puts: an entry and an event keep it for the audit.
pub(super) fn turn(contact: &mut Contact, turn: Turn<'_>, batch: &mut Batch) {
    let Turn { to, by, reason, now, entry } = turn;
    let at = contact.switched.as_ref().map_or(now, |before| before.at.max(now));
    let subject = RecordId::Contact(contact.id);
    contact.switch = to;
    contact.switched = Some(Switched { at, by: by.to_owned() });
    batch.events.push(NewEvent {
        kind: EventKind::ChatSwitched { switch: to },
        subject,
        version: contact.version.next(),
        actor: EventActor::Desk { id: by.to_owned() },
        at,
        audience: Audience::Customer(contact.id),
        keep: Keep::Audit,
    });
    batch.put.push(Record::Entry(Entry {
        id: entry,
        version: Version::NONE,
        changed: Position::ZERO,
        subject,
        at,
        content: EntryContent::ToggleChange { switch: to, reason, by: by.to_owned() },
    }));
}
