//! Who of the desk a user of a text channel is.

use std::fmt;

use super::{Desk, change::Command, entries::entry_at, lanes::LaneKey};
use crate::{
    Actor, Agent, Channel, Entry, EntryContent, EntryId, EntryKind, Error, Id, Staff, Store,
    StoreError, Timestamp, UniqueKey,
    random::random,
    rules::{
        Decision, access,
        bind::{self, Bind, Facts, Issue},
        revoke::digest,
    },
};

/// What binds a user of a text channel, once.
#[derive(Clone, PartialEq, Eq)]
pub struct BindingLink {
    /// Whoever shows it is bound: 40 characters of 0-9a-f.
    pub secret: String,
    /// It counts before then.
    pub until: Timestamp,
}

/// Hides the secret.
impl fmt::Debug for BindingLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BindingLink").field("until", &self.until).finish_non_exhaustive()
    }
}

impl Desk {
    /// Lets somebody of the desk bind a user of a text channel to themself by a link, once and within an hour. An administrator may do so for somebody else, who may then answer
    /// and no more. Only a digest of the secret is kept.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, and for another's id for anybody but an administrator; `Unavailable`.
    pub async fn issue_binding_link(
        &self,
        actor: &Actor,
        (channel, agent): (Channel, &str),
    ) -> Result<BindingLink, Error> {
        access::staff(actor)?;
        let entry = Id::generate(self.inner.clock.now());
        let bytes = [random(), random()].concat();
        let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let digest = digest(&secret);
        let until = self.change(&Issuing { actor, channel, agent, digest: &digest, entry }).await?;
        Ok(BindingLink { secret, until })
    }

    /// Binds whoever followed a link.
    pub(super) async fn bind(
        &self,
        secret: &str,
        (channel, user, chat): (Channel, &str, &str),
        name: Option<&str>,
    ) -> Result<Option<Agent>, Error> {
        let entry = Id::generate(self.inner.clock.now());
        let digest = digest(secret);
        self.change(&Binding { digest: &digest, channel, user, chat, name, entry }).await
    }

    /// Who of the desk a user of a text channel is, with the entry that says so; nobody whose tokens were revoked since they
    /// were bound.
    pub(super) async fn bound(
        &self,
        channel: Channel,
        user: &str,
    ) -> Result<Option<(Staff, EntryId)>, Error> {
        let key = UniqueKey::binding(channel, user);
        let entry = entry_at(&key, EntryKind::Binding, self.store()).await?;
        let Some(Entry { id, at, content: EntryContent::Binding { agent, role, .. }, .. }) = entry
        else {
            return Ok(None);
        };
        let staff = Staff { role, id: agent.id, name: agent.name };
        let is_revoked = self.is_revoked(&Actor::Staff(staff.clone()), Some(at)).await?;
        Ok((!is_revoked).then_some((staff, id)))
    }
}

struct Issuing<'a> {
    actor: &'a Actor,
    channel: Channel,
    agent: &'a str,
    digest: &'a str,
    entry: EntryId,
}

impl Command for Issuing<'_> {
    type Facts = ();
    type Outcome = Timestamp;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, _: &dyn Store) -> Result<(), StoreError> {
        Ok(())
    }

    fn decide(&self, (): &(), now: Timestamp) -> Result<Decision<Timestamp>, Error> {
        let Self { actor, channel, agent, digest, entry } = *self;
        bind::issue(&Issue { actor, agent, channel, digest, entry, now })
    }

    async fn repeat(&self, (): &(), _: &dyn Store) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }
}

struct Binding<'a> {
    digest: &'a str,
    channel: Channel,
    user: &'a str,
    chat: &'a str,
    name: Option<&'a str>,
    entry: EntryId,
}

impl Command for Binding<'_> {
    type Facts = Facts;
    type Outcome = Option<Agent>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        let link = UniqueKey::binding_link(self.digest);
        let key = UniqueKey::binding(self.channel, self.user);
        Ok(Facts {
            link: entry_at(&link, EntryKind::BindingLink, store).await?,
            binding: entry_at(&key, EntryKind::Binding, store).await?,
        })
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Option<Agent>>, Error> {
        let Self { channel, user, chat, name, entry, .. } = *self;
        Ok(bind::bind(facts, &Bind { channel, user, chat, name, now, entry }))
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Option<Agent>>, StoreError> {
        Ok(None)
    }
}
