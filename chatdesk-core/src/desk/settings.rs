//! What administrators choose while the server runs.

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Account, Actor, Agent, Attendance, Entry, EntryContent, EntryId, EntryKind, Error, Given, Id,
    List, Opening, Settings, Store, StoreError, Timestamp,
    rules::{
        Decision, access, hours,
        settings::{self, Save},
    },
};

/// What anybody's window shows before they wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What administrators chose.
    pub settings: Settings,
    /// Whether somebody is there by the opening hours.
    pub opening: Opening,
    /// How many of the desk are there, as far as this process knows.
    pub n_agents: usize,
}

/// Somebody of the desk, and whether they are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub agent: Agent,
    /// Whether they are there now, as far as this process knows.
    pub attendance: Attendance,
}

impl Desk {
    /// What a window shows to anybody before they wrote. Nothing is recorded.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn shown(&self) -> Result<Shown, Error> {
        let settings = match load(self.store()).await? {
            Some(Entry { content: EntryContent::Settings { settings, .. }, .. }) => settings,
            _ => Settings::default(),
        };
        let now = self.inner.clock.now();
        let opening = settings.hours.as_ref().map_or(Opening::Open, |it| hours::opening(it, now));
        Ok(Shown { settings, opening, n_agents: self.agents_there().len() })
    }

    /// Those who have an account, and whoever else is there now, by name.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Unavailable`.
    pub async fn agents(&self, actor: &Actor) -> Result<Vec<Present>, Error> {
        let there = self.agents_there();
        let is_there = |id: &str| there.iter().any(|agent| agent.id == id);
        let accounts = self.accounts(actor).await?;
        let of_account = |account: &Account| {
            let (id, name) = (account.id(), Some(account.name.to_string()));
            let attendance = if is_there(&id) { Attendance::Online } else { Attendance::Offline };
            Present { agent: Agent { id, name }, attendance }
        };
        let mut agents: Vec<_> = accounts.iter().map(of_account).collect();
        for agent in there {
            if !agents.iter().any(|known| known.agent.id == agent.id) {
                agents.push(Present { agent, attendance: Attendance::Online });
            }
        }
        let name = |it: &Present| it.agent.name.as_deref().unwrap_or(&it.agent.id).to_lowercase();
        agents.sort_by_cached_key(|it| (name(it), it.agent.id.clone()));
        Ok(agents)
    }

    /// The settings, and who saved them when; `None` while nobody has.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Unavailable`.
    pub async fn settings(&self, actor: &Actor) -> Result<Option<Entry>, Error> {
        access::staff(actor)?;
        Ok(load(self.store()).await?)
    }

    /// Saves all settings at once; of two who do the later one wins whole. Comes to the entry that says so.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid`, `Unavailable`.
    pub async fn save_settings(
        &self,
        actor: &Actor,
        settings: Given<Settings>,
    ) -> Result<Entry, Error> {
        access::admin(actor)?;
        let entry = Id::generate(self.inner.clock.now());
        self.change(&Saving { actor, settings, entry }).await
    }
}

/// There is one at most: its key is claimed once.
async fn load(store: &dyn Store) -> Result<Option<Entry>, StoreError> {
    let list = List::ChangedEntries { kind: EntryKind::Settings, after: None, limit: 1 };
    Ok(store.list(&list).await?.value.entries.into_iter().next())
}

struct Saving<'a> {
    actor: &'a Actor,
    settings: Given<Settings>,
    entry: EntryId,
}

impl Command for Saving<'_> {
    type Facts = Option<Entry>;
    type Outcome = Entry;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Settings]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        load(store).await
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Entry>, Error> {
        let Self { actor, settings, entry } = self;
        settings::decide(facts.as_ref(), &Save { actor, settings, now, entry: *entry })
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<Entry>, StoreError> {
        Ok(None)
    }
}
