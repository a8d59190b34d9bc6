//! A server with webhooks, and its jobs as they stand in its file.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use chatdesk_api::Outgoing;
use chatdesk_core::Notifier as _;
use chatdesk_http::webhook_event;
use chatdesk_notify::Webhook;
use chatdesk_tests::{Actor as _, Launch, Server, TempFolder, eventually};
use rusqlite::Connection;

use crate::receiver::Receiver;

/// Twenty-four times the letter k.
pub(crate) const SECRET: &str = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tr";
/// Who writes until it is told that they do.
const TRIAL: &str = "trial";

/// Settings with webhooks: URL, and the TOML of `events`.
pub(crate) fn settings(
    folder: &TempFolder,
    private_webhooks: &str,
    webhooks: &[(String, &str)],
) -> PathBuf {
    let mut text = format!("[server]\nprivate_webhooks = {private_webhooks}\n");
    for (url, events) in webhooks {
        text += &format!(
            "[[channels.webhook]]\nurl = \"{url}\"\nsecret = \"{SECRET}\"\nevents = {events}\n"
        );
    }
    folder.write("chatdesk.toml", text)
}

/// A start of a server in a folder that tells one receiver of messages.
pub(crate) fn telling(folder: &Arc<TempFolder>, receiver: &Receiver) -> Launch {
    let file = settings(folder, "[\"127.0.0.0/8\"]", &[(receiver.url(), "[\"message\"]")]);
    Launch::server_in(Arc::clone(folder)).path_arg("--config", file)
}

/// What the receiver's webhook is called.
pub(crate) fn kind_of(receiver: &Receiver) -> String {
    let (url, secret) = (receiver.url().parse().unwrap(), SECRET.parse().unwrap());
    Webhook::builder(url, secret, webhook_event).build().unwrap().kind().to_owned()
}

/// Waits until the server tells of messages: it begins where the log is when it first looks. Comes to the session in which
/// that was tried.
pub(crate) async fn begins(server: &Server, receiver: &Receiver) -> String {
    let trial = server.user(TRIAL);
    let session = trial.open("hello").await.id;
    eventually("messages are told", async || {
        trial.write(&session, "do you hear me?").await;
        (!receiver.posts().is_empty()).then_some(())
    })
    .await;
    let last = trial.write(&session, "that will do").await.id;
    eventually("all of them are told", async || {
        let mut told = receiver.posts().into_iter().filter_map(|post| post.message());
        told.any(|(_, seq)| seq == last).then_some(())
    })
    .await;
    nothing_waits(server).await;
    session
}

/// Waits until everything is told.
pub(crate) async fn nothing_waits(server: &Server) {
    let admin = server.admin("root");
    eventually("nothing waits", async || {
        let waiting: Outgoing = admin.get("/admin/deliveries?state=waiting&limit=1").await.ok();
        (waiting.total == 0).then_some(())
    })
    .await;
}

/// A job as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) attempt: u32,
    pub(crate) error: Option<String>,
    pub(crate) is_leased: bool,
}

/// The deliveries that are not settled, by their ids.
pub(crate) fn unsettled(folder: &TempFolder) -> BTreeMap<String, Row> {
    let file = Connection::open(folder.database()).unwrap();
    let mut rows = file
        .prepare(
            "SELECT key, attempt, error, lease IS NOT NULL FROM jobs WHERE notifier IS NOT NULL",
        )
        .unwrap();
    let row = |row: &rusqlite::Row<'_>| {
        let state = Row { attempt: row.get(1)?, error: row.get(2)?, is_leased: row.get(3)? };
        Ok((row.get(0)?, state))
    };
    rows.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap()
}

/// What somebody held, who is gone, may be claimed again: as two minutes later.
pub(crate) fn leases_lapse(folder: &TempFolder) {
    let file = Connection::open(folder.database()).unwrap();
    file.execute("UPDATE jobs SET leased_until = 1 WHERE lease IS NOT NULL", []).unwrap();
}
