//! Two servers on one file: each delivery is one's, and no lane is overtaken.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chatdesk_core::{Batch, Clock as _, Job, JobChange, JobKey, Lane, Store as _, SystemClock};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_tests::{Actor as _, Deadline, Server, TempFolder, eventually_within, tell};

use crate::{
    receiver::{Line, Receiver},
    scene::{kind_of, leases_lapse, nothing_waits, telling},
};

const N_JOBS: u32 = 10_000;
const N_LANES: u32 = 97;
/// How long all of them may take.
const BOUND: Duration = Duration::from_secs(240);

/// Lets so many deliveries wait in the file of a server, which tell of the end of a session.
async fn schedule(folder: &TempFolder, session: &str, notifier: &str) {
    let (store, now) = (SqliteStore::open(folder.database()).await.unwrap(), SystemClock.now());
    let all: Vec<_> = (0..N_JOBS).collect();
    for numbers in all.chunks(500) {
        let job = |number: &u32| {
            JobChange::Schedule(Job {
                key: JobKey::new(format!("{number}")),
                lane: Some(Lane::new(format!("{}", number % N_LANES))),
                notifier: Some(notifier.to_owned()),
                due: now,
                task: format!("event 1 0 {session} ended"),
                contact: None,
            })
        };
        let jobs = numbers.iter().map(job).collect();
        store.commit(Batch { jobs, ..Batch::at(now) }).await.unwrap();
    }
}

/// Which of them it is; `None` for what the user did, which is told as well.
fn number_of(id: &str) -> Option<u32> {
    id.parse().ok()
}

/// Each came once, and in each lane the next one after the one before was answered.
fn assert_each_once_in_order(log: &[Line]) {
    let mut answered: BTreeMap<u32, u32> = BTreeMap::new();
    let mut got = answered.clone();
    for line in log {
        match line {
            Line::Got(post) => {
                let Some(number) = number_of(&post.id) else { continue };
                let lane = number % N_LANES;
                let before = got.insert(lane, number);
                let expected = before.map_or(lane, |before| before + N_LANES);
                assert_eq!(number, expected, "told twice, or overtaken");
                assert_eq!(answered.get(&lane).copied(), before, "before that was answered");
            }
            Line::Yes { id, .. } => {
                let Some(number) = number_of(id) else { continue };
                answered.insert(number % N_LANES, number);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_tell_each_of_ten_thousand_once_and_overtake_no_lane() {
    let (folder, receiver) = (Arc::new(TempFolder::new()), Receiver::new().await);
    let launch = || telling(&folder, &receiver).env("CHATDESK_LOG", "info,chatdesk_core=debug");
    let server = Server::launch(launch()).await;
    let user = server.user("42");
    let session = user.open("hello").await.id;
    user.end(&session).await.expect(200);
    drop(server);
    leases_lapse(&folder);
    let kind = kind_of(&receiver);
    schedule(&folder, &session, &kind).await;

    let (one, two) = tokio::join!(Server::launch(launch()), Server::launch(launch()));

    let begun = Deadline::within(BOUND);
    eventually_within(BOUND, "all are told", async || {
        let ours = receiver.posts().into_iter().filter(|post| number_of(&post.id).is_some());
        (ours.count() >= N_JOBS as usize).then_some(())
    })
    .await;
    nothing_waits(&one).await;
    assert_each_once_in_order(&receiver.log());
    // Each was settled by who had told it, and both did their part.
    let n_settled = [one, two].map(|server| {
        let stderr = server.terminate().stderr;
        let done = stderr.lines().filter(|line| line.contains("a delivery is done"));
        done.filter(|line| !line.contains(&kind)).count()
    });
    tell(&format!("two servers told {n_settled:?} in {:?}", begun.elapsed()));
    assert_eq!(n_settled[0] + n_settled[1], N_JOBS as usize);
    assert!(n_settled.iter().all(|n| *n > 0), "{n_settled:?}");
}
