//! Notifiers that fail, panic, hang or come too late.

use std::time::Duration;

use chatdesk_core::{Outcome, SessionId};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::eventually;

use super::{DELAY, SECOND, Scene, at};
use crate::stage::{Watched, admin_of};

const HOUR: Duration = Duration::from_hours(1);

async fn scene() -> (Scene, Watched) {
    let store = Watched::new(SqliteStore::in_memory().await.unwrap());
    (Scene::over(store.clone()).await, store)
}

fn retry(after: Option<Duration>) -> Outcome {
    Outcome::Retry { after, why: "no answer".to_owned() }
}

/// Waits until so many commits were decided on: a clock that is moved earlier moves what they say, too.
async fn decided(store: &Watched, n_commits: u32) {
    let enough = async || (store.n_commits() >= n_commits).then_some(());
    eventually("the attempt is settled", enough).await;
}

/// Moves the clock on, step by step, until a chat was told of so often.
async fn told_at_last(scene: &Scene, session: SessionId, n_attempts: usize, step: Duration) {
    eventually("another attempt", async || {
        scene.clock.advance(step);
        (scene.attempts(session).len() >= n_attempts).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_tried_again_after_growing_waits_under_the_same_id() {
    let (scene, store) = scene().await;
    for _ in 0..2 {
        scene.inbox.answer(retry(None));
    }
    let session = scene.user("ann").writes_first("hello").await;
    // The message and the look are a commit each, and so is each attempt.
    // Each wait is up to a tenth longer than 5 s and 20 s.
    for (n_attempts, millis, n_commits) in [(1, 0, 3), (2, 5_500, 4), (3, 27_500, 5)] {
        scene.at(DELAY + Duration::from_millis(millis));
        scene.told(session, n_attempts).await;
        decided(&store, n_commits).await;
    }

    let told = scene.attempts(session);

    let moments: Vec<_> = told.iter().map(|delivery| (delivery.attempt, delivery.at)).collect();
    let waited = |millis| at(DELAY + Duration::from_millis(millis));
    assert_eq!(moments, [(1, waited(0)), (2, waited(5_500)), (3, waited(27_500))]);
    assert!(told.iter().all(|delivery| delivery.id == told[0].id));
}

#[tokio::test]
async fn a_receiver_says_how_long_it_wants_to_be_left_alone() {
    let (scene, store) = scene().await;
    scene.inbox.answer(retry(Some(SECOND * 60)));
    let session = scene.user("ann").writes_first("hello").await;
    scene.at(SECOND * 59);
    let other = scene.user("ben").writes_first("I too").await;
    scene.at(DELAY);
    scene.told(session, 1).await;
    decided(&store, 4).await;
    scene.at(DELAY + SECOND * 59);
    scene.told(other, 1).await;
    scene.at(DELAY + SECOND * 60);

    let told = scene.told(session, 2).await;

    assert_eq!(told[1].at, at(DELAY + SECOND * 60));
}

#[tokio::test]
async fn a_message_that_is_read_before_the_next_attempt_is_not_told() {
    let (scene, store) = scene().await;
    scene.inbox.answer(retry(None));
    let session = scene.user("ann").writes_first("hello").await;
    scene.at(DELAY);
    scene.told(session, 1).await;
    decided(&store, 3).await;
    admin_of(&scene.desk).reads(session, 1).await;

    scene.settles().await;

    assert_eq!(scene.attempts(session).len(), 1);
}

#[tokio::test]
async fn what_is_refused_is_given_up_at_once_and_what_fails_after_eight_attempts() {
    let (scene, _) = scene().await;
    scene.inbox.answer(Outcome::Refused { why: "gone".to_owned() });
    let refused = scene.user("ann").writes_first("hello").await;
    scene.at(DELAY);
    scene.told(refused, 1).await;
    for _ in 0..8 {
        scene.inbox.answer(retry(None));
    }
    let failing = scene.user("ben").writes_first("hello").await;
    for n_attempts in 1..=8 {
        told_at_last(&scene, failing, n_attempts, HOUR).await;
    }

    for _ in 0..2 {
        scene.settles().await;
        scene.clock.advance(HOUR);
    }

    assert_eq!((scene.attempts(refused).len(), scene.attempts(failing).len()), (1, 8));
}

#[tokio::test]
async fn a_notifier_that_hangs_or_panics_stops_neither_streams_nor_others_and_is_tried_again() {
    let (scene, _) = scene().await;
    let mut ear = admin_of(&scene.desk).listens().await;
    let hanging = scene.user("ann").writes_first("hello").await;
    scene.at(SECOND);
    let panicking = scene.user("ben").writes_first("I too").await;
    scene.inbox.hang();
    scene.at(DELAY);
    scene.told(hanging, 1).await;
    scene.inbox.panic();
    scene.at(DELAY + SECOND);
    scene.told(panicking, 1).await;

    scene.user("carol").writes_first("are streams alive?").await;

    let heard = ear.hears_until("are streams alive?").await;
    assert_eq!(heard.len(), 3);
    told_at_last(&scene, panicking, 2, SECOND).await;
    told_at_last(&scene, hanging, 2, SECOND).await;
    assert_eq!(scene.attempts(hanging)[0].id, scene.attempts(hanging)[1].id);
}
