//! A host that starts again in the middle of a talk, and a server that does behind it.

use crate::crowd::Crowd;
use crate::host::{Host, Kind};

const N_USERS: usize = 4;
const N_MESSAGES: u64 = 6;

async fn host_restarted(kind: Kind) {
    let mut host = Host::start(kind).await;
    let crowd = Crowd::log_in(&host, N_USERS, 1).await;
    let middle = async {
        crowd.until(N_USERS as u64 * N_MESSAGES / 3).await;
        tokio::task::block_in_place(|| host.restart());
    };
    let (talk, ()) = tokio::join!(crowd.talk(N_MESSAGES), middle);
    crowd.check(&host, &talk).await;
}

async fn chatdesk_restarted(kind: Kind) {
    let mut host = Host::start(kind).await;
    let crowd = Crowd::log_in(&host, N_USERS, 1).await;
    let middle = async {
        crowd.until(N_USERS as u64 * N_MESSAGES / 3).await;
        host.restart_chatdesk().await;
    };
    let (talk, ()) = tokio::join!(crowd.talk(N_MESSAGES), middle);
    crowd.check(&host, &talk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn express_restarted_under_streams_costs_nothing() {
    host_restarted(Kind::Express).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn django_restarted_under_streams_costs_nothing() {
    host_restarted(Kind::Django).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chatdesk_restarted_behind_express_costs_nothing() {
    chatdesk_restarted(Kind::Express).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chatdesk_restarted_behind_django_costs_nothing() {
    chatdesk_restarted(Kind::Django).await;
}
