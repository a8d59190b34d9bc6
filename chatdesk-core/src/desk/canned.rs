//! Texts that agents send again and again.

use super::{
    Desk,
    change::Command,
    entries::{entries, entry, entry_at},
    lanes::LaneKey,
};
use crate::{
    Actor, CannedReply, ClientId, Entry, EntryContent, EntryId, EntryKind, Error, Given, Id, List,
    RecordId, Scope, Store, StoreError, Timestamp, UniqueKey,
    rules::{
        Decision, access,
        canned::{self, MAX_REPLIES, Save, Taken},
    },
};

/// A canned reply that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeReply {
    /// Just now.
    New(Entry),
    /// By an earlier try under the same client id.
    Repeat(Entry),
}

impl Desk {
    /// All canned replies, by shortcut.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Unavailable`.
    pub async fn canned_replies(&self, actor: &Actor) -> Result<Vec<Entry>, Error> {
        access::staff(actor)?;
        let mut replies = entries(EntryKind::CannedReply, self.store()).await?;
        replies.sort_by(|one, other| shortcut(one).cmp(shortcut(other)));
        Ok(replies)
    }

    /// Keeps a new canned reply.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` (also: the shortcut is taken), `Unavailable`.
    pub async fn make_canned_reply(
        &self,
        actor: &Actor,
        client_id: Option<ClientId>,
        reply: Given<CannedReply>,
    ) -> Result<MadeReply, Error> {
        access::admin(actor)?;
        let entry = Id::generate(self.inner.clock.now());
        self.change(&Making { actor, client_id, reply, entry }).await
    }

    /// Puts another in the place of a canned reply. Comes to the entry as it then is.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `NotFound`, `Invalid` (also: the shortcut is taken),
    /// `Unavailable`.
    pub async fn replace_canned_reply(
        &self,
        actor: &Actor,
        id: EntryId,
        reply: Given<CannedReply>,
    ) -> Result<Entry, Error> {
        access::admin(actor)?;
        self.change(&Replacing { actor, id, reply }).await
    }

    /// Removes a canned reply.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `NotFound`, `Unavailable`.
    pub async fn remove_canned_reply(&self, actor: &Actor, id: EntryId) -> Result<(), Error> {
        access::admin(actor)?;
        self.change(&Removing { actor, id }).await
    }
}

fn shortcut(entry: &Entry) -> &str {
    match &entry.content {
        EntryContent::CannedReply { reply, .. } => reply.shortcut.as_str(),
        _ => "",
    }
}

/// Who has the shortcut that is wanted.
async fn holder(
    reply: &Given<CannedReply>,
    store: &dyn Store,
) -> Result<Option<RecordId>, StoreError> {
    let Ok(reply) = reply else { return Ok(None) };
    let key = UniqueKey::canned(&reply.shortcut);
    let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
    Ok(loaded.owners.get(&key).copied())
}

struct Making<'a> {
    actor: &'a Actor,
    client_id: Option<ClientId>,
    reply: Given<CannedReply>,
    entry: EntryId,
}

impl Command for Making<'_> {
    type Facts = Taken;
    type Outcome = MadeReply;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Settings]
    }

    async fn load(&self, store: &dyn Store) -> Result<Taken, StoreError> {
        let by = holder(&self.reply, store).await?;
        let all = List::ChangedEntries { kind: EntryKind::CannedReply, after: None, limit: 1 };
        Ok(Taken { by, n_replies: store.count(&all, MAX_REPLIES).await? })
    }

    fn decide(&self, facts: &Taken, now: Timestamp) -> Result<Decision<MadeReply>, Error> {
        let save = Save { actor: self.actor, reply: &self.reply, now };
        let made = canned::make(facts, &save, self.entry, self.client_id.as_ref())?;
        Ok(Decision { batch: made.batch, outcome: MadeReply::New(made.outcome) })
    }

    async fn repeat(&self, _: &Taken, store: &dyn Store) -> Result<Option<MadeReply>, StoreError> {
        let (Some(client_id), Actor::Staff(staff)) = (&self.client_id, self.actor) else {
            return Ok(None);
        };
        let key = UniqueKey::new_canned(client_id, &staff.id);
        Ok(entry_at(&key, EntryKind::CannedReply, store).await?.map(MadeReply::Repeat))
    }
}

struct Replacing<'a> {
    actor: &'a Actor,
    id: EntryId,
    reply: Given<CannedReply>,
}

impl Command for Replacing<'_> {
    type Facts = (Option<Entry>, Option<RecordId>);
    type Outcome = Entry;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Settings]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let before = entry(self.id, EntryKind::CannedReply, store).await?;
        Ok((before, holder(&self.reply, store).await?))
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Entry>, Error> {
        let (before, taken_by) = facts;
        let save = Save { actor: self.actor, reply: &self.reply, now };
        canned::replace(before.as_ref(), *taken_by, &save)
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<Entry>, StoreError> {
        Ok(None)
    }
}

struct Removing<'a> {
    actor: &'a Actor,
    id: EntryId,
}

impl Command for Removing<'_> {
    type Facts = Option<Entry>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Settings]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        entry(self.id, EntryKind::CannedReply, store).await
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        canned::remove(facts.as_ref(), self.actor, now)
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}
