//! One recipient is told of all that was put off.

use std::collections::BTreeSet;

use super::{READ_AT_ONCE, tell::note, told};
use crate::{
    Claimed, Entry, EntryContent, EntryId, EntryKind, Error, Id, List, Notifier, Outcome, RecordId,
    Side, Store, StoreError, Timestamp,
    desk::{Desk, change::Command, lanes::LaneKey, look::view_of},
    rules::{
        Decision,
        alert::{
            Way,
            digest::{self, Facts, Tell},
            tell::{self, Begun},
        },
        outbox::Settled,
    },
};

impl Desk {
    /// Tells one recipient of all that was put off, where that is still wanted.
    pub(in crate::desk) async fn tell_digest(
        &self,
        claimed: &Claimed,
        to: Option<EntryId>,
        notifier: &dyn Notifier,
    ) -> Result<(), Error> {
        let Some(way) = self.inner.alerts.way(Side::Desk, notifier.kind()) else {
            return self.settle_unwanted(claimed).await;
        };
        let entry = Id::generate(self.inner.clock.now());
        let telling = Telling { desk: self, claimed, to, way, entry };
        let (facts, begun) = self.change(&telling).await?;
        let content = match begun {
            Begun::Go(content) => *content,
            Begun::Unwanted | Begun::PutOff => return Ok(()),
            Begun::Waits(until) => return self.put_back(claimed, until).await,
        };
        let outcome = self.attempt_of(claimed, notifier, &content).await;
        if let Outcome::Pause { until, why } = &outcome {
            return self.pause_for(claimed, *until, why).await;
        }
        let jitter = crate::random::jitter();
        let settling = Settling { telling: &telling, tried: &facts, outcome: &outcome, jitter };
        let settled = self.change(&settling).await?;
        note(claimed, &outcome, settled.as_ref());
        Ok(())
    }
}

struct Telling<'a> {
    desk: &'a Desk,
    claimed: &'a Claimed,
    to: Option<EntryId>,
    way: &'a Way,
    entry: EntryId,
}

impl Telling<'_> {
    async fn facts(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        let recipient = self.desk.recipient(self.way, self.to, store).await?;
        let telling = self.desk.telling(self.way, self.to, store).await?;
        let (put_off, has_more) = match &telling {
            Some(telling) => put_off(telling, store).await?,
            None => (vec![], false),
        };
        let mut sessions = Vec::new();
        let ids = put_off.iter().filter_map(|entry| match entry.content {
            EntryContent::PutOff { session } => Some(session),
            _ => None,
        });
        for id in ids.collect::<BTreeSet<_>>() {
            if let Some(view) = view_of(store, id).await? {
                sessions.push((view, told(id, store).await?));
            }
        }
        let known = tell::Facts { recipient, telling, ..tell::Facts::default() };
        Ok(Facts { known, put_off, has_more, sessions })
    }

    fn tell(&self, now: Timestamp) -> Tell<'_> {
        let Self { desk, claimed, to, way, entry } = *self;
        Tell { claimed, to, way, alerts: &desk.inner.alerts, now, entry }
    }
}

async fn put_off(telling: &Entry, store: &dyn Store) -> Result<(Vec<Entry>, bool), StoreError> {
    let (subject, kind) = (RecordId::Entry(telling.id), EntryKind::PutOff);
    let list = List::Entries { subject, kind, after: None, limit: READ_AT_ONCE };
    let page = store.list(&list).await?.value;
    Ok((page.entries, page.next.is_some()))
}

impl Command for Telling<'_> {
    type Facts = Facts;
    /// What the attempt is made of, with what becomes of it.
    type Outcome = (Facts, Begun);

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        self.facts(store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Self::Outcome>, Error> {
        let Decision { batch, outcome } = digest::begin(facts, &self.tell(now));
        Ok(Decision { batch, outcome: (facts.clone(), outcome) })
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Self::Outcome>, StoreError> {
        Ok(None)
    }
}

struct Settling<'a> {
    telling: &'a Telling<'a>,
    tried: &'a Facts,
    outcome: &'a Outcome,
    jitter: u32,
}

impl Command for Settling<'_> {
    /// How what it was made of stands now.
    type Facts = Facts;
    /// `None` when the lease is lost.
    type Outcome = Option<Settled>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        self.telling.facts(store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Option<Settled>>, Error> {
        let (tell, came_to) = (self.telling.tell(now), (self.outcome, self.jitter));
        let Decision { batch, outcome } = digest::settle(facts, self.tried, came_to, &tell);
        Ok(Decision { batch, outcome: Some(outcome) })
    }

    /// What they were told may have been written meanwhile, else the lease is lost.
    async fn repeat(
        &self,
        facts: &Facts,
        store: &dyn Store,
    ) -> Result<Option<Option<Settled>>, StoreError> {
        let told =
            |facts: &Facts| facts.sessions.iter().map(|(_, told)| told.clone()).collect::<Vec<_>>();
        let now = self.telling.facts(store).await?;
        let is_as_it_was = told(&now) == told(facts)
            && now.put_off == facts.put_off
            && now.known.recipient == facts.known.recipient;
        Ok(is_as_it_was.then_some(None))
    }
}
