//! Jobs that notifiers carry: room, putting back, burying, reviving, lists.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Batch, Claimed, ClaimedJobs, Job, JobChange, JobKey, JobState, JobView, Lane, LeaseToken, List,
    Page, Record, Store, StoreError, Timestamp, Wanted,
};

use super::{assert_conflict, cases};
use crate::given::{self, NOW};

cases![
    a_notifier_gets_no_more_than_it_has_room_for_and_holds_nobody_up,
    a_claim_tells_what_is_due_next,
    what_was_not_tried_is_put_back,
    a_buried_job_is_never_claimed_and_its_lane_goes_on,
    a_revived_job_goes_to_its_old_place_in_its_lane,
    a_revived_job_waits_for_the_one_of_its_lane_that_is_held,
    a_revived_job_begins_anew,
    only_what_is_buried_is_revived,
    a_job_under_the_key_of_a_buried_one_is_new,
    a_buried_job_goes_when_it_is_cancelled_and_with_its_contact,
    what_notifiers_carry_is_listed_the_latest_first,
    a_listed_job_tells_all_of_itself,
];

const LEASE: Duration = Duration::from_secs(30);

fn at(secs: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(secs))
}

fn key(name: &str) -> JobKey {
    JobKey::new(name.to_owned())
}

fn carried(name: &str, kind: &str) -> Job {
    Job { notifier: Some(kind.to_owned()), ..given::job(name) }
}

fn in_lane(name: &str) -> Job {
    Job { lane: Some(Lane::new("lane".to_owned())), ..carried(name, "bell") }
}

async fn change(store: &dyn Store, secs: u64, jobs: Vec<JobChange>) -> Result<(), StoreError> {
    store.commit(Batch { jobs, ..Batch::at(at(secs)) }).await.map(drop)
}

async fn schedule(store: &dyn Store, jobs: impl IntoIterator<Item = Job> + Send) {
    change(store, 0, jobs.into_iter().map(JobChange::Schedule).collect()).await.unwrap();
}

async fn claim(store: &dyn Store, secs: u64) -> Vec<Claimed> {
    given::claim(store, at(secs), LEASE, 100).await
}

fn names(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|claimed| claimed.job.key.as_str()).collect()
}

fn settle(name: &str, token: LeaseToken) -> Vec<JobChange> {
    vec![JobChange::Settle { key: key(name), token }]
}

fn retry(name: &str, token: LeaseToken, secs: u64) -> Vec<JobChange> {
    vec![JobChange::Retry { key: key(name), token, due: at(secs), error: "no answer".to_owned() }]
}

fn put_back(name: &str, token: LeaseToken, secs: u64) -> Vec<JobChange> {
    vec![JobChange::PutBack { key: key(name), token, due: at(secs) }]
}

fn bury(name: &str, token: LeaseToken) -> Vec<JobChange> {
    vec![JobChange::Bury { key: key(name), token, error: "gone".to_owned() }]
}

fn revive(name: &str, secs: u64) -> Vec<JobChange> {
    vec![JobChange::Revive { key: key(name), due: at(secs) }]
}

/// Claims the one job that is due, and buries it.
async fn is_buried(store: &dyn Store, name: &str) {
    let claimed = claim(store, 0).await;
    assert_eq!(names(&claimed), [name]);
    change(store, 1, bury(name, claimed[0].token)).await.unwrap();
}

async fn page(store: &dyn Store, state: JobState) -> Page {
    store.list(&List::Jobs { state, after: None, limit: 9 }).await.unwrap().value
}

fn listed(page: &Page) -> Vec<&str> {
    page.jobs.iter().map(|view| view.job.key.as_str()).collect()
}

async fn a_notifier_gets_no_more_than_it_has_room_for_and_holds_nobody_up(store: Arc<dyn Store>) {
    let bells = ["bell 1", "bell 2", "bell 3"].map(|name| carried(name, "bell"));
    let others = [carried("horn 1", "horn"), given::job("nobody's"), carried("gong 1", "gong")];
    schedule(&*store, bells.into_iter().chain(others)).await;
    let mut wanted = Wanted::new(NOW, LEASE, 9);
    wanted.room.extend([("bell".to_owned(), 2), ("horn".to_owned(), 0)]);

    let ClaimedJobs { jobs, .. } = store.claim(&wanted).await.unwrap();

    assert_eq!(names(&jobs), ["bell 1", "bell 2", "nobody's", "gong 1"]);
    let rest = store.claim(&Wanted { limit: 1, ..Wanted::new(NOW, LEASE, 9) }).await.unwrap();
    assert_eq!(names(&rest.jobs), ["bell 3"]);
}

async fn a_claim_tells_what_is_due_next(store: Arc<dyn Store>) {
    let later = |name: &str, secs| Job { due: at(secs), ..carried(name, "bell") };
    let behind = Job { due: at(3), ..in_lane("behind") };
    schedule(&*store, [later("now", 0), in_lane("front"), behind, later("next", 5)]).await;
    schedule(&*store, [Job { due: at(9), ..given::job("nobody's") }]).await;
    let mut wanted = Wanted::new(NOW, LEASE, 0);

    assert_eq!(
        store.claim(&wanted).await.unwrap(),
        ClaimedJobs { jobs: vec![], next: Some(at(5)) }
    );

    wanted.room.insert("bell".to_owned(), 0);
    wanted.now = at(5);
    assert_eq!(store.claim(&wanted).await.unwrap().next, Some(at(9)));
    wanted.now = at(9);
    assert_eq!(store.claim(&wanted).await.unwrap().next, None);
}

async fn what_was_not_tried_is_put_back(store: Arc<dyn Store>) {
    schedule(&*store, [in_lane("a"), in_lane("b")]).await;
    let token = claim(&*store, 0).await[0].token;
    change(&*store, 0, retry("a", token, 1)).await.unwrap();
    let second = claim(&*store, 1).await.remove(0);
    assert_conflict(&change(&*store, 1, put_back("a", token, 5)).await);

    change(&*store, 1, put_back("a", second.token, 5)).await.unwrap();

    assert_eq!(names(&claim(&*store, 4).await), [""; 0]);
    let again = claim(&*store, 5).await;
    assert_eq!(names(&again), ["a"]);
    assert_eq!((again[0].attempt, again[0].last_error.as_deref()), (2, Some("no answer")));
    assert_conflict(&change(&*store, 5, put_back("a", second.token, 5)).await);
}

async fn a_buried_job_is_never_claimed_and_its_lane_goes_on(store: Arc<dyn Store>) {
    schedule(&*store, [in_lane("first"), in_lane("second")]).await;
    let token = claim(&*store, 0).await[0].token;
    assert_conflict(&change(&*store, 0, bury("first", LeaseToken::new(token.get() + 1))).await);

    change(&*store, 0, bury("first", token)).await.unwrap();

    let second = claim(&*store, 99).await;
    assert_eq!(names(&second), ["second"]);
    change(&*store, 99, settle("second", second[0].token)).await.unwrap();
    schedule(&*store, [in_lane("third")]).await;
    assert_eq!(names(&claim(&*store, 999).await), ["third"]);
    for changes in [settle("first", token), retry("first", token, 0), bury("first", token)] {
        assert_conflict(&change(&*store, 999, changes).await);
    }
}

async fn a_revived_job_goes_to_its_old_place_in_its_lane(store: Arc<dyn Store>) {
    schedule(&*store, ["first", "second", "third"].map(in_lane)).await;
    is_buried(&*store, "first").await;

    change(&*store, 2, revive("first", 5)).await.unwrap();

    assert_eq!(names(&claim(&*store, 4).await), [""; 0]);
    for expected in ["first", "second", "third"] {
        let claimed = claim(&*store, 5).await;
        assert_eq!(names(&claimed), [expected]);
        change(&*store, 5, settle(expected, claimed[0].token)).await.unwrap();
    }
}

async fn a_revived_job_waits_for_the_one_of_its_lane_that_is_held(store: Arc<dyn Store>) {
    schedule(&*store, ["first", "second"].map(in_lane)).await;
    is_buried(&*store, "first").await;
    let held = claim(&*store, 2).await;
    assert_eq!(names(&held), ["second"]);
    change(&*store, 2, revive("first", 2)).await.unwrap();

    assert_eq!(names(&claim(&*store, 3).await), [""; 0]);

    change(&*store, 3, retry("second", held[0].token, 3)).await.unwrap();
    assert_eq!(names(&claim(&*store, 3).await), ["first"]);
}

async fn a_revived_job_begins_anew(store: Arc<dyn Store>) {
    schedule(&*store, [carried("a", "bell")]).await;
    let token = claim(&*store, 0).await[0].token;
    change(&*store, 0, retry("a", token, 0)).await.unwrap();
    is_buried(&*store, "a").await;

    change(&*store, 2, revive("a", 3)).await.unwrap();

    assert_eq!(names(&claim(&*store, 2).await), [""; 0]);
    let again = claim(&*store, 3).await;
    assert_eq!((again[0].attempt, again[0].last_error.as_deref()), (1, Some("gone")));
}

async fn only_what_is_buried_is_revived(store: Arc<dyn Store>) {
    schedule(&*store, [carried("buried", "bell")]).await;
    is_buried(&*store, "buried").await;
    let waiting = Job { due: at(9), ..carried("waiting", "bell") };
    schedule(&*store, [carried("held", "bell"), waiting]).await;
    assert_eq!(names(&claim(&*store, 0).await), ["held"]);
    for name in ["held", "waiting", "never there"] {
        assert_conflict(&change(&*store, 1, revive(name, 1)).await);
    }
    let twice = [revive("buried", 1), revive("buried", 1)].concat();
    assert_conflict(&change(&*store, 1, twice).await);

    change(&*store, 1, revive("buried", 1)).await.unwrap();

    assert_conflict(&change(&*store, 1, revive("buried", 1)).await);
}

async fn a_job_under_the_key_of_a_buried_one_is_new(store: Arc<dyn Store>) {
    schedule(&*store, ["a", "b"].map(in_lane)).await;
    is_buried(&*store, "a").await;

    schedule(&*store, [Job { due: at(7), ..in_lane("a") }]).await;

    assert_eq!(names(&claim(&*store, 0).await), ["b"]);
    let token = claim(&*store, 30).await[0].token;
    change(&*store, 30, settle("b", token)).await.unwrap();
    let claimed = claim(&*store, 30).await.remove(0);
    let anew = Claimed {
        job: Job { due: at(7), ..in_lane("a") },
        token: claimed.token,
        attempt: 1,
        last_error: None,
    };
    assert_eq!(claimed, anew);
    assert!(page(&*store, JobState::Failed).await.jobs.is_empty());
}

async fn a_buried_job_goes_when_it_is_cancelled_and_with_its_contact(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let theirs = Job { contact: Some(contact.id), ..carried("theirs", "bell") };
    for job in [carried("a", "bell"), theirs] {
        let name = job.key.as_str().to_owned();
        schedule(&*store, [job]).await;
        is_buried(&*store, &name).await;
    }
    assert_eq!(listed(&page(&*store, JobState::Failed).await), ["theirs", "a"]);

    change(&*store, 2, vec![JobChange::Cancel(key("a"))]).await.unwrap();
    store.commit(given::delete_batch([Record::Contact(contact)])).await.unwrap();

    assert_eq!(listed(&page(&*store, JobState::Failed).await), [""; 0]);
}

async fn what_notifiers_carry_is_listed_the_latest_first(store: Arc<dyn Store>) {
    for name in ["failed 1", "failed 2", "failed 3"] {
        schedule(&*store, [in_lane(name)]).await;
        is_buried(&*store, name).await;
    }
    schedule(&*store, [given::job("nobody's"), carried("held", "bell")]).await;
    assert_eq!(claim(&*store, 0).await.len(), 2);
    schedule(&*store, ["waits 1", "waits 2"].map(in_lane)).await;

    let waiting = page(&*store, JobState::Waiting).await;
    assert_eq!(listed(&waiting), ["waits 2", "waits 1", "held"]);
    assert_eq!(waiting.next, None);
    let (state, limit) = (JobState::Failed, 2);
    let first = store.list(&List::Jobs { state, after: None, limit }).await.unwrap().value;
    assert_eq!(listed(&first), ["failed 3", "failed 2"]);
    let after = first.next;
    assert_eq!(after.map(|key| key.order), Some(first.jobs[1].number));
    let second = store.list(&List::Jobs { state, after, limit }).await.unwrap().value;
    assert_eq!((listed(&second), second.next), (vec!["failed 1"], None));
    for (state, n_rows) in [(JobState::Waiting, 3), (JobState::Failed, 3)] {
        let list = List::Jobs { state, after: None, limit: 1 };
        assert_eq!(store.count(&list, 9).await.unwrap(), n_rows);
        assert_eq!(store.count(&list, 2).await.unwrap(), 2);
    }
}

async fn a_listed_job_tells_all_of_itself(store: Arc<dyn Store>) {
    let contact = Some(given::stored_contact(&*store).await.id);
    let job = Job { contact, task: "tell".to_owned(), ..in_lane("a") };
    change(&*store, 1, vec![JobChange::Schedule(job.clone())]).await.unwrap();
    let made = page(&*store, JobState::Waiting).await.jobs.remove(0);
    let expected = JobView {
        number: made.number,
        job: job.clone(),
        state: JobState::Waiting,
        attempt: 0,
        error: None,
        made_at: at(1),
        changed_at: at(1),
    };
    assert_eq!(made, expected);
    let token = claim(&*store, 2).await[0].token;
    change(&*store, 3, retry("a", token, 4)).await.unwrap();
    let failed = page(&*store, JobState::Waiting).await.jobs.remove(0);
    let job = Job { due: at(4), ..job };
    let error = Some("no answer".to_owned());
    assert_eq!(failed, JobView { job, attempt: 1, error, changed_at: at(3), ..expected });
    let token = claim(&*store, 4).await[0].token;
    assert_eq!(page(&*store, JobState::Waiting).await.jobs[0].changed_at, at(3));

    change(&*store, 5, bury("a", token)).await.unwrap();

    let buried = page(&*store, JobState::Failed).await.jobs.remove(0);
    let (state, error) = (JobState::Failed, Some("gone".to_owned()));
    assert_eq!(buried, JobView { state, attempt: 2, error, changed_at: at(5), ..failed });
}
