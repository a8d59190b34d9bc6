//! Who is talked with by text.

use crate::{
    Address, Batch, Channel, Contact, ContactId, ContactKind, Customer, Profile, Record,
    rules::{Policy, contact},
};

/// Somebody of a text channel, as they are called now.
pub(super) struct Called<'a> {
    pub(super) address: &'a Address,
    pub(super) name: Option<String>,
    /// For the contact, where there is none.
    pub(super) id: ContactId,
}

/// The person, made, brought up to date, or expected unchanged: nothing is stored of whom the switch was turned off for.
pub(super) fn meet(
    known: Option<&Contact>,
    called: Called<'_>,
    policy: &Policy,
    batch: &mut Batch,
) -> Contact {
    // Somebody may be known by another id of theirs, which is no number.
    let phone = called.address.id_in(Channel::Whatsapp).filter(|id| id.starts_with('+'));
    let phone = phone.map(str::to_owned);
    let said = Profile { name: called.name, email: None, phone };
    if let Some(known) = known {
        return contact::with_profile(known, known.profile.overlaid(&said), batch);
    }
    let (kind, address) = (ContactKind::Visitor, called.address.clone());
    let customer = Customer { kind, address, profile: said };
    let contact = contact::meet(&customer, (called.id, batch.now), policy, batch);
    batch.put.push(Record::Contact(contact.clone()));
    contact
}
