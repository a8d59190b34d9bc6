//! Keys: one owner for each.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{Batch, Claim, RecordId, Release, Scope, Store, Timestamp, UniqueKey, Version};

use super::{assert_conflict, cases};
use crate::given::{self, NOW};

cases![
    a_key_has_one_owner,
    an_owner_does_not_claim_twice,
    a_key_is_free_from_its_until_on,
    keys_are_released_before_others_are_claimed,
    another_owners_key_is_not_released,
    a_key_that_nobody_owns_may_be_released,
    a_key_is_claimed_once_in_a_batch,
    a_refused_batch_releases_and_claims_nothing,
    owners_are_reported_also_when_their_time_has_passed,
];

fn key() -> UniqueKey {
    UniqueKey::from_text("open:somebody:web".to_owned())
}

fn somebody() -> RecordId {
    RecordId::Contact(given::contact().id)
}

fn claim(owner: RecordId, until: Option<Timestamp>) -> Batch {
    let mut batch = Batch::at(NOW);
    batch.claim.push(Claim { key: key(), owner, until });
    batch
}

fn release(owner: RecordId) -> Batch {
    let mut batch = Batch::at(NOW);
    batch.release.push(Release { key: key(), owner });
    batch
}

async fn owner(store: &dyn Store) -> Option<RecordId> {
    store.load(&Scope::Keys, &[key()]).await.unwrap().owners.get(&key()).copied()
}

async fn a_key_has_one_owner(store: Arc<dyn Store>) {
    let first = somebody();
    store.commit(claim(first, None)).await.unwrap();

    assert_conflict(&store.commit(claim(somebody(), None)).await);
    assert_eq!(owner(&*store).await, Some(first));
}

async fn an_owner_does_not_claim_twice(store: Arc<dyn Store>) {
    let first = somebody();
    store.commit(claim(first, None)).await.unwrap();

    assert_conflict(&store.commit(claim(first, None)).await);
}

async fn a_key_is_free_from_its_until_on(store: Arc<dyn Store>) {
    let second = Duration::from_secs(1);
    store.commit(claim(somebody(), Some(NOW.plus(second)))).await.unwrap();
    let next = somebody();
    let mut early = claim(next, None);
    early.now = Timestamp::from_micros(NOW.plus(second).as_micros() - 1);
    assert_conflict(&store.commit(early.clone()).await);

    early.now = NOW.plus(second);
    store.commit(early).await.unwrap();

    assert_eq!(owner(&*store).await, Some(next));
    let mut late = claim(somebody(), None);
    late.now = NOW.plus(second * 1_000_000);
    assert_conflict(&store.commit(late).await);
}

async fn keys_are_released_before_others_are_claimed(store: Arc<dyn Store>) {
    let (first, second) = (somebody(), somebody());
    store.commit(claim(first, None)).await.unwrap();

    let mut hand_over = release(first);
    hand_over.claim = claim(second, None).claim;
    store.commit(hand_over).await.unwrap();

    assert_eq!(owner(&*store).await, Some(second));
    store.commit(release(second)).await.unwrap();
    assert_eq!(owner(&*store).await, None);
}

async fn another_owners_key_is_not_released(store: Arc<dyn Store>) {
    let first = somebody();
    store.commit(claim(first, None)).await.unwrap();

    assert_conflict(&store.commit(release(somebody())).await);
    assert_eq!(owner(&*store).await, Some(first));
}

async fn a_key_that_nobody_owns_may_be_released(store: Arc<dyn Store>) {
    store.commit(release(somebody())).await.unwrap();
    assert_eq!(owner(&*store).await, None);
}

async fn a_key_is_claimed_once_in_a_batch(store: Arc<dyn Store>) {
    let mut batch = claim(somebody(), None);
    batch.claim.extend(claim(somebody(), None).claim);

    assert_conflict(&store.commit(batch).await);
    assert_eq!(owner(&*store).await, None);
}

async fn a_refused_batch_releases_and_claims_nothing(store: Arc<dyn Store>) {
    let first = somebody();
    store.commit(claim(first, None)).await.unwrap();
    let other = UniqueKey::from_text("new:somebody:1".to_owned());
    let mut refused = release(first);
    refused.claim.push(Claim { key: other.clone(), owner: first, until: None });
    refused.expect(somebody(), Version::new(1));

    assert_conflict(&store.commit(refused).await);

    assert_eq!(owner(&*store).await, Some(first));
    assert!(store.load(&Scope::Keys, &[other]).await.unwrap().owners.is_empty());
}

async fn owners_are_reported_also_when_their_time_has_passed(store: Arc<dyn Store>) {
    let contact = given::contact();
    let session = RecordId::Session(given::session(&contact).id);
    store.commit(claim(session, Some(NOW.minus(Duration::from_secs(1))))).await.unwrap();

    assert_eq!(owner(&*store).await, Some(session));
}
