//! A server that stands still for longer than it may hold what it tells.

use std::{sync::Arc, time::Duration};

use chatdesk_tests::{Actor as _, Server, TempFolder, asked_number, eventually, eventually_within};
use rusqlite::Connection;
use tokio::sync::watch;

use crate::{
    receiver::{Answer, Receiver},
    scene::{begins, leases_lapse, nothing_waits, telling, unsettled},
};

/// Set to 1 the leases lapse by waiting for two minutes: `cargo xtask test --long` does.
const REAL_LEASES: &str = "CHATDESK_TEST_REAL_LEASES";
/// As long as that takes, and what comes after it.
const LEASE: Duration = Duration::from_secs(140);
/// The third attempt comes 20 s after the second, and up to a tenth later.
const THIRD: Duration = Duration::from_secs(30);

/// Stops a server where it holds no lock on its file.
async fn stop(server: &Server) {
    eventually("it stands still outside of a commit", async || {
        server.stop();
        let file = Connection::open(server.folder().database()).unwrap();
        file.busy_timeout(Duration::ZERO).unwrap();
        let is_free = file.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_ok();
        if !is_free {
            server.go_on();
        }
        is_free.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stood_still_past_their_lease_does_not_settle_what_another_has_told() {
    let (folder, receiver) = (Arc::new(TempFolder::new()), Receiver::new().await);
    let launch = || telling(&folder, &receiver).env("CHATDESK_LOG", "info,chatdesk_core=debug");
    let one = Server::launch(launch()).await;
    begins(&one, &receiver).await;
    let (release, held) = watch::channel(false);
    let busy = Answer::Status(503, String::new());
    receiver.answers([Answer::Held(held), busy]);
    let n_before = receiver.posts().len();
    one.user("42").open("hello").await;
    eventually("one tells it", async || (receiver.posts().len() > n_before).then_some(())).await;
    let id = receiver.posts()[n_before].id.clone();

    stop(&one).await;
    if asked_number(REAL_LEASES).is_none() {
        leases_lapse(&folder);
    }
    let two = Server::launch(launch()).await;
    eventually_within(LEASE, "two tells it, and is told to come later", async || {
        let row = unsettled(&folder).get(&id).cloned();
        row.filter(|row| row.attempt == 2 && row.error.is_some() && !row.is_leased).map(|_| ())
    })
    .await;
    drop(two);
    release.send(true).unwrap();
    one.go_on();

    eventually("one learns that it is not its own any more", async || {
        one.stderr().contains("a delivery is somebody else's by now").then_some(())
    })
    .await;
    // What two was told holds: it waits, and comes under the same id.
    let n_told = || receiver.posts().iter().filter(|post| post.id == id).count();
    eventually_within(THIRD, "it was not settled, and is told again", async || {
        (n_told() >= 3).then_some(())
    })
    .await;
    nothing_waits(&one).await;
    assert_eq!(n_told(), 3);
}
