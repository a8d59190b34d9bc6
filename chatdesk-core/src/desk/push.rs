//! Where notifications to customers, and to people of the desk, may go.

use super::{
    Desk,
    change::Command,
    entries::{entries, entry},
    lanes::LaneKey,
};
use crate::{
    Actor, ContactId, Entry, EntryContent, EntryId, EntryKind, Error, Given, Id, List, RecordId,
    Scope, Staff, Store, StoreError, Timestamp, UniqueKey,
    rules::{
        Decision, Policy, access,
        push::{self, Facts, PushToken},
    },
};

/// More than one person may have.
const ALL: u16 = 50;

impl Desk {
    /// Registers where notifications to a customer, or to somebody of the desk, may go. A token has one owner: the last one
    /// who registered it.
    ///
    /// Each has at most 20; the one that was registered the longest ago makes room.
    ///
    /// # Errors
    /// `Forbidden` for whoever is no person, `Invalid` for an unfit token, `ChatDisabled`, `Unavailable`.
    pub async fn register_push_token(
        &self,
        actor: &Actor,
        token: Given<PushToken>,
    ) -> Result<(), Error> {
        access::person(actor)?;
        let now = self.inner.clock.now();
        let (contact, entry) = (Id::generate(now), Id::generate(now));
        self.change(&Registering { actor, token, policy: *self.policy(), contact, entry }).await
    }

    /// Forgets one of the asker's own tokens; one that is not theirs, or that nobody has, is forgotten already.
    ///
    /// # Errors
    /// `Forbidden` for whoever is no person, `Invalid` for an unfit token, `ChatDisabled`, `Unavailable`.
    pub async fn forget_push_token(
        &self,
        actor: &Actor,
        token: Given<String>,
    ) -> Result<(), Error> {
        access::person(actor)?;
        self.change(&Forgetting { actor, token, policy: *self.policy() }).await
    }
}

async fn load(actor: &Actor, token: Option<&str>, store: &dyn Store) -> Result<Facts, StoreError> {
    let Some(token) = token else { return Ok(Facts::default()) };
    let key = UniqueKey::push_token(token);
    let scope = match actor {
        Actor::Customer(customer) => Scope::Address(customer.address.clone()),
        Actor::Staff(_) => Scope::Keys,
        Actor::Host | Actor::Ticket(_) => return Ok(Facts::default()),
    };
    let loaded = store.load(&scope, std::slice::from_ref(&key)).await?;
    let tokens = match (actor, &loaded.contact) {
        (Actor::Staff(staff), _) => devices_of(staff, store).await?,
        (_, Some(contact)) => tokens_of(RecordId::Contact(contact.id), store).await?,
        (_, None) => Vec::new(),
    };
    let is_it = |entry: &Entry| matches!(&entry.content, EntryContent::PushToken { token: known, .. } if known == token);
    let holder = match loaded.owners.get(&key) {
        Some(RecordId::Entry(id)) => {
            Some((RecordId::Entry(*id), entry(*id, EntryKind::Device, store).await?))
        }
        Some(owner) => Some((*owner, tokens_of(*owner, store).await?.into_iter().find(is_it))),
        None => None,
    };
    Ok(Facts { contact: loaded.contact, tokens, holder })
}

async fn devices_of(staff: &Staff, store: &dyn Store) -> Result<Vec<Entry>, StoreError> {
    let mut devices = entries(EntryKind::Device, store).await?;
    devices.retain(|entry| push::is_device_of(entry, staff));
    Ok(devices)
}

async fn tokens_of(subject: RecordId, store: &dyn Store) -> Result<Vec<Entry>, StoreError> {
    let list = List::Entries { subject, kind: EntryKind::PushToken, after: None, limit: ALL };
    Ok(store.list(&list).await?.value.entries)
}

fn lanes(actor: &Actor) -> Vec<LaneKey> {
    match access::customer(actor) {
        Ok(customer) => vec![LaneKey::Person(customer.address.clone())],
        Err(_) => vec![],
    }
}

struct Registering<'a> {
    actor: &'a Actor,
    token: Given<PushToken>,
    policy: Policy,
    contact: ContactId,
    entry: EntryId,
}

impl Command for Registering<'_> {
    type Facts = Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        lanes(self.actor)
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        load(self.actor, self.token.as_ref().ok().map(|token| token.token.as_str()), store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let register = push::Register {
            actor: self.actor,
            token: &self.token,
            now,
            contact: self.contact,
            entry: self.entry,
        };
        push::register(facts, &register, &self.policy)
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

struct Forgetting<'a> {
    actor: &'a Actor,
    token: Given<String>,
    policy: Policy,
}

impl Command for Forgetting<'_> {
    type Facts = Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        lanes(self.actor)
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        load(self.actor, self.token.as_deref().ok(), store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        push::forget(facts, self.actor, &self.token, (&self.policy, now))
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}
