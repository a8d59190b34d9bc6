//! Deliveries: limits, pauses, waits, what is given up, and what happened.

mod events;
mod giving_up;
mod holding_up;

use std::time::Duration;

use chatdesk_core::{
    Delivery, Desk, DeskBuilder, EntryKind, HostEvent, Interest, List, Store as _, Timestamp,
};
use chatdesk_testkit::{ManualClock, RecordingNotifier, eventually, given::NOW};
use tokio::task::JoinHandle;

use crate::stage::{Person, Watched, user_of};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

fn at(after: Duration) -> Timestamp {
    NOW.plus(after)
}

/// A notifier that is told all that happens.
fn hook(kind: &str) -> RecordingNotifier {
    RecordingNotifier::new(kind).told(Interest::events(HostEvent::ALL))
}

/// A desk whose worker runs.
struct Scene {
    desk: Desk,
    clock: ManualClock,
    worker: JoinHandle<()>,
}

impl Scene {
    async fn of(store: &Watched, clock: ManualClock, hooks: &[&RecordingNotifier]) -> Self {
        let add =
            |building: DeskBuilder, hook: &&RecordingNotifier| building.notifier((*hook).clone());
        let building = Desk::builder(store.clone()).clock(clock.clone());
        let desk = hooks.iter().fold(building, add).alert_after(Duration::ZERO).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        eventually("the worker runs", async || desk.ready().await.ok()).await;
        eventually("everybody follows", async || {
            let list = List::ChangedEntries { kind: EntryKind::Followed, after: None, limit: 9 };
            (store.count(&list, 9).await.unwrap() as usize >= hooks.len()).then_some(())
        })
        .await;
        Self { desk, clock, worker }
    }

    fn user(&self, id: &str) -> Person {
        user_of(&self.desk, id)
    }

    /// Stops the worker as a crash would.
    async fn crashes(self) {
        self.worker.abort();
        drop(self.worker.await);
    }
}

/// The attempts of a notifier, once there are so many.
async fn attempts(hook: &RecordingNotifier, n_attempts: usize) -> Vec<Delivery> {
    let enough = async || {
        let attempts = hook.attempts();
        (attempts.len() >= n_attempts).then_some(attempts)
    };
    eventually("the attempts are made", enough).await
}
