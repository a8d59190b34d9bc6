//! One recipient is told of one session.

use std::collections::BTreeMap;

use tracing::{debug, warn};

use super::{devices_of, told};
use crate::{
    Claimed, Content, EntryId, EntryKind, Error, Id, Notifier, Outcome, Recipient, Scope, Side,
    Store, StoreError, Timestamp, UniqueKey,
    desk::{
        Desk,
        change::Command,
        entries::entry_at,
        lanes::LaneKey,
        look::{latest, view_of},
    },
    rules::{
        Decision,
        alert::{
            Way, answer, panel, recipient,
            tell::{self, Begun, Facts, Tell, Tried},
        },
        outbox::Settled,
        task::Alert,
    },
};

impl Desk {
    /// Tells one recipient of a session, where that is still wanted.
    pub(in crate::desk) async fn tell(
        &self,
        claimed: &Claimed,
        (alert, side): (Alert, Side),
        notifier: &dyn Notifier,
    ) -> Result<(), Error> {
        let Some(way) = self.inner.alerts.way(side, notifier.kind()) else {
            // It tells them nothing any more.
            return self.settle_unwanted(claimed).await;
        };
        let now = self.inner.clock.now();
        let ids = (Id::generate(now), Id::generate(now));
        let telling = Telling { desk: self, claimed, alert, side, way, ids };
        let (facts, begun) = self.change(&telling).await?;
        let content = match begun {
            Begun::Go(content) => *content,
            Begun::Unwanted => return self.settle_unwanted(claimed).await,
            Begun::Waits(until) => return self.put_back(claimed, until).await,
            Begun::PutOff => return Ok(()),
        };
        let outcome = self.attempt_of(claimed, notifier, &content).await;
        if let Outcome::Pause { until, why } = &outcome {
            return self.pause_for(claimed, *until, why).await;
        }
        let jitter = crate::random::jitter();
        let (facts, content, outcome) = (&facts, &content, &outcome);
        let tried = Tried { facts, content, outcome, jitter };
        let settled = self.change(&Settling { telling: &telling, tried }).await?;
        note(claimed, outcome, settled.as_ref());
        Ok(())
    }
}

pub(super) fn note(claimed: &Claimed, outcome: &Outcome, settled: Option<&Settled>) {
    let (job, attempt) = (claimed.job.key.as_str(), claimed.attempt);
    match settled {
        Some(Settled::GivenUp(why)) => warn!(job, attempt, why, "a delivery was given up"),
        Some(Settled::Waits) => debug!(job, attempt, ?outcome, "a delivery is tried again"),
        Some(Settled::Done) => debug!(job, attempt, ?outcome, "a delivery is done"),
        None => debug!(job, attempt, "a delivery is somebody else's by now"),
    }
}

struct Telling<'a> {
    desk: &'a Desk,
    claimed: &'a Claimed,
    alert: Alert,
    side: Side,
    way: &'a Way,
    ids: (EntryId, EntryId),
}

impl Telling<'_> {
    async fn facts(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        let Alert { session, to, .. } = self.alert;
        let Some(view) = view_of(store, session).await? else { return Ok(Facts::default()) };
        let recipient = match (self.side, to) {
            (Side::Desk, _) => self.desk.recipient(self.way, to, store).await?,
            (Side::Customer, _) => {
                let devices = devices_of(view.contact.id, store).await?;
                let device = devices.into_iter().find(|device| Some(device.id) == to);
                answer::recipient(&view, device, to)
            }
        };
        let messages = latest(session, store).await?;
        let (view, messages) = match (&view.session.panel, &recipient) {
            (None, _) => (Some(view), messages),
            (Some(_), Some((_, Some(entry)))) => {
                let seen = panel::owner(entry);
                let seen = seen.and_then(|owner| panel::as_told(&view, &messages, owner));
                seen.map_or((None, Vec::new()), |(view, messages)| (Some(view), messages))
            }
            (Some(_), _) => (None, Vec::new()),
        };
        Ok(Facts {
            messages,
            told: told(session, store).await?,
            telling: self.desk.telling(self.way, to, store).await?,
            view,
            recipient,
            taken: BTreeMap::new(),
        })
    }

    fn tell(&self, now: Timestamp) -> Tell<'_> {
        let Self { desk, claimed, alert, side, way, ids } = *self;
        Tell { claimed, alert, side, way, alerts: &desk.inner.alerts, now, ids }
    }
}

impl Desk {
    /// Where somebody of the desk is told, and the entry that says so; `None` when they are there no more.
    pub(super) async fn recipient(
        &self,
        way: &Way,
        to: Option<EntryId>,
        store: &dyn Store,
    ) -> Result<Option<(Recipient, Option<crate::Entry>)>, StoreError> {
        let Some(id) = to else { return Ok(Some((Recipient::Own, None))) };
        let entry = self.person(id, store).await?;
        Ok(entry.and_then(|entry| Some((recipient(&entry, way)?, Some(entry)))))
    }

    /// The calls to a recipient, where they are counted.
    pub(super) async fn telling(
        &self,
        way: &Way,
        to: Option<EntryId>,
        store: &dyn Store,
    ) -> Result<Option<crate::Entry>, StoreError> {
        if way.per_minute.is_none() {
            return Ok(None);
        }
        entry_at(&UniqueKey::telling(&way.kind, to), EntryKind::Telling, store).await
    }
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
        let Decision { batch, outcome } = tell::begin(facts, &self.tell(now));
        Ok(Decision { batch, outcome: (facts.clone(), outcome) })
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Self::Outcome>, StoreError> {
        Ok(None)
    }
}

struct Settling<'a> {
    telling: &'a Telling<'a>,
    tried: Tried<'a>,
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
        let names = tell::names(&self.telling.way.kind, self.tried.outcome);
        let taken = match names.as_slice() {
            [] => BTreeMap::new(),
            names => store.load(&Scope::Keys, names).await?.owners,
        };
        Ok(Facts { taken, ..self.telling.facts(store).await? })
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Option<Settled>>, Error> {
        let Decision { batch, outcome } = tell::settle(facts, &self.tried, &self.telling.tell(now));
        Ok(Decision { batch, outcome: Some(outcome) })
    }

    /// What they were told may have been written meanwhile, else the lease is lost.
    async fn repeat(
        &self,
        facts: &Facts,
        store: &dyn Store,
    ) -> Result<Option<Option<Settled>>, StoreError> {
        let now = self.telling.facts(store).await?;
        let is_as_it_was = now.told == facts.told && now.recipient == facts.recipient;
        Ok(is_as_it_was.then_some(None))
    }
}

impl Desk {
    /// One attempt under the name of its job.
    pub(super) async fn attempt_of(
        &self,
        claimed: &Claimed,
        notifier: &dyn Notifier,
        content: &Content,
    ) -> Outcome {
        let id = crate::DeliveryId::new(claimed.job.key.as_str().to_owned());
        let (attempt, at) = (claimed.attempt, self.inner.clock.now());
        let delivery = crate::Delivery { id, attempt, at, content: content.clone() };
        self.attempt(notifier, &delivery).await
    }
}
