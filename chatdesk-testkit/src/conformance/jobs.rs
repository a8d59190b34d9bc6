//! Jobs: leased to one at a time, in the order of their lanes.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Batch, Claimed, Job, JobChange, JobKey, Lane, LeaseToken, Store, StoreError, Timestamp,
};

use super::{assert_conflict, cases};
use crate::given::{self, NOW};

cases![
    a_job_is_read_back_as_it_was_written,
    due_jobs_are_claimed_the_oldest_due_first,
    a_job_is_not_claimed_before_it_is_due,
    a_leased_job_is_claimed_again_when_its_lease_ends,
    a_lapsed_lease_settles_until_somebody_else_claims,
    a_settled_job_is_gone,
    a_failed_job_waits_and_tells_what_went_wrong,
    a_cancelled_job_is_gone_whoever_holds_it,
    a_job_under_the_key_of_a_waiting_one_replaces_its_task_and_keeps_the_earlier_due,
    a_job_scheduled_while_it_is_held_is_not_lost,
    a_held_job_may_be_settled_and_scheduled_again_in_one_batch,
    one_of_each_lane_is_claimed_in_the_order_they_were_made,
    a_lane_waits_for_its_oldest_job,
    a_cancelled_job_lets_its_lane_go_on,
    a_lane_goes_on_where_it_was_in_later_batches,
    a_refused_batch_changes_no_job,
    jobs_without_a_lane_do_not_wait_for_each_other,
];

const LEASE: Duration = Duration::from_secs(30);

fn at(secs: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(secs))
}

fn key(key: &str) -> JobKey {
    JobKey::new(key.to_owned())
}

fn job(name: &str, due: u64) -> Job {
    Job { due: at(due), task: format!("do {name}"), ..given::job(name) }
}

fn in_lane(name: &str, due: u64) -> Job {
    Job { lane: Some(Lane::new("lane".to_owned())), ..job(name, due) }
}

async fn schedule(store: &dyn Store, jobs: impl IntoIterator<Item = Job> + Send) {
    change(store, jobs.into_iter().map(JobChange::Schedule).collect()).await.unwrap();
}

async fn change(store: &dyn Store, jobs: Vec<JobChange>) -> Result<(), StoreError> {
    store.commit(Batch { jobs, ..Batch::at(NOW) }).await.map(drop)
}

async fn claim(store: &dyn Store, secs: u64) -> Vec<Claimed> {
    given::claim(store, at(secs), LEASE, 100).await
}

async fn names(store: &dyn Store, secs: u64) -> Vec<String> {
    claim(store, secs).await.iter().map(|job| job.job.key.as_str().to_owned()).collect()
}

fn settle(name: &str, token: LeaseToken) -> Vec<JobChange> {
    vec![JobChange::Settle { key: key(name), token }]
}

async fn a_job_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let contact = Some(given::contact().id);
    let job = Job { contact, task: "tell \"them\"".to_owned(), ..in_lane("a", 1) };
    schedule(&*store, [job.clone()]).await;

    assert_eq!(claim(&*store, 1).await[0].job, job);
}

async fn due_jobs_are_claimed_the_oldest_due_first(store: Arc<dyn Store>) {
    schedule(&*store, [job("late", 3), job("early", 1), job("next", 2)]).await;

    let first = given::claim(&*store, at(9), LEASE, 2).await;

    assert_eq!(first.len(), 2);
    let early =
        Claimed { job: job("early", 1), token: first[0].token, attempt: 1, last_error: None };
    assert_eq!(first[0], early);
    assert_eq!(first[1].job, job("next", 2));
    assert_eq!(names(&*store, 9).await, ["late"]);
}

async fn a_job_is_not_claimed_before_it_is_due(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 2)]).await;
    assert_eq!(names(&*store, 1).await, [""; 0]);
    assert_eq!(names(&*store, 2).await, ["a"]);
}

async fn a_leased_job_is_claimed_again_when_its_lease_ends(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0)]).await;
    let first = claim(&*store, 0).await.remove(0);
    assert_eq!(names(&*store, 29).await, [""; 0]);

    let second = claim(&*store, 30).await.remove(0);

    assert_eq!((first.attempt, second.attempt), (1, 2));
    assert_ne!(first.token, second.token);
    assert_conflict(&change(&*store, settle("a", first.token)).await);
    change(&*store, settle("a", second.token)).await.unwrap();
}

async fn a_lapsed_lease_settles_until_somebody_else_claims(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0)]).await;
    let claimed = claim(&*store, 0).await.remove(0);
    let settled = Batch { jobs: settle("a", claimed.token), ..Batch::at(at(3_600)) };
    store.commit(settled).await.unwrap();
    assert_eq!(names(&*store, 9_999).await, [""; 0]);
}

async fn a_settled_job_is_gone(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0)]).await;
    let token = claim(&*store, 0).await[0].token;
    assert_conflict(&change(&*store, settle("a", LeaseToken::new(token.get() + 1))).await);
    assert_conflict(&change(&*store, settle("b", token)).await);

    change(&*store, settle("a", token)).await.unwrap();

    assert_eq!(names(&*store, 9_999).await, [""; 0]);
    assert_conflict(&change(&*store, settle("a", token)).await);
}

async fn a_failed_job_waits_and_tells_what_went_wrong(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0)]).await;
    let token = claim(&*store, 0).await[0].token;
    let retry = |token| {
        let error = "no answer".to_owned();
        vec![JobChange::Retry { key: key("a"), token, due: at(5), error }]
    };
    assert_conflict(&change(&*store, retry(LeaseToken::new(token.get() + 1))).await);

    change(&*store, retry(token)).await.unwrap();

    assert_eq!(names(&*store, 4).await, [""; 0]);
    let again = claim(&*store, 5).await.remove(0);
    assert_eq!((again.attempt, again.last_error.as_deref()), (2, Some("no answer")));
    assert_conflict(&change(&*store, retry(token)).await);
}

async fn a_cancelled_job_is_gone_whoever_holds_it(store: Arc<dyn Store>) {
    schedule(&*store, [job("held", 0), job("waiting", 99)]).await;
    let token = claim(&*store, 0).await[0].token;
    let cancel = ["held", "waiting", "never there"].map(|name| JobChange::Cancel(key(name)));
    change(&*store, cancel.into()).await.unwrap();

    assert_eq!(names(&*store, 9_999).await, [""; 0]);
    assert_conflict(&change(&*store, settle("held", token)).await);
}

async fn a_job_under_the_key_of_a_waiting_one_replaces_its_task_and_keeps_the_earlier_due(
    store: Arc<dyn Store>,
) {
    schedule(&*store, [job("a", 5), job("b", 5)]).await;
    let newer = |name: &str, due| Job { task: "newer".to_owned(), ..job(name, due) };
    schedule(&*store, [newer("a", 9), newer("b", 2)]).await;

    let claimed = claim(&*store, 99).await;

    let found: Vec<_> = claimed.into_iter().map(|claimed| claimed.job).collect();
    assert_eq!(found, [newer("b", 2), newer("a", 5)]);
}

async fn a_job_scheduled_while_it_is_held_is_not_lost(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0)]).await;
    let token = claim(&*store, 0).await[0].token;
    schedule(&*store, [job("a", 1)]).await;

    // The holder may have looked before: its "done" does not count any more.
    assert_conflict(&change(&*store, settle("a", token)).await);
    assert_eq!(names(&*store, 1).await, ["a"]);
}

async fn a_held_job_may_be_settled_and_scheduled_again_in_one_batch(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0)]).await;
    let token = claim(&*store, 0).await[0].token;
    let mut changes = settle("a", token);
    changes.push(JobChange::Schedule(job("a", 7)));

    change(&*store, changes).await.unwrap();

    assert_eq!(names(&*store, 6).await, [""; 0]);
    let again = claim(&*store, 7).await.remove(0);
    assert_eq!((again.job, again.attempt), (job("a", 7), 1));
}

async fn one_of_each_lane_is_claimed_in_the_order_they_were_made(store: Arc<dyn Store>) {
    let other = Job { lane: Some(Lane::new("other".to_owned())), ..job("other", 4) };
    schedule(&*store, [in_lane("first", 3), in_lane("second", 1), in_lane("third", 2), other])
        .await;

    for expected in ["first", "second", "third"] {
        let claimed = claim(&*store, 9).await;
        assert_eq!(claimed[0].job.key.as_str(), expected);
        assert_eq!(names(&*store, 9).await, [""; 0]);
        change(&*store, settle(expected, claimed[0].token)).await.unwrap();
    }
}

async fn a_lane_waits_for_its_oldest_job(store: Arc<dyn Store>) {
    schedule(&*store, [in_lane("first", 5), in_lane("second", 0)]).await;
    assert_eq!(names(&*store, 4).await, [""; 0]);
    let token = claim(&*store, 5).await[0].token;
    let error = "no answer".to_owned();
    let retry = JobChange::Retry { key: key("first"), token, due: at(8), error };
    change(&*store, vec![retry]).await.unwrap();

    assert_eq!(names(&*store, 7).await, [""; 0]);
    assert_eq!(names(&*store, 8).await, ["first"]);
    // An expired lease is the oldest job's own again.
    assert_eq!(names(&*store, 38).await, ["first"]);
}

async fn a_cancelled_job_lets_its_lane_go_on(store: Arc<dyn Store>) {
    schedule(&*store, [in_lane("a", 99), in_lane("b", 0), in_lane("c", 0)]).await;
    change(&*store, vec![JobChange::Cancel(key("b"))]).await.unwrap();
    assert_eq!(names(&*store, 1).await, [""; 0]);

    change(&*store, vec![JobChange::Cancel(key("a"))]).await.unwrap();

    assert_eq!(names(&*store, 1).await, ["c"]);
}

async fn a_lane_goes_on_where_it_was_in_later_batches(store: Arc<dyn Store>) {
    schedule(&*store, [in_lane("first", 0)]).await;
    let token = claim(&*store, 0).await[0].token;
    schedule(&*store, [in_lane("second", 0)]).await;
    assert_eq!(names(&*store, 1).await, [""; 0]);
    let mut changes = settle("first", token);
    changes.push(JobChange::Schedule(in_lane("third", 0)));

    change(&*store, changes).await.unwrap();

    assert_eq!(names(&*store, 1).await, ["second"]);
}

async fn a_refused_batch_changes_no_job(store: Arc<dyn Store>) {
    schedule(&*store, [job("kept", 0)]).await;
    let mut jobs = vec![JobChange::Cancel(key("kept")), JobChange::Schedule(job("new", 0))];
    jobs.extend(settle("nobody's", LeaseToken::new(1)));

    assert_conflict(&change(&*store, jobs).await);

    assert_eq!(names(&*store, 1).await, ["kept"]);
}

async fn jobs_without_a_lane_do_not_wait_for_each_other(store: Arc<dyn Store>) {
    schedule(&*store, [job("a", 0), job("b", 0), job("c", 9)]).await;
    assert_eq!(names(&*store, 0).await, ["a", "b"]);
    assert_eq!(names(&*store, 9).await, ["c"]);
}
