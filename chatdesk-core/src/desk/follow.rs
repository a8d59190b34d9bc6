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
        let mut pace = Pace::default();
        loop {
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
                    warn_of(&error);
                    clock.sleep_until(clock.now().plus(LOOK_EVERY)).await;
                    continue;
                }
            }
            tokio::select! {
                () = self.inner.live.grows_beyond(seen) => {}
                () = clock.sleep_until(clock.now().plus(LOOK_EVERY)) => {}
            }
            clock.sleep_until(pace.next(clock.now())).await;
        }
    }
}

fn warn_of(error: &(dyn std::error::Error + 'static)) {
    warn!(error, "the log cannot be followed; its events are told later");
}

/// When to look again: at once as a rule. Where there is no end of commits many are told of in one, so that those who write
/// do not wait for each of them.
#[derive(Default)]
struct Pace {
    /// When all looks so far were due, had they been made one after the other.
    spent: Timestamp,
}

impl Pace {
    const BETWEEN: Duration = Duration::from_millis(50);
    /// So many looks are made at once before that.
    const AT_ONCE: u32 = 100;

    fn next(&mut self, now: Timestamp) -> Timestamp {
        let saved = Self::BETWEEN * Self::AT_ONCE;
        // A clock may go back.
        self.spent = self.spent.max(now).min(now.plus(saved)).plus(Self::BETWEEN);
        self.spent.minus(saved).max(now)
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
        // What staff say among themselves no system is told.
        (Audience::Customer(_) | Audience::Members(_), ..) => None,
        (_, RecordId::Session(id), kind) => HostEvent::of(kind).map(|_| Scope::Session(id)),
        (
            _,
            RecordId::Ticket(_),
            EventKind::TicketMade { number } | EventKind::TicketChanged { number },
        ) => Some(Scope::Ticket(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pace;
    use crate::Timestamp;

    /// After how many milliseconds a look comes that is wanted at once, after so many others.
    fn wait(pace: &mut Pace, now: Timestamp) -> u128 {
        pace.next(now).since(now).as_millis()
    }

    #[test]
    fn looks_are_made_at_once_until_there_is_no_end_of_them() {
        let (mut pace, now) = (Pace::default(), Timestamp::default());
        assert!((0..100).all(|_| wait(&mut pace, now) == 0));
        assert_eq!(wait(&mut pace, now), 50);
        assert_eq!(wait(&mut pace, now.plus(Duration::from_millis(50))), 50);
        assert_eq!(wait(&mut pace, now.plus(Duration::from_secs(1))), 0);
    }

    #[test]
    fn a_clock_that_goes_back_holds_nobody_up() {
        let (mut pace, now) = (Pace::default(), Timestamp::default());
        assert!((0..200).map(|_| wait(&mut pace, now)).last() > Some(0));
        assert!(wait(&mut pace, now.minus(Duration::from_hours(24))) <= 50);
    }
}
