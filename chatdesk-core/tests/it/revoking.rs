//! Tokens that an administrator declares worthless.

use std::time::Duration;

use chatdesk_core::{Actor, ErrorKind, Invalid, Timestamp};
use chatdesk_testkit::{Folder, eventually};
use futures_util::FutureExt as _;

use crate::stage::{Person, Stage};

const SECOND: Duration = Duration::from_secs(1);

async fn revokes(admin: &Person, whom: &str) {
    admin.desk.revoke(&admin.actor, Ok(whom.parse().unwrap())).await.unwrap();
}

async fn is_revoked(person: &Person, issued_at: Option<Timestamp>) -> bool {
    person.desk.is_revoked(&person.actor, issued_at).await.unwrap()
}

#[tokio::test]
async fn tokens_that_were_issued_before_are_revoked_and_later_ones_are_not() {
    let stage = Stage::new().await;
    let (ann, now) = (stage.user("ann"), stage.clock_now());
    assert!(!is_revoked(&ann, Some(now)).await);

    stage.clock.advance(SECOND);
    revokes(&stage.admin(), "ann").await;

    let at = stage.clock_now();
    assert!(is_revoked(&ann, Some(now)).await);
    assert!(is_revoked(&ann, Some(at.minus(Duration::from_micros(1)))).await);
    assert!(!is_revoked(&ann, Some(at)).await);
    assert!(is_revoked(&ann, None).await, "one that does not say when");
    assert_eq!(ann.desk.revoked_at(&ann.actor), Some(at));
    assert!(!is_revoked(&stage.user("bob"), Some(now)).await);
}

#[tokio::test]
async fn whoever_goes_by_the_id_is_meant_in_any_role_and_nobody_who_is_no_person() {
    let stage = Stage::new().await;
    let now = stage.clock_now();
    stage.clock.advance(SECOND);
    revokes(&stage.admin(), "7").await;
    revokes(&stage.admin(), &stage.visitor(7).address().to_string()).await;

    assert!(is_revoked(&stage.user("7"), Some(now)).await);
    assert!(is_revoked(&stage.agent("7"), Some(now)).await);
    assert!(is_revoked(&stage.visitor(7), Some(now)).await);
    assert!(!is_revoked(&stage.visitor(8), Some(now)).await);
    for actor in [Actor::Host, Actor::Ticket(chatdesk_core::TicketNumber::new(7))] {
        assert!(!stage.desk.is_revoked(&actor, None).await.unwrap());
    }
}

#[tokio::test]
async fn only_admins_revoke() {
    let stage = Stage::new().await;
    for person in [stage.user("ann"), stage.visitor(1), stage.agent("7"), stage.host()] {
        let unfit = Err(Invalid::new("{userId}", "is not looked at"));
        let refused = person.desk.revoke(&person.actor, unfit).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
    }
    let admin = stage.admin();
    let unfit = Err(Invalid::new("{userId}", "does not fit"));
    assert_eq!(
        admin.desk.revoke(&admin.actor, unfit).await.unwrap_err().kind(),
        ErrorKind::Invalid
    );
}

#[tokio::test]
async fn a_revocation_outlives_the_process_and_never_goes_back() {
    let folder = Folder::new();
    let (issued_at, first) = {
        let stage = Stage::on_file(&folder).await;
        stage.clock.advance(2 * SECOND);
        revokes(&stage.admin(), "ann").await;
        (stage.clock_now().minus(SECOND), stage.clock_now())
    };

    // Its clock begins where the other's began: two seconds earlier.
    let stage = Stage::on_file(&folder).await;
    let ann = stage.user("ann");
    assert!(is_revoked(&ann, Some(issued_at)).await);
    revokes(&stage.admin(), "ann").await;

    assert_eq!(ann.desk.revoked_at(&ann.actor), Some(first));
    assert!(is_revoked(&ann, Some(issued_at)).await);
}

#[tokio::test]
async fn another_process_learns_it_within_a_second_and_whoever_waits_is_told() {
    let stage = Stage::live().await;
    let mut other = stage.other_process();
    other.start().await;
    let (here, there, now) = (stage.user("ann"), other.user("ann"), stage.clock_now());
    assert!(!is_revoked(&there, Some(now)).await);
    let mut here_waits = Box::pin(here.desk.until_revoked(&here.actor, Some(now)));
    let mut there_waits = Box::pin(there.desk.until_revoked(&there.actor, Some(now)));
    assert!((&mut here_waits).now_or_never().is_none());
    assert!((&mut there_waits).now_or_never().is_none());

    stage.clock.advance(Duration::from_millis(1));
    revokes(&stage.admin(), "ann").await;

    assert!(here_waits.now_or_never().is_some(), "in this process at once");
    stage.clock.advance(SECOND);
    eventually("the other process has looked", async || (&mut there_waits).now_or_never()).await;
    assert!(is_revoked(&there, Some(now)).await);
    assert!(!is_revoked(&stage.user("bob"), Some(now)).await);
}

#[tokio::test]
async fn of_two_processes_that_revoke_at_once_both_have() {
    let stage = Stage::new().await;
    let elsewhere = stage.other_process().admin();
    stage.clock.advance(SECOND);
    stage.store.before_next_commit(async move { revokes(&elsewhere, "ann").await });

    revokes(&stage.admin(), "ann").await;

    let ann = stage.user("ann");
    assert!(is_revoked(&ann, Some(stage.clock_now().minus(SECOND))).await);
}

#[tokio::test]
async fn a_store_that_cannot_be_asked_lets_nobody_in_as_not_revoked() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    stage.store.fails_lists(1);

    let unknown = ann.desk.is_revoked(&ann.actor, None).await;

    assert_eq!(unknown.unwrap_err().kind(), ErrorKind::Unavailable);
    assert!(!is_revoked(&ann, None).await);
}
