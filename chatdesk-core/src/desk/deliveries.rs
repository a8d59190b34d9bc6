//! What waits to be told, what was given up, and trying that again by hand.

use super::{Desk, change::Command, entries::entries, lanes::LaneKey};
use crate::{
    Actor, EntryContent, EntryKind, Error, Given, JobState, JobView, List, PageKey, Store,
    StoreError, Timestamp,
    rules::{Decision, access, outbox},
};

/// One page of deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deliveries {
    /// The rows, the latest made first. [`JobView::number`] names each.
    pub rows: Vec<JobView>,
    /// How many there are on all pages, counted up to 10,000.
    pub total: u32,
    /// Where the next page begins.
    pub next: Option<PageKey>,
    /// Notifiers that are left alone now, by their names: what they carry waits.
    pub pauses: Vec<Paused>,
}

/// A notifier that is left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paused {
    /// Its [kind](crate::Notifier::kind).
    pub notifier: String,
    /// Until then.
    pub until: Timestamp,
    /// What is wrong, in its own words.
    pub why: String,
}

/// Nobody reads on to there.
const CAP: u32 = 10_000;

impl Desk {
    /// Deliveries that wait, or those that were given up: one page, at most `limit`.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for what was given, `Unavailable`.
    pub async fn deliveries(
        &self,
        actor: &Actor,
        state: Given<JobState>,
        (after, limit): (Option<PageKey>, u16),
    ) -> Result<Deliveries, Error> {
        access::admin(actor)?;
        let list = List::Jobs { state: state?, after, limit };
        let page = self.store().list(&list).await?.value;
        let total = self.store().count(&list, CAP).await?;
        let pauses = self.lasting_pauses().await?;
        Ok(Deliveries { rows: page.jobs, total, next: page.next, pauses })
    }

    pub(super) async fn lasting_pauses(&self) -> Result<Vec<Paused>, StoreError> {
        let now = self.inner.clock.now();
        let paused = entries(EntryKind::Paused, self.store()).await?.into_iter();
        let mut pauses: Vec<_> = paused
            .filter_map(|entry| match entry.content {
                EntryContent::Paused { notifier, until, why } if until > now => {
                    Some(Paused { notifier, until, why })
                }
                _ => None,
            })
            .collect();
        pauses.sort_by(|one, other| one.notifier.cmp(&other.notifier));
        Ok(pauses)
    }

    /// Lets a delivery that was given up be tried again, as if it had never been; comes to it as it waits. One that waits
    /// already stays as it is.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `NotFound`, `Unavailable`.
    pub async fn retry_delivery(&self, actor: &Actor, number: u64) -> Result<JobView, Error> {
        access::admin(actor)?;
        self.change(&Reviving { actor, number }).await
    }
}

struct Reviving<'a> {
    actor: &'a Actor,
    number: u64,
}

impl Command for Reviving<'_> {
    type Facts = Option<JobView>;
    type Outcome = JobView;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let order = self.number.saturating_add(1);
        for state in [JobState::Failed, JobState::Waiting] {
            let after = Some(PageKey { order, id: uuid::Uuid::nil() });
            let page = store.list(&List::Jobs { state, after, limit: 1 }).await?.value;
            let mut rows = page.jobs.into_iter();
            if let Some(found) = rows.find(|row| row.number == self.number) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn decide(&self, found: &Self::Facts, now: Timestamp) -> Result<Decision<JobView>, Error> {
        outbox::revive(self.actor, found.as_ref(), now)
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<JobView>, StoreError> {
        Ok(None)
    }
}
