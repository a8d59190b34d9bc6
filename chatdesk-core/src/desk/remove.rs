//! What is removed: by an administrator who erases a person, and by the clock.

use std::time::Duration;

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Actor, Address, Contact, EntryId, EntryKind, Error, Given, Id, List, RecordId, Scope, Store,
    StoreError, Timestamp,
    rules::{
        Decision, access, erase,
        retain::{self, Retained},
    },
};

/// How many sessions one step removes.
const STEP: u16 = 100;

impl Desk {
    /// Erases one person: once this is answered nobody reads what they wrote or are called, and within a moment it is
    /// gone from the store. A tombstone stays, with the instant and the counts. Whoever is unknown is erased already.
    ///
    /// They may come back as somebody new; switched off before, they are not switched off then.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for text that is no address, `Unavailable`: then it may
    /// be done in part and is to be repeated.
    pub async fn erase(&self, actor: &Actor, address: Given<Address>) -> Result<(), Error> {
        access::admin(actor)?;
        let address = address?;
        let entry = Id::generate(self.inner.clock.now());
        if let Some(contact) = self.contact_at(&address).await? {
            // The log does not say how the person is called, and those who listen here are told.
            self.inner.live.remember_erased(contact.id, &address);
        }
        let erasing = Erasing { actor, address: address.clone(), entry };
        while self.change(&erasing).await? == erase::Erased::Partly {}
        self.inner.live.forget_page(&address);
        self.inner.live.sweep_now();
        Ok(())
    }

    async fn contact_at(&self, address: &Address) -> Result<Option<Contact>, StoreError> {
        Ok(self.store().load(&Scope::Address(address.clone()), &[]).await?.contact)
    }

    /// Removes sessions that ended longer ago than they are kept, in small steps.
    pub(super) async fn retain(&self, keep: Duration) -> Result<(), Error> {
        let before = self.inner.clock.now().minus(keep);
        while self.change(&Retaining { before }).await? == Retained::Partly {}
        Ok(())
    }
}

struct Erasing<'a> {
    actor: &'a Actor,
    address: Address,
    entry: EntryId,
}

impl Command for Erasing<'_> {
    type Facts = erase::Facts;
    type Outcome = erase::Erased;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Person(self.address.clone())]
    }

    async fn load(&self, store: &dyn Store) -> Result<erase::Facts, StoreError> {
        let found = store.load(&Scope::Address(self.address.clone()), &[]).await?;
        let Some(contact) = found.contact else { return Ok(erase::Facts::default()) };
        let list = List::SessionsOf { contact: contact.id, after: None, limit: STEP };
        let page = store.list(&list).await?.value;
        let tombstones = List::Entries {
            subject: RecordId::Contact(contact.id),
            kind: EntryKind::Erased,
            after: None,
            limit: 1,
        };
        Ok(erase::Facts {
            contact: Some(contact),
            sessions: page.sessions,
            has_more: page.next.is_some(),
            tombstone: store.list(&tombstones).await?.value.entries.into_iter().next(),
        })
    }

    fn decide(
        &self,
        facts: &erase::Facts,
        now: Timestamp,
    ) -> Result<Decision<erase::Erased>, Error> {
        erase::decide(facts, &erase::Erase { actor: self.actor, now, entry: self.entry })
    }

    async fn repeat(
        &self,
        _: &erase::Facts,
        _: &dyn Store,
    ) -> Result<Option<erase::Erased>, StoreError> {
        Ok(None)
    }
}

struct Retaining {
    before: Timestamp,
}

impl Command for Retaining {
    type Facts = retain::Facts;
    type Outcome = Retained;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<retain::Facts, StoreError> {
        let list = List::Ended { before: self.before, limit: STEP + 1 };
        let mut sessions = store.list(&list).await?.value.sessions;
        let has_more = sessions.len() > usize::from(STEP);
        sessions.truncate(usize::from(STEP));
        Ok(retain::Facts { sessions, has_more })
    }

    fn decide(&self, facts: &retain::Facts, now: Timestamp) -> Result<Decision<Retained>, Error> {
        Ok(retain::decide(facts, now))
    }

    async fn repeat(
        &self,
        _: &retain::Facts,
        _: &dyn Store,
    ) -> Result<Option<Retained>, StoreError> {
        Ok(None)
    }
}
