//! Who is talked with by text.

use super::Facts;
use crate::{
    Address, Batch, Channel, Claim, Contact, ContactId, ContactKind, Customer, Profile, Record,
    RecordId, UniqueKey,
    rules::{Policy, contact},
};

/// Somebody of a text channel, as they are called now.
pub(super) struct Called<'a> {
    pub(super) address: &'a Address,
    /// Where else they are known.
    pub(super) aliases: &'a [Address],
    pub(super) name: Option<String>,
    /// For the contact, where there is none.
    pub(super) id: ContactId,
}

/// The person, made, brought up to date, or expected unchanged: nothing is stored of whom the switch was turned off for.
pub(super) fn meet(
    facts: &Facts,
    called: Called<'_>,
    policy: &Policy,
    batch: &mut Batch,
) -> Contact {
    // Somebody may be known by another id of theirs, which is no number.
    let phone = called.address.id_in(Channel::Whatsapp).filter(|id| id.starts_with('+'));
    let phone = phone.map(str::to_owned);
    let said = Profile { name: called.name, email: None, phone };
    let is_free = |key: &UniqueKey| !facts.taken.contains_key(key);
    let aliases = called.aliases.iter().map(UniqueKey::address).filter(is_free);
    if let Some(known) = &facts.contact {
        let owner = RecordId::Contact(known.id);
        batch.claim.extend(aliases.map(|key| Claim { key, owner, until: None }));
        let profile = known.profile.overlaid(&said);
        let key = UniqueKey::address(called.address);
        if known.address == *called.address || !is_free(&key) {
            return contact::with_profile(known, profile, batch);
        }
        // They were found by an alias: from now on they are named as they are called now.
        batch.claim.push(Claim { key, owner, until: None });
        let contact = Contact { address: called.address.clone(), profile, ..known.clone() };
        batch.put.push(Record::Contact(contact.clone()));
        return contact;
    }
    let owner = RecordId::Contact(called.id);
    batch.claim.extend(aliases.map(|key| Claim { key, owner, until: None }));
    let (kind, address) = (ContactKind::Visitor, called.address.clone());
    let customer = Customer { kind, address, profile: said };
    let contact = contact::meet(&customer, (called.id, batch.now), policy, batch);
    batch.put.push(Record::Contact(contact.clone()));
    contact
}
