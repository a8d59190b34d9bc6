//! A host's systems are told what happened: each notifier follows the log by itself.

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::join_all;
use tracing::warn;

use super::{Desk, change::Command, entries::entry_at, lanes::LaneKey};
use crate::{
    Audience, EntryId, EntryKind, Error, Event, EventKind, HostEvent, Id, Interest, NewEvent,
    Notifier, Position, RecordId, Scope, Store, StoreError, Timestamp, UniqueKey,
    rules::{
        Decision,
        follow::{self, Facts, Follow, Followed},
    },
};

/// Other processes write too.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const READ_AT_ONCE: u16 = 200;

impl Desk {
    /// Lets deliveries of what happened wait, for whoever wants to know; what was committed while nobody ran as well.
    pub(super) async fn follow_events(&self) {
        let notifiers = &self.inner.notifiers;
        let followers = notifiers.iter().map(|notifier| self.follow_for(&**notifier));
        join_all(followers).await;
        std::future::pending::<()>().await;
    }

    async fn follow_for(&self, notifier: &dyn Notifier) {
        let interest = notifier.interest();
        if interest.events.is_empty() {
            return;
        }
        let (clock, mut seen) = (&self.inner.clock, Position::ZERO);
        loop {
            // Asked for before the log is read, so that a commit in between is not slept over.
            let committed = self.inner.live.any_commit();
            let entry = Id::generate(clock.now());
            let following =
                Following { notifier: notifier.kind(), interest: &interest, seen, entry };
            match self.change(&following).await {
                Ok(Followed { up_to, has_more, n_missed }) => {
                    if n_missed > 0 {
                        let notifier = notifier.kind();
                        warn!(notifier, n_missed, "events were removed before they were told");
                    }
                    seen = up_to;
                    if has_more {
                        continue;
                    }
                }
                Err(error) => {
                    let error = &error as &(dyn std::error::Error + 'static);
                    warn!(error, "the log cannot be followed; its events are told later");
                }
            }
            tokio::select! {
                () = committed => {}
                () = clock.sleep_until(clock.now().plus(LOOK_EVERY)) => {}
            }
        }
    }
}

struct Following<'a> {
    notifier: &'a str,
    interest: &'a Interest,
    /// What this process has looked at, further than is stored where nothing was to be told.
    seen: Position,
    entry: EntryId,
}

impl Command for Following<'_> {
    type Facts = Facts;
    type Outcome = Followed;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        let key = UniqueKey::followed(self.notifier);
        let followed = entry_at(&key, EntryKind::Followed, store).await?;
        let (from, limit) = match follow::position(followed.as_ref()) {
            Some(position) => (position.max(self.seen), READ_AT_ONCE),
            // Nothing of what was before is told.
            None => (Position::ZERO, 0),
        };
        let log = store.log(from, limit).await?;
        let mut owners = BTreeMap::new();
        for Event { fact, .. } in &log.events {
            if let Some(scope) = whose(fact) {
                let view = store.load(&scope, &[]).await?.sessions.pop();
                owners.extend(view.map(|view| (fact.subject, view.contact.id)));
            }
        }
        Ok(Facts { followed, log, from, owners })
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Followed>, Error> {
        let Self { notifier, interest, entry, .. } = *self;
        Ok(follow::decide(facts, &Follow { notifier, interest, now, entry }))
    }

    /// Another process was faster: what it told is not told again.
    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Followed>, StoreError> {
        Ok(None)
    }
}

/// Where it stands about whom a fact is that does not say so itself, of those that hosts are told.
fn whose(fact: &NewEvent) -> Option<Scope> {
    match (fact.audience, fact.subject, fact.kind) {
        (Audience::Customer(_), ..) => None,
        (_, RecordId::Session(id), kind) => HostEvent::of(kind).map(|_| Scope::Session(id)),
        (
            _,
            RecordId::Ticket(_),
            EventKind::TicketMade { number } | EventKind::TicketChanged { number },
        ) => Some(Scope::Ticket(number)),
        _ => None,
    }
}
