//! Who of the desk has a session, and what it is about.

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Actor, At, EntryId, Error, Given, Id, Scope, SessionId, SessionView, Store, StoreError,
    Timestamp, Window,
    rules::{
        Decision, access,
        amend::{self, Amendment},
    },
};

impl Desk {
    /// Takes a session, hands it over or releases it, and changes its subject and tags. Of two at once the last one counts.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for unfit values, `SessionEnded` where somebody is to
    /// have or release what is over, `Unavailable`.
    pub async fn amend(
        &self,
        actor: &Actor,
        session: SessionId,
        amendment: Given<Amendment>,
    ) -> Result<At<SessionView>, Error> {
        access::staff(actor)?;
        let entry = Id::generate(self.inner.clock.now());
        self.change(&Amending { actor, session, amendment, entry }).await?;
        let found = self.store().thread(session, &Window::Newest { limit: 1 }).await?;
        let view = found.value.ok_or(Error::NotFound)?.view;
        Ok(At { position: found.position, value: view })
    }
}

struct Amending<'a> {
    actor: &'a Actor,
    session: SessionId,
    amendment: Given<Amendment>,
    entry: EntryId,
}

impl Command for Amending<'_> {
    type Facts = Option<SessionView>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let loaded = store.load(&Scope::Session(self.session), &[]).await?;
        Ok(loaded.sessions.into_iter().next())
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let amending = amend::Amending {
            actor: self.actor,
            amendment: &self.amendment,
            now,
            entry: self.entry,
        };
        amend::decide(facts.as_ref(), &amending)
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}
