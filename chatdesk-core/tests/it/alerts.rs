//! Those who are not looking are told of what they have not read.

/// Each story is told over a store in memory and over a database.
macro_rules! stories {
    ($($story:ident),+ $(,)?) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $story() {
                super::$story(chatdesk_testkit::MemoryStore::new()).await;
            })+
        }
        mod in_sqlite {
            $(#[tokio::test]
            async fn $story() {
                super::$story(chatdesk_store_sqlite::SqliteStore::in_memory().await.unwrap()).await;
            })+
        }
    };
}

mod answers;
mod covered;
mod crashes;
mod failing;
mod ladder;
mod once;
mod panel;
mod personal;
mod processes;
mod storm;
mod telling;

use std::time::Duration;

use chatdesk_core::{Clock as _, Content, Delivery, Desk, SessionId, Store, Timestamp, Unread};
use chatdesk_testkit::{ManualClock, RecordingNotifier, eventually, given::NOW};
use tokio::task::JoinHandle;

use crate::stage::{Person, user_of};

/// How long the desk leaves a message unread before somebody is told.
const DELAY: Duration = Duration::from_mins(5);
const SECOND: Duration = Duration::from_secs(1);

fn at(after: Duration) -> Timestamp {
    NOW.plus(after)
}

/// What a delivery says of a chat that waits.
fn unread(delivery: &Delivery) -> &Unread {
    match &delivery.content {
        Content::Unread(unread) => unread,
        other => panic!("{other:?}"),
    }
}

/// A desk with a notifier, whose worker runs.
struct Scene {
    desk: Desk,
    clock: ManualClock,
    inbox: RecordingNotifier,
    worker: JoinHandle<()>,
}

impl Scene {
    async fn over(store: impl Store) -> Self {
        Self::of(store, ManualClock::default(), RecordingNotifier::new("inbox")).await
    }

    async fn of(store: impl Store, clock: ManualClock, inbox: RecordingNotifier) -> Self {
        let building = Desk::builder(store).clock(clock.clone()).notifier(inbox.clone());
        let desk = building.alert_after(DELAY).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        eventually("the worker runs", async || desk.ready().await.ok()).await;
        Self { desk, clock, inbox, worker }
    }

    fn user(&self, id: &str) -> Person {
        user_of(&self.desk, id)
    }

    /// Moves the clock to so long after the beginning.
    fn at(&self, after: Duration) {
        self.clock.set(at(after));
    }

    fn attempts(&self, session: SessionId) -> Vec<Delivery> {
        let mut attempts = self.inbox.attempts();
        attempts.retain(|delivery| unread(delivery).session == session);
        attempts
    }

    /// The attempts for a chat, once there are so many.
    async fn told(&self, session: SessionId, n_attempts: usize) -> Vec<Delivery> {
        let enough = async || {
            let attempts = self.attempts(session);
            (attempts.len() >= n_attempts).then_some(attempts)
        };
        eventually("the desk is told", enough).await
    }

    /// Lets the worker do all that is due by now: two others write, and are told of, one after the other.
    async fn settles(&self) {
        for _ in 0..2 {
            let other = self.user(&format!("other at {}", self.clock.now()));
            let session = other.writes_first("I too").await;
            self.clock.advance(DELAY);
            self.told(session, 1).await;
            other.ends(session).await;
        }
    }

    /// Stops the worker as a crash would.
    async fn crashes(self) -> (ManualClock, RecordingNotifier) {
        self.worker.abort();
        drop(self.worker.await);
        (self.clock, self.inbox)
    }
}
