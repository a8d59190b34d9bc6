//! An administrator switches chat on or off for one person.

use super::{Decision, Policy, access, open::contact_made, text::parse_line};
use crate::{
    Actor, Address, Audience, Batch, Claim, Contact, ContactId, ContactKind, Entry, EntryContent,
    EntryId, Error, EventActor, EventKind, Keep, NewEvent, Position, Profile, Record, RecordId,
    Switch, Switched, Timestamp, UniqueKey, Version,
};

/// What is to be switched.
#[derive(Clone, Debug)]
pub(crate) struct Toggle<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) address: &'a Address,
    pub(crate) switch: Switch,
    pub(crate) reason: Option<&'a str>,
    pub(crate) now: Timestamp,
    /// For the contact, where there is none.
    pub(crate) contact: ContactId,
    /// For the entry that keeps the reason.
    pub(crate) entry: EntryId,
}

/// Switches; the same again changes nothing. Comes to the contact as it then is.
pub(crate) fn decide(
    contact: Option<&Contact>,
    toggle: &Toggle<'_>,
    policy: &Policy,
) -> Result<Decision<Contact>, Error> {
    let admin = access::admin(toggle.actor)?;
    let reason = parse_line("/reason", toggle.reason, 500)?;
    let mut batch = Batch::at(toggle.now);
    let contact = match contact {
        Some(contact) if contact.switch == toggle.switch && contact.switched.is_some() => {
            return Ok(Decision::nothing(contact.clone()));
        }
        Some(contact) => contact.clone(),
        None => {
            let made = made_contact(toggle, policy);
            batch.claim.push(Claim {
                key: UniqueKey::address(&made.address),
                owner: RecordId::Contact(made.id),
                until: None,
            });
            batch.events.push(contact_made(&made));
            made
        }
    };
    let at = contact.switched.as_ref().map_or(toggle.now, |before| before.at.max(toggle.now));
    let switched = Some(Switched { at, by: admin.id.clone() });
    let contact = Contact { switch: toggle.switch, switched, ..contact };
    batch.events.push(NewEvent {
        kind: EventKind::ChatSwitched { switch: toggle.switch },
        subject: RecordId::Contact(contact.id),
        version: contact.version.next(),
        actor: EventActor::Desk { id: admin.id.clone() },
        at,
        audience: Audience::Customer(contact.id),
        keep: Keep::Audit,
    });
    batch.put.push(Record::Entry(Entry {
        id: toggle.entry,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: RecordId::Contact(contact.id),
        at,
        content: EntryContent::ToggleChange { switch: toggle.switch, reason, by: admin.id.clone() },
    }));
    batch.put.push(Record::Contact(contact.clone()));
    Ok(Decision::write(batch, contact))
}

/// A host may switch before the first chat.
fn made_contact(toggle: &Toggle<'_>, policy: &Policy) -> Contact {
    Contact {
        id: toggle.contact,
        version: Version::NONE,
        changed: Position::ZERO,
        kind: if toggle.address.is_visitor() { ContactKind::Visitor } else { ContactKind::User },
        address: toggle.address.clone(),
        profile: Profile::default(),
        switch: policy.default_switch,
        switched: None,
        created_at: toggle.now,
    }
}
