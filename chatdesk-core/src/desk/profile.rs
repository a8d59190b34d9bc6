//! What a customer says of themself, and what the desk sees of one.

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Actor, Address, ContactId, ContactView, Error, Given, Id, List, Loaded, Profile, Scope,
    ShownPage, Store, StoreError, Timestamp,
    rules::{
        Decision, Policy, access,
        profile::{self, ProfileChange},
    },
};

/// More sessions than this are not counted; nobody reads further.
const COUNT_CAP: u32 = 1_000_000;

/// One customer, as the desk sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub view: ContactView,
    /// How many sessions they have, ended ones included.
    pub n_sessions: u32,
    /// The page that they had before them within the last half hour, if this process was told.
    pub page: Option<ShownPage>,
}

impl Desk {
    /// Keeps what a visitor says of themself, and comes to all that is then known. What their token says counts no more.
    ///
    /// They become known by it, where they were not.
    ///
    /// # Errors
    /// `Forbidden` for anybody but a visitor, `Invalid` for what does not fit, `Unavailable`.
    pub async fn change_profile(
        &self,
        actor: &Actor,
        change: Given<ProfileChange>,
    ) -> Result<Profile, Error> {
        profile::visitor(actor)?;
        let contact = Id::generate(self.inner.clock.now());
        self.change(&Saying { actor, change, policy: *self.policy(), contact }).await
    }

    /// One customer, with what a panel beside their chat shows.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for text that is no address, `NotFound`, `Unavailable`.
    pub async fn customer(&self, actor: &Actor, address: Given<Address>) -> Result<Seen, Error> {
        access::staff(actor)?;
        let address = address?;
        let list = List::ContactsAt { addresses: vec![address.clone()] };
        let found = self.store().list(&list).await?.value.contacts.into_iter().next();
        let view = found.ok_or(Error::NotFound)?;
        let sessions = List::SessionsOf { contact: view.contact.id, after: None, limit: 1 };
        let n_sessions = self.store().count(&sessions, COUNT_CAP).await?;
        let page = self.inner.live.page_of(&address, self.inner.clock.now());
        Ok(Seen { view, n_sessions, page })
    }
}

struct Saying<'a> {
    actor: &'a Actor,
    change: Given<ProfileChange>,
    policy: Policy,
    contact: ContactId,
}

impl Command for Saying<'_> {
    type Facts = Loaded;
    type Outcome = Profile;

    fn lanes(&self) -> Vec<LaneKey> {
        let customer = access::customer(self.actor);
        customer.map(|customer| LaneKey::Person(customer.address.clone())).into_iter().collect()
    }

    async fn load(&self, store: &dyn Store) -> Result<Loaded, StoreError> {
        match access::customer(self.actor) {
            Ok(customer) => store.load(&Scope::Address(customer.address.clone()), &[]).await,
            Err(_) => Ok(Loaded::default()),
        }
    }

    fn decide(&self, facts: &Loaded, now: Timestamp) -> Result<Decision<Profile>, Error> {
        let (actor, change, contact) = (self.actor, &self.change, self.contact);
        profile::decide(facts, &profile::Say { actor, change, now, contact }, &self.policy)
    }

    async fn repeat(&self, _: &Loaded, _: &dyn Store) -> Result<Option<Profile>, StoreError> {
        Ok(None)
    }
}
