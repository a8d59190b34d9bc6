//! A visitor who logs in keeps what was said.

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Actor, Address, At, ContactId, EntryId, Error, Given, Id, List, Scope, SessionView, Store,
    StoreError, Timestamp, UniqueKey,
    rules::{
        Decision, Policy,
        identify::{self, Identified},
    },
};

/// How many sessions one step moves.
const STEP: u16 = 100;

impl Desk {
    /// Gives a visitor's sessions to the user who proved to be them; answers the user's sessions, the latest opened first.
    ///
    /// Whoever calls has checked both proofs. Again, and for a visitor who never wrote, it changes nothing. Whoever was
    /// switched off as a visitor is so as a user from then on.
    ///
    /// # Errors
    /// `Forbidden` for anybody but a user, `Invalid` for a visitor who was not proved, `Unavailable`: then it may be done in
    /// part and is to be repeated.
    pub async fn identify(
        &self,
        actor: &Actor,
        visitor: Given<Address>,
    ) -> Result<At<Vec<SessionView>>, Error> {
        identify::user(actor)?;
        let policy = *self.policy();
        let now = self.inner.clock.now();
        let (contact, entry) = (Id::generate(now), Id::generate(now));
        let identifying = Identifying { actor, visitor, policy, contact, entry };
        while self.change(&identifying).await? == Identified::Partly {}
        self.inner.live.sweep_now();
        self.sessions(actor).await
    }
}

struct Identifying<'a> {
    actor: &'a Actor,
    visitor: Given<Address>,
    policy: Policy,
    contact: ContactId,
    entry: EntryId,
}

impl Command for Identifying<'_> {
    type Facts = identify::Facts;
    type Outcome = Identified;

    fn lanes(&self) -> Vec<LaneKey> {
        let user = identify::user(self.actor).map(|customer| customer.address.clone());
        [user.ok(), self.visitor.clone().ok()].into_iter().flatten().map(LaneKey::Person).collect()
    }

    async fn load(&self, store: &dyn Store) -> Result<identify::Facts, StoreError> {
        let (Ok(customer), Ok(visitor)) = (identify::user(self.actor), &self.visitor) else {
            return Ok(identify::Facts::default());
        };
        let visitor = store.load(&Scope::Address(visitor.clone()), &[]).await?;
        let Some(contact) = visitor.contact else { return Ok(identify::Facts::default()) };
        let list = List::SessionsOf { contact: contact.id, after: None, limit: STEP };
        let sessions = store.list(&list).await?.value.sessions;
        let user = store.load(&Scope::Address(customer.address.clone()), &[]).await?.contact;
        let contacts = [Some(contact.id), user.as_ref().map(|user| user.id)];
        let keys: Vec<_> = contacts
            .into_iter()
            .flatten()
            .flat_map(|contact| sessions.iter().map(move |view| (contact, view.session.channel)))
            .map(|(contact, channel)| UniqueKey::open(contact, channel))
            .collect();
        let owners = store.load(&Scope::Keys, &keys).await?.owners;
        Ok(identify::Facts { user, visitor: Some(contact), sessions, owners })
    }

    fn decide(
        &self,
        facts: &identify::Facts,
        now: Timestamp,
    ) -> Result<Decision<Identified>, Error> {
        let identify = identify::Identify {
            actor: self.actor,
            visitor: &self.visitor,
            now,
            contact: self.contact,
            entry: self.entry,
        };
        identify::decide(facts, &identify, &self.policy)
    }

    async fn repeat(
        &self,
        _: &identify::Facts,
        _: &dyn Store,
    ) -> Result<Option<Identified>, StoreError> {
        Ok(None)
    }
}
