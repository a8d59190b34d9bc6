//! Whether a desk should get requests.

use std::time::Duration;

use chatdesk_core::{ErrorKind, NotReady};

use crate::stage::Stage;

#[tokio::test]
async fn a_desk_whose_worker_does_not_run_is_not_ready_and_says_so() {
    let mut stage = Stage::new().await;

    let before = stage.desk.ready().await;
    stage.start().await;
    chatdesk_testkit::eventually("the worker runs", async || stage.desk.ready().await.ok()).await;
    stage.stop().await;
    let after = stage.desk.ready().await;

    assert!(matches!(before, Err(NotReady::Worker)), "{before:?}");
    assert!(matches!(after, Err(NotReady::Worker)), "{after:?}");
}

#[tokio::test]
async fn a_failing_store_is_probed_at_most_every_ten_seconds() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    stage.store.is_down(true);
    let refused = ann.sends(session, "id-1", "hello").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unavailable);

    for _ in 0..3 {
        let ready = stage.desk.ready().await;
        assert!(matches!(ready, Err(NotReady::Store(_))), "{ready:?}");
    }
    let at_once = stage.store.n_probes();
    stage.clock.advance(Duration::from_millis(9_999));
    assert!(stage.desk.ready().await.is_err());
    let a_little_later = stage.store.n_probes();
    stage.clock.advance(Duration::from_millis(1));
    assert!(stage.desk.ready().await.is_err());
    let after_ten_seconds = stage.store.n_probes();

    assert_eq!((at_once, a_little_later, after_ten_seconds), (1, 1, 2));
}

#[tokio::test]
async fn a_store_that_works_again_is_found_ready_by_a_probe_or_by_the_next_commit() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    stage.store.is_down(true);
    assert!(ann.sends(session, "id-1", "hello").await.is_err());
    assert!(stage.desk.ready().await.is_err());
    stage.store.is_down(false);

    ann.says(session, "hello").await;
    assert!(stage.desk.ready().await.is_ok(), "a commit showed it");

    stage.store.is_down(true);
    assert!(ann.sends(session, "id-2", "hello").await.is_err());
    stage.store.is_down(false);
    stage.clock.advance(Duration::from_secs(10));
    assert!(stage.desk.ready().await.is_ok(), "a probe showed it");
}

#[tokio::test]
async fn a_conflict_does_not_make_a_store_unready() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    stage.store.conflicts(8);
    assert!(ann.sends(session, "id-1", "hello").await.is_err());

    assert!(stage.desk.ready().await.is_ok());
    assert_eq!(stage.store.n_probes(), 0);
}
