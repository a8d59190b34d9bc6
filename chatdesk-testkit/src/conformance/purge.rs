//! What is no longer wanted goes, and what it was called is never used again.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Batch, Claim, EventKind, Keep, Position, Purge, Purged, RecordId, Scope, Store, Timestamp,
    UniqueKey,
};

use super::cases;
use crate::given::{self, NOW};

cases![
    stream_events_go_and_the_floor_says_so,
    positions_are_never_used_again,
    the_audit_trail_stays,
    a_purge_goes_in_steps,
    keys_go_when_their_time_has_passed,
    what_was_purged_is_still_found_by_its_words,
];

fn at(secs: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(secs))
}

/// Commits one event for each, made at second 1, 2, 3…; answers the head.
async fn events(store: &dyn Store, keeps: &[Keep]) -> Position {
    let session = given::session(&given::contact());
    let mut batch = Batch::at(NOW);
    for (secs, keep) in (1..).zip(keeps) {
        let mut event = given::event(&session, EventKind::SessionEnded);
        (event.at, event.keep) = (at(secs), *keep);
        batch.events.push(event);
    }
    store.commit(batch).await.unwrap()
}

async fn positions(store: &dyn Store) -> Vec<u64> {
    let log = store.log(Position::ZERO, 100).await.unwrap();
    log.events.iter().map(|event| event.position.get()).collect()
}

async fn stream_events_go_and_the_floor_says_so(store: Arc<dyn Store>) {
    events(&*store, &[Keep::Stream; 5]).await;

    let purged = store.purge(&Purge::StreamEvents { before: at(4) }, 100).await.unwrap();

    assert_eq!(purged, Purged::Done);
    let log = store.log(Position::ZERO, 100).await.unwrap();
    assert_eq!((log.floor, log.head), (Position::new(3), Position::new(5)));
    assert_eq!(positions(&*store).await, [4, 5]);
}

async fn positions_are_never_used_again(store: Arc<dyn Store>) {
    let head = events(&*store, &[Keep::Stream; 3]).await;
    store.purge(&Purge::StreamEvents { before: at(99) }, 100).await.unwrap();
    let log = store.log(Position::ZERO, 100).await.unwrap();
    assert_eq!((log.floor, log.head, log.events), (head, head, Vec::new()));

    assert_eq!(events(&*store, &[Keep::Stream]).await, Position::new(4));
    assert_eq!(positions(&*store).await, [4]);
}

async fn the_audit_trail_stays(store: Arc<dyn Store>) {
    events(&*store, &[Keep::Audit, Keep::Stream, Keep::Audit, Keep::Stream]).await;
    store.purge(&Purge::StreamEvents { before: at(99) }, 100).await.unwrap();

    assert_eq!(positions(&*store).await, [1, 3]);
    assert_eq!(store.log(Position::ZERO, 1).await.unwrap().floor, Position::new(4));
}

async fn a_purge_goes_in_steps(store: Arc<dyn Store>) {
    events(&*store, &[Keep::Stream; 5]).await;
    let purge = Purge::StreamEvents { before: at(99) };
    let mut left = Vec::new();
    while store.purge(&purge, 2).await.unwrap() == Purged::More {
        left.push(positions(&*store).await.len());
    }
    assert_eq!(left, [3, 1]);
    assert_eq!(positions(&*store).await, [0; 0]);
}

async fn keys_go_when_their_time_has_passed(store: Arc<dyn Store>) {
    let key = |name: &str| UniqueKey::from_text(name.to_owned());
    let owner = RecordId::Contact(given::contact().id);
    let mut batch = Batch::at(NOW);
    let untils = [("past", Some(at(1))), ("now", Some(at(2))), ("later", Some(at(3)))];
    for (name, until) in untils.into_iter().chain([("for ever", None)]) {
        batch.claim.push(Claim { key: key(name), owner, until });
    }
    let names = ["past", "now", "later", "for ever"].map(key);
    store.commit(batch).await.unwrap();

    let purge = Purge::Keys { until: at(2) };
    assert_eq!(store.purge(&purge, 1).await.unwrap(), Purged::More);
    while store.purge(&purge, 100).await.unwrap() == Purged::More {}

    let owners = store.load(&Scope::Keys, &names).await.unwrap().owners;
    let left: Vec<_> = owners.keys().map(UniqueKey::as_str).collect();
    assert_eq!(left, ["for ever", "later"]);
}

async fn what_was_purged_is_still_found_by_its_words(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let batch = given::text_batch(&session, given::agent(), "marmalade");
    // Both at once, so that nothing had time to read the log in between.
    let purge = Purge::StreamEvents { before: at(99) };
    let (committed, purged) = tokio::join!(store.commit(batch), store.purge(&purge, 100));
    committed.unwrap();
    purged.unwrap();
    store.purge(&purge, 100).await.unwrap();
    assert_eq!(positions(&*store).await, [0; 0]);

    super::search::assert_found(&*store, &["marmalade"], &[&session]).await;
}
