//! Tokens that count no longer.

use std::{
    collections::HashMap,
    fmt,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use tokio::sync::{Mutex, Notify, OnceCell};
use tracing::warn;

use super::{
    Desk,
    change::Command,
    entries::{changed_since, entry_at},
    lanes::LaneKey,
};
use crate::{
    Actor, Address, Entry, EntryContent, EntryId, EntryKind, Error, Given, Id, PageKey, Store,
    StoreError, Timestamp, UniqueKey,
    rules::{
        Decision, access,
        revoke::{self, digest},
    },
};

/// Other processes may revoke too, and streams end within a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Whose tokens were revoked and when, in memory: every request with a token asks.
#[derive(Default)]
pub(super) struct Revocations {
    known: RwLock<Known>,
    /// Up to where the store's list was read.
    read: Mutex<Option<PageKey>>,
    filled: OnceCell<()>,
    told: Notify,
}

#[derive(Default)]
struct Known {
    by_digest: HashMap<String, Timestamp>,
    /// Of all of them; tokens issued since need no digest.
    latest: Option<Timestamp>,
}

/// Shows nobody.
impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocations").finish_non_exhaustive()
    }
}

impl Revocations {
    pub(super) fn remember(&self, revoked: impl IntoIterator<Item = (String, Timestamp)>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut n_moved = 0;
        for (who, at) in revoked {
            let entry = known.by_digest.entry(who).or_insert(Timestamp::from_micros(i64::MIN));
            if at > *entry {
                *entry = at;
                n_moved += 1;
            }
            known.latest = known.latest.max(Some(at));
        }
        drop(known);
        if n_moved > 0 {
            self.told.notify_waiters();
        }
    }

    /// When somebody's tokens were revoked, if any was that was issued then.
    fn of(&self, actor: &Actor, issued_at: Option<Timestamp>) -> Option<Timestamp> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let latest = known.latest?;
        let is_newer = |at| issued_at.is_none_or(|issued_at| issued_at < at);
        if !is_newer(latest) {
            return None;
        }
        let revoked_at = known.by_digest.get(&digest(id(actor)?)).copied();
        revoked_at.filter(|at| is_newer(*at))
    }
}

/// By which id somebody's tokens are revoked; `None` where there is no person.
fn id(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::Customer(customer) => Some(customer.address.as_str()),
        Actor::Staff(staff) => Some(&staff.id),
        Actor::Host | Actor::Ticket(_) => None,
    }
}

impl Desk {
    /// Declares worthless all tokens that one person was given before now: in this process at once, in others on the same
    /// store within a second. Streams that rest on them end. Nobody needs to be known for that.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for text that is no address, `Unavailable`.
    pub async fn revoke(&self, actor: &Actor, address: Given<Address>) -> Result<(), Error> {
        access::admin(actor)?;
        let address = address?;
        let entry = Id::generate(self.inner.clock.now());
        let at = self.change(&Revoking { actor, address: &address, entry }).await?;
        self.inner.revocations.remember([(digest(address.as_str()), at)]);
        Ok(())
    }

    /// Whether a token of this actor, made at that instant, was revoked since.
    ///
    /// A token that does not say when it was made is revoked by any revocation of its owner. A host's server and a
    /// ticket are no persons: their tokens are never revoked.
    ///
    /// # Errors
    /// `Unavailable`: the store could not be asked yet who was revoked before this process began.
    pub async fn is_revoked(
        &self,
        actor: &Actor,
        issued_at: Option<Timestamp>,
    ) -> Result<bool, Error> {
        self.know_revocations().await?;
        Ok(self.inner.revocations.of(actor, issued_at).is_some())
    }

    /// When this actor's tokens were last revoked, as far as this process knows.
    #[must_use]
    pub fn revoked_at(&self, actor: &Actor) -> Option<Timestamp> {
        self.inner.revocations.of(actor, None)
    }

    /// Completes once a token of this actor, made at that instant, is revoked. May be dropped while it waits.
    pub async fn until_revoked(&self, actor: &Actor, issued_at: Option<Timestamp>) {
        let revocations = &self.inner.revocations;
        loop {
            // Asked for before the look, so that a revocation in between is not slept over.
            let told = revocations.told.notified();
            if revocations.of(actor, issued_at).is_some() {
                return;
            }
            told.await;
        }
    }

    /// Follows what other processes revoke.
    ///
    /// By the list and not by the log, of which a process without listeners skips what it missed.
    pub(super) async fn follow_revocations(&self) {
        let clock = &self.inner.clock;
        loop {
            match self.look_for_revocations().await {
                Ok(()) => drop(self.inner.revocations.filled.set(())),
                Err(error) => {
                    let error = &error as &(dyn std::error::Error + 'static);
                    warn!(error, "it cannot be read whose tokens were revoked; it is tried again");
                }
            }
            clock.sleep_until(clock.now().plus(LOOK_EVERY)).await;
        }
    }

    /// Reads once who was revoked before this process began.
    pub(super) async fn know_revocations(&self) -> Result<(), StoreError> {
        let look = async || self.look_for_revocations().await;
        self.inner.revocations.filled.get_or_try_init(look).await?;
        Ok(())
    }

    async fn look_for_revocations(&self) -> Result<(), StoreError> {
        let revocations = &self.inner.revocations;
        let mut read = revocations.read.lock().await;
        let changed = changed_since(&mut read, EntryKind::Revoked, self.store()).await?;
        revocations.remember(changed.into_iter().filter_map(|entry| match entry.content {
            EntryContent::Revoked { who, .. } => Some((who, entry.at)),
            _ => None,
        }));
        Ok(())
    }
}

/// What is kept of the revocation of somebody's tokens.
pub(super) async fn revocation_of(
    id: &str,
    store: &dyn Store,
) -> Result<Option<Entry>, StoreError> {
    entry_at(&UniqueKey::revoked(&digest(id)), EntryKind::Revoked, store).await
}

struct Revoking<'a> {
    actor: &'a Actor,
    address: &'a Address,
    entry: EntryId,
}

impl Command for Revoking<'_> {
    type Facts = Option<Entry>;
    type Outcome = Timestamp;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Person(self.address.clone())]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        revocation_of(self.address.as_str(), store).await
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Timestamp>, Error> {
        let Self { actor, address, entry } = *self;
        revoke::decide(facts.as_ref(), &revoke::Revoke { actor, address, now, entry })
    }

    async fn repeat(
        &self,
        _: &Self::Facts,
        _: &dyn Store,
    ) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }
}
