//! Crashes, restarts, and several processes over one store.

use std::time::Duration;

use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, RecordingNotifier, eventually};

use super::{DELAY, SECOND, Scene, at};
use crate::stage::Watched;

/// How long a job is held.
const LEASE: Duration = Duration::from_mins(2);

async fn open(folder: &Folder) -> SqliteStore {
    SqliteStore::open(folder.file("chat.db")).await.unwrap()
}

#[tokio::test]
async fn an_alert_outlives_a_restart() {
    let folder = Folder::new();
    let scene = Scene::over(open(&folder).await).await;
    let session = scene.user("ann").writes_first("hello").await;
    let (clock, inbox) = scene.crashes().await;
    clock.advance(DELAY * 3);

    let scene = Scene::of(open(&folder).await, clock, inbox).await;

    assert_eq!(scene.told(session, 1).await[0].at, at(DELAY * 3));
    scene.settles().await;
    assert_eq!(scene.attempts(session).len(), 1);
}

#[tokio::test]
async fn two_desks_on_one_file_tell_once() {
    let folder = Folder::new();
    let (clock, inbox) = (ManualClock::default(), RecordingNotifier::new("inbox"));
    let one = Scene::of(open(&folder).await, clock.clone(), inbox.clone()).await;
    let two = Scene::of(open(&folder).await, clock, inbox).await;
    let mut sessions = Vec::new();
    for number in 0..20 {
        sessions.push(one.user(&format!("user {number}")).writes_first("hello").await);
    }
    let mut later = Vec::new();
    for after in [10, 20] {
        one.at(SECOND * after);
        later.push((after, one.user(&format!("after {after}")).writes_first("I too").await));
    }
    one.at(DELAY);

    for session in &sessions {
        two.told(*session, 1).await;
    }
    // Both look twice more, and no lease ends: by then whatever was told twice would show.
    for (after, session) in later {
        one.at(DELAY + SECOND * after);
        two.told(session, 1).await;
        sessions.push(session);
    }

    for session in sessions {
        assert_eq!(one.attempts(session).len(), 1);
    }
}

#[tokio::test]
async fn a_crash_between_an_alert_and_its_settling_repeats_it_under_the_same_id() {
    let store = Watched::new(SqliteStore::in_memory().await.unwrap());
    let scene = Scene::over(store.clone()).await;
    let session = scene.user("ann").writes_first("hello").await;
    scene.at(LEASE - SECOND);
    let other = scene.user("ben").writes_first("I too").await;
    // The look is committed; what settles the delivery is not.
    let settling = store.clone();
    store.before_next_commit(async move { settling.before_next_commit(std::future::pending()) });
    let before = store.n_commits();
    scene.at(DELAY);
    scene.told(session, 1).await;
    eventually("the look and the settling", async || {
        (store.n_commits() == before + 2).then_some(())
    })
    .await;
    let (clock, inbox) = scene.crashes().await;
    let scene = Scene::of(store.in_other_process(), clock, inbox).await;
    // Nobody takes it while the lease of whoever crashed lasts.
    scene.at(DELAY + LEASE - SECOND);
    scene.told(other, 1).await;
    scene.at(DELAY + LEASE);

    let told = scene.told(session, 2).await;

    assert_eq!(told[0].id, told[1].id);
    assert_eq!(told[1].at, at(DELAY + LEASE));
    scene.settles().await;
    assert_eq!(scene.attempts(session).len(), 2);
}
