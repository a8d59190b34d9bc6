//! Receivers that are down, or want nothing more.

use std::time::Duration;

use chatdesk_core::{Clock as _, Error, HostEvent, Interest, JobState, JobView, Outcome};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{ManualClock, RecordingNotifier, eventually};

use super::{SECOND, Scene, attempts};
use crate::stage::{Watched, admin_of};

/// Seconds between one attempt and the next, as the contract says; each up to a tenth longer.
const WAITS: [u32; 7] = [5, 20, 80, 320, 1_280, 3_600, 3_600];

fn messages(kind: &str) -> RecordingNotifier {
    RecordingNotifier::new(kind).told(Interest::events([HostEvent::Message]))
}

fn down() -> Outcome {
    Outcome::Retry { after: None, why: "no answer".to_owned() }
}

async fn scene(hook: &RecordingNotifier) -> Scene {
    let store = Watched::new(SqliteStore::in_memory().await.unwrap());
    Scene::of(&store, ManualClock::default(), &[hook]).await
}

/// The one delivery of this state, once it was tried so often, the last time now.
async fn listed(scene: &Scene, state: JobState, attempt: u32) -> JobView {
    let admin = admin_of(&scene.desk).actor;
    eventually("the attempt is settled", async || {
        let rows = scene.desk.deliveries(&admin, Ok(state), (None, 9)).await.unwrap().rows;
        // One that is under way was changed before.
        let now = scene.clock.now();
        rows.into_iter().find(|row| row.attempt == attempt && row.changed_at == now)
    })
    .await
}

#[tokio::test]
async fn a_receiver_that_is_down_is_tried_at_the_documented_times_and_then_given_up() {
    let hook = messages("hook");
    (0..8).for_each(|_| hook.answer(down()));
    let scene = scene(&hook).await;
    scene.user("ann").writes_first("hello").await;
    attempts(&hook, 1).await;

    for (n_before, wait) in (1..).zip(WAITS) {
        let row = listed(&scene, JobState::Waiting, n_before).await;
        let waits = row.job.due.since(scene.clock.now());
        let longest = SECOND * wait + SECOND * wait / 10;
        assert!((SECOND * wait..=longest).contains(&waits), "{n_before}: {waits:?}");
        scene.clock.set(row.job.due);
        let told = attempts(&hook, n_before as usize + 1).await;
        let last = told.last().unwrap();
        // Had it been tried before it was due it would say so.
        assert_eq!((last.at, last.attempt), (row.job.due, n_before + 1));
        assert_eq!(last.id, told[0].id);
    }

    let row = listed(&scene, JobState::Failed, 8).await;
    assert_eq!(row.error.as_deref(), Some("no answer"));
}

#[tokio::test]
async fn a_receiver_that_is_back_after_an_hour_gets_all_that_waited_in_its_order() {
    let hook = messages("hook");
    (0..6).for_each(|_| hook.answer(down()));
    let scene = scene(&hook).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    ann.says(session, "two").await;
    for n_attempts in 1..=6 {
        attempts(&hook, n_attempts).await;
        let row = listed(&scene, JobState::Waiting, u32::try_from(n_attempts).unwrap()).await;
        scene.clock.set(row.job.due);
    }
    assert!(scene.clock.now() >= super::at(super::HOUR));

    let told = attempts(&hook, 8).await;

    // The first is tried until it is through; the second waits in its lane.
    let ids: Vec<_> = told.iter().map(|delivery| delivery.id.as_str()).collect();
    assert!(ids[..7].iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_ne!(ids[7], ids[0]);
    assert_eq!((told[6].attempt, told[7].attempt), (7, 1));
}

#[tokio::test]
async fn what_was_given_up_is_kept_shown_to_administrators_and_tried_again_by_hand() {
    let hook = messages("hook");
    hook.answer(Outcome::Refused { why: "gone".to_owned() });
    let scene = scene(&hook).await;
    let admin = admin_of(&scene.desk).actor;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    let row = listed(&scene, JobState::Failed, 1).await;
    assert_eq!((row.error.as_deref(), row.job.notifier.as_deref()), (Some("gone"), Some("hook")));
    // Its lane goes on.
    ann.says(session, "two").await;
    attempts(&hook, 2).await;
    let refused = scene.desk.retry_delivery(&ann.actor, row.number).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let unknown = scene.desk.retry_delivery(&admin, row.number + 999).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");

    let revived = scene.desk.retry_delivery(&admin, row.number).await.unwrap();

    assert_eq!((revived.number, revived.state), (row.number, JobState::Waiting));
    let told = attempts(&hook, 3).await;
    assert_eq!((&told[2].id, told[2].attempt), (&told[0].id, 1));
    eventually("it is settled", async || {
        let retried = scene.desk.retry_delivery(&admin, row.number).await;
        matches!(retried, Err(Error::NotFound)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_that_waits_is_not_tried_sooner_by_hand() {
    let hook = messages("hook");
    hook.answer(Outcome::Retry { after: Some(Duration::from_mins(10)), why: "busy".to_owned() });
    let scene = scene(&hook).await;
    scene.user("ann").writes_first("hello").await;
    let row = listed(&scene, JobState::Waiting, 1).await;
    assert_eq!(row.job.due.since(scene.clock.now()), Duration::from_mins(10));

    let admin = admin_of(&scene.desk).actor;
    assert_eq!(scene.desk.retry_delivery(&admin, row.number).await.unwrap(), row);
}

#[tokio::test]
async fn whoever_asks_to_be_left_alone_for_years_is_asked_again_after_a_day() {
    let hook = messages("hook");
    let years = Duration::from_hours(24 * 3_650);
    hook.answer(Outcome::Retry { after: Some(years), why: "busy".to_owned() });
    let scene = scene(&hook).await;
    scene.user("ann").writes_first("hello").await;

    let row = listed(&scene, JobState::Waiting, 1).await;

    assert_eq!(row.job.due.since(scene.clock.now()), Duration::from_hours(24));
}
