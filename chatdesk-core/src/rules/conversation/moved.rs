//! Somebody of a text channel goes by another address from now on: a number that was changed.

use crate::{
    Batch, Channel, Claim, Contact, MovedAddress, Profile, Record, RecordId, Release, Timestamp,
    UniqueKey, rules::Decision,
};

/// They are found by the new address, and no more by the former, which may be somebody else's tomorrow. Where somebody has
/// the new one already they stay two: nobody is given another's chats on a provider's word.
pub(crate) fn decide(
    (known, is_taken): &(Option<Contact>, bool),
    moved: &MovedAddress,
    now: Timestamp,
) -> Decision<()> {
    let Some(known) = known.as_ref().filter(|_| !is_taken) else { return Decision::nothing(()) };
    let owner = RecordId::Contact(known.id);
    let phone = moved.to.id_in(Channel::Whatsapp).map(str::to_owned);
    let said = Profile { name: None, email: None, phone };
    let mut batch = Batch::at(now);
    batch.release.push(Release { key: UniqueKey::address(&moved.from), owner });
    batch.claim.push(Claim { key: UniqueKey::address(&moved.to), owner, until: None });
    batch.put.push(Record::Contact(Contact {
        address: moved.to.clone(),
        profile: known.profile.overlaid(&said),
        ..known.clone()
    }));
    Decision::write(batch, ())
}
