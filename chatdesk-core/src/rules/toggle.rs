//! An administrator switches chat on or off for one person.

use super::{Decision, Policy, access, contact, text::parse_optional};
use crate::{
    Actor, Address, Batch, Contact, ContactId, ContactKind, Customer, EntryId, Error, Profile,
    Record, Switch, Timestamp,
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
    let reason = parse_optional("/reason", toggle.reason, 500)?;
    let mut batch = Batch::at(toggle.now);
    let mut contact = match contact {
        Some(contact) if contact.switch == toggle.switch && contact.switched.is_some() => {
            return Ok(Decision::nothing(contact.clone()));
        }
        Some(contact) => contact.clone(),
        // A host may switch before the first chat.
        None => contact::meet(
            &stranger(toggle.address),
            (toggle.contact, toggle.now),
            policy,
            &mut batch,
        ),
    };
    let turn = contact::Turn {
        to: toggle.switch,
        by: &admin.id,
        reason,
        now: toggle.now,
        entry: toggle.entry,
    };
    contact::turn(&mut contact, turn, &mut batch);
    batch.put.push(Record::Contact(contact.clone()));
    Ok(Decision::write(batch, contact))
}

/// Somebody of whom nothing but the address is known.
fn stranger(address: &Address) -> Customer {
    let kind = if address.is_reserved() { ContactKind::Visitor } else { ContactKind::User };
    Customer { kind, address: address.clone(), profile: Profile::default() }
}
