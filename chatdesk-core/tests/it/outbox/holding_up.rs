//! Limits, hanging notifiers, pauses, leases, and two desks on one file.

use std::{collections::BTreeMap, time::Duration};

use chatdesk_core::{
    Batch, Clock as _, HostEvent, Interest, Job, JobChange, JobKey, JobState, Lane, NotifierLimits,
    Outcome, Paused, Store as _,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, RecordingNotifier, eventually, given::NOW};
use tokio::sync::oneshot;

use super::{SECOND, Scene, at, attempts};
use crate::stage::{Watched, admin_of};

fn messages(kind: &str) -> RecordingNotifier {
    RecordingNotifier::new(kind).told(Interest::events([HostEvent::Message]))
}

async fn store() -> Watched {
    Watched::new(SqliteStore::in_memory().await.unwrap())
}

#[tokio::test]
async fn a_notifier_that_hangs_keeps_its_own_room_alone() {
    let hanging = messages("hanging").limited(NotifierLimits::default().at_once(3));
    (0..50).for_each(|_| hanging.hang());
    let well = messages("well");
    let scene = Scene::of(&store().await, ManualClock::default(), &[&hanging, &well]).await;

    for number in 0..40 {
        scene.user(&format!("user {number}")).writes_first("hello").await;
    }

    assert_eq!(attempts(&well, 40).await.len(), 40);
    assert_eq!(attempts(&hanging, 3).await.len(), 3);
}

#[tokio::test]
async fn no_more_attempts_begin_in_a_second_than_a_notifier_takes() {
    let hook = messages("hook").limited(NotifierLimits::default().at_once(9).per_second(2));
    let scene = Scene::of(&store().await, ManualClock::default(), &[&hook]).await;
    for number in 0..6 {
        scene.user(&format!("user {number}")).writes_first("hello").await;
    }

    for second in 1..=3 {
        attempts(&hook, 2 * second).await;
        scene.clock.advance(SECOND);
    }

    let moments: Vec<_> = hook.attempts().iter().map(|it| it.at.since(NOW).as_secs()).collect();
    assert_eq!(moments, [0, 0, 1, 1, 2, 2]);
}

#[tokio::test]
async fn a_recipient_is_left_alone_between_two_attempts_and_others_are_not() {
    let hook = messages("hook").limited(NotifierLimits::default().per_recipient(SECOND * 10));
    let scene = Scene::of(&store().await, ManualClock::default(), &[&hook]).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    ann.says(session, "two").await;
    attempts(&hook, 1).await;
    scene.clock.advance(SECOND);
    scene.user("ben").writes_first("I too").await;
    attempts(&hook, 2).await;

    eventually("the second one is through", async || {
        scene.clock.advance(SECOND / 4);
        (hook.attempts().len() == 3).then_some(())
    })
    .await;

    let told = hook.attempts();
    assert_eq!((told[1].at, told[2].attempt), (at(SECOND), 1));
    assert!(told[2].at >= at(SECOND * 10), "{}", told[2].at);
}

#[tokio::test]
async fn a_pause_holds_for_all_that_a_notifier_carries_in_all_processes_and_over_a_restart() {
    let (paused, other) = (messages("paused"), messages("other"));
    let until = at(SECOND * 60);
    paused.answer(Outcome::Pause { until, why: "too many".to_owned() });
    let (store, clock) = (store().await, ManualClock::default());
    let hooks = [&paused, &other];
    let one = Scene::of(&store, clock.clone(), &hooks).await;
    one.user("ann").writes_first("hello").await;
    let admin = admin_of(&one.desk).actor;
    eventually("it is put back", async || {
        let rows =
            one.desk.deliveries(&admin, Ok(JobState::Waiting), (None, 9)).await.unwrap().rows;
        rows.into_iter().find(|row| row.job.due == until && row.attempt == 0)
    })
    .await;
    one.crashes().await;
    let two = Scene::of(&store.in_other_process(), clock.clone(), &hooks).await;
    two.user("ben").writes_first("I too").await;
    attempts(&other, 2).await;
    clock.set(at(SECOND * 59));
    two.user("carol").writes_first("and I").await;
    attempts(&other, 3).await;
    assert_eq!(paused.attempts().len(), 1);

    clock.set(until);

    let told = attempts(&paused, 4).await;
    assert!(told[1..].iter().all(|it| it.at == until && it.attempt == 1), "{told:?}");
}

#[tokio::test]
async fn a_worker_whose_lease_lapsed_does_not_settle() {
    let hook = messages("hook");
    let (store, clock) = (store().await, ManualClock::default());
    let stopped = Scene::of(&store, clock.clone(), &[&hook]).await;
    let (go_on, stop) = oneshot::channel::<()>();
    let (ann, settling) = (stopped.user("ann"), store.clone());
    // The message, then what the follower schedules, then the settling: that one stops.
    store.after_next_commit(async move {
        let next = settling.clone();
        settling.after_next_commit(async move {
            next.before_next_commit(async move { drop(stop.await) });
        });
    });
    ann.writes_first("hello").await;
    attempts(&hook, 1).await;
    hook.answer(Outcome::Retry { after: None, why: "the second says no".to_owned() });
    let other = Scene::of(&store.in_other_process(), clock.clone(), &[&hook]).await;
    clock.set(at(Duration::from_mins(2)));
    attempts(&hook, 2).await;
    let admin = admin_of(&other.desk).actor;
    let row = eventually("the second attempt is settled", async || {
        let page = other.desk.deliveries(&admin, Ok(JobState::Waiting), (None, 9)).await.unwrap();
        page.rows.into_iter().find(|row| row.error.is_some())
    })
    .await;

    go_on.send(()).unwrap();

    let third = eventually("it is tried a third time", async || {
        clock.advance(SECOND);
        hook.attempts().into_iter().nth(2)
    })
    .await;
    assert_eq!((third.attempt, third.at >= row.job.due), (3, true));
    drop(stopped);
}

#[tokio::test]
async fn a_pause_holds_also_where_the_lease_of_who_came_to_it_has_lapsed() {
    let hook = messages("hook");
    let (store, clock) = (store().await, ManualClock::default());
    let stopped = Scene::of(&store, clock.clone(), &[&hook]).await;
    let (go_on, stop) = oneshot::channel::<()>();
    let (ann, pausing) = (stopped.user("ann"), store.clone());
    let until = at(SECOND * 600);
    hook.answer(Outcome::Pause { until, why: "too many".to_owned() });
    // The message, then what the follower schedules, then the pause: that one stops.
    store.after_next_commit(async move {
        let next = pausing.clone();
        pausing.after_next_commit(async move {
            next.before_next_commit(async move { drop(stop.await) });
        });
    });
    ann.writes_first("hello").await;
    attempts(&hook, 1).await;
    let other = Scene::of(&store.in_other_process(), clock.clone(), &[&hook]).await;
    clock.set(at(Duration::from_mins(2)));
    attempts(&hook, 2).await;
    let admin = admin_of(&other.desk).actor;
    eventually("the second attempt is settled", async || {
        let page = other.desk.deliveries(&admin, Ok(JobState::Waiting), (None, 9)).await.unwrap();
        page.rows.is_empty().then_some(())
    })
    .await;

    go_on.send(()).unwrap();

    let pauses = eventually("the pause is there", async || {
        let page = other.desk.deliveries(&admin, Ok(JobState::Failed), (None, 9)).await.unwrap();
        (!page.pauses.is_empty()).then_some(page.pauses)
    });
    let why = "too many".to_owned();
    assert_eq!(pauses.await, [Paused { notifier: "hook".to_owned(), until, why }]);
    clock.set(until);
    let page = other.desk.deliveries(&admin, Ok(JobState::Failed), (None, 9)).await.unwrap();
    assert_eq!(page.pauses, []);
    drop(stopped);
}

#[tokio::test]
async fn what_nobody_here_carries_waits_for_who_does() {
    let (known, unknown) = (messages("known"), messages("unknown"));
    let (store, clock) = (store().await, ManualClock::default());
    let one = Scene::of(&store, clock.clone(), &[&known]).await;
    let session = one.user("ann").writes_first("hello").await;
    let job = Job {
        key: JobKey::new("job".to_owned()),
        lane: Some(Lane::new("lane".to_owned())),
        notifier: Some("unknown".to_owned()),
        due: clock.now(),
        task: format!("event 1 0 {session} ended"),
        contact: None,
    };
    let batch = Batch { jobs: vec![JobChange::Schedule(job)], ..Batch::at(clock.now()) };
    store.commit(batch).await.unwrap();
    for hour in 1..=10_usize {
        clock.set(at(SECOND * 3_600).plus(SECOND * u32::try_from(hour).unwrap()));
        // With this its worker has claimed once more.
        one.user(&format!("user {hour}")).writes_first("hello").await;
        attempts(&known, hour + 1).await;
    }
    let admin = admin_of(&one.desk).actor;
    let page = one.desk.deliveries(&admin, Ok(JobState::Waiting), (None, 9)).await.unwrap();
    let row = page.rows.into_iter().find(|row| row.job.key.as_str() == "job").unwrap();
    assert_eq!((row.attempt, row.error, row.job.due), (0, None, at(Duration::ZERO)));

    let _two = Scene::of(&store.in_other_process(), clock, &[&unknown]).await;

    assert_eq!(attempts(&unknown, 1).await[0].attempt, 1);
}

/// So many jobs in so many lanes.
const N_JOBS: u32 = 10_000;
const N_LANES: u32 = 97;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_desks_on_one_file_do_each_of_ten_thousand_jobs_once_and_overtake_no_lane() {
    let folder = Folder::new();
    let (clock, hook) = (ManualClock::default(), messages("hook"));
    let open = async || SqliteStore::open_unsynced(folder.file("chat.db")).await.unwrap();
    let stores = [Watched::new(open().await), Watched::new(open().await)];
    let wide = hook.clone().limited(NotifierLimits::default().at_once(16));
    let one = Scene::of(&stores[0], clock.clone(), &[&wide]).await;
    let session = one.user("ann").writes_first("hello").await;
    attempts(&hook, 1).await;
    for part in (0..N_JOBS).collect::<Vec<_>>().chunks(500) {
        let jobs = part.iter().map(|number| {
            JobChange::Schedule(Job {
                key: JobKey::new(format!("{number}")),
                lane: Some(Lane::new(format!("{}", number % N_LANES))),
                notifier: Some("hook".to_owned()),
                due: clock.now(),
                task: format!("event 1 0 {session} ended"),
                contact: None,
            })
        });
        let batch = Batch { jobs: jobs.collect(), ..Batch::at(clock.now()) };
        stores[0].commit(batch).await.unwrap();
    }
    let two = Scene::of(&stores[1], clock.clone(), &[&wide]).await;

    let all = N_JOBS as usize + 1;
    while hook.n_attempts() < all {
        let before = hook.n_attempts();
        eventually("the next one is done", async || {
            clock.advance(Duration::from_millis(10));
            (hook.n_attempts() > before).then_some(())
        })
        .await;
    }

    let admin = admin_of(&two.desk).actor;
    eventually("all are settled", async || {
        let page = two.desk.deliveries(&admin, Ok(JobState::Waiting), (None, 9)).await.unwrap();
        page.rows.is_empty().then_some(())
    })
    .await;
    let mut last: BTreeMap<u32, u32> = BTreeMap::new();
    for delivery in hook.attempts().iter().skip(1) {
        let number: u32 = delivery.id.as_str().parse().unwrap();
        let before = last.insert(number % N_LANES, number);
        let expected = before.map_or(number % N_LANES, |before| before + N_LANES);
        assert_eq!(number, expected, "done twice, or overtaken");
    }
    assert_eq!(hook.n_attempts(), all);
    drop(one);
}
