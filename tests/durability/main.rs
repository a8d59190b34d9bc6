//! What the kernel saw: no message is acknowledged before it is on the disk.
//!
//! `strace` follows a server under load. It needs the Debian package of that name; `cargo xtask test` installs it, or
//! says that this suite was left out.
#![expect(clippy::unwrap_used, reason = "a failed step of a test is a failed test")]

mod record;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chatdesk_api::Message;
use chatdesk_tests::{Actor as _, Launch, Server, TempFolder, eventually, tell};
use futures_util::future::join_all;
use serde_json::json;

use crate::record::{CALLS, ID_MARK, Record};

const N_SENDERS: usize = 8;
const N_MESSAGES: usize = 40;
/// The opening of a session is acknowledged as well.
const N_ACKNOWLEDGED: usize = N_SENDERS * (1 + N_MESSAGES);

/// Lets eight people open a session and send, all at once; answers the marks of what was acknowledged: the first text of
/// a session, which is shown with it, and the client id of a message.
async fn load(server: &Server) -> BTreeSet<String> {
    let senders = (0..N_SENDERS).map(|sender| async move {
        let user = server.user(&format!("user-{sender}"));
        let first = format!("{ID_MARK}{sender:02}-open");
        let session = user.open(&first).await;
        let mut acknowledged = vec![session.last_message.unwrap().preview];
        for number in 0..N_MESSAGES {
            let client_id = format!("{ID_MARK}{sender:02}-{number:04}");
            let body = json!({"content": "Is anybody there?", "client_id": client_id});
            let message: Message = user.post_message(&session.id, body).await.created();
            acknowledged.extend(message.client_id);
        }
        acknowledged
    });
    join_all(senders).await.into_iter().flatten().collect()
}

/// Starts what `launch` makes of a folder, puts it under load, and reads what the kernel saw until it ended.
async fn followed(launch: impl FnOnce(Arc<TempFolder>) -> Launch) -> (BTreeSet<String>, Record) {
    let aside = TempFolder::new();
    let path = aside.join("record");
    let launch = launch(Arc::new(TempFolder::new())).traced(&CALLS, &path);
    let server = Server::launch(launch).await;
    let acknowledged = load(&server).await;
    let finished = server.terminate();
    assert_eq!(finished.stderr.matches("ERROR").count(), 0, "{}", finished.stderr);
    // The record is written from aside and ends a little later than the server.
    let text = eventually("the record tells of the server's end", async || {
        let text = std::fs::read_to_string(&path).unwrap();
        record::is_complete(&text).then_some(text)
    })
    .await;
    (acknowledged, Record::read(&text))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_message_is_acknowledged_before_a_sync_that_began_after_its_commit() {
    let (acknowledged, record) = followed(Launch::server_in).await;

    tell(&format!(
        "{} acknowledged openings and messages in {} commits with {} syncs, each answered after its own",
        acknowledged.len(),
        record.n_commits,
        record.n_syncs
    ));
    assert_eq!((acknowledged.len(), record.n_unmarked), (N_ACKNOWLEDGED, 0));
    assert_eq!(record.too_early, BTreeSet::new());
    assert_eq!(record.durable, acknowledged);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_does_not_sync_is_noticed() {
    let unsynced = Path::new(env!("CARGO_BIN_EXE_unsynced"));
    let (acknowledged, record) = followed(|folder| Launch::program(unsynced, folder)).await;

    assert_eq!((acknowledged.len(), record.n_unmarked), (N_ACKNOWLEDGED, 0));
    assert_eq!(record.durable, BTreeSet::new());
    assert_eq!(record.too_early, acknowledged);
}
