//! How many messages are accepted, beside a bare loop that writes the same rows.

use std::{fs, net::SocketAddr, ops::Range, path::Path, time::Duration};

use serde_json::Value;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

use crate::{
    Bench, Outcome, bare,
    client::{Connection, post},
    disk,
    figure::{Bar, Figure, median},
    people,
    server::{Server, Transactions},
    stopwatch::Stopwatch,
};

pub(crate) const SENDERS: usize = 64;
const PER_SENDER: usize = 400;
const ROUNDS: usize = 5;
/// So many people begin their chats over one connection.
const OPEN_IN_A_ROW: usize = 50;
/// The name that the server gives its file.
const DATABASE: &str = "chatdesk.db";
/// Where a sync takes less, it is not the disk that limits anybody.
const HONEST_SYNC_MS: f64 = 0.1;

/// Somebody with a session of their own.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) token: String,
    pub(crate) session: String,
}

/// One round of the server.
#[derive(Debug)]
struct Round {
    per_second: f64,
    processor_us: f64,
    group: f64,
    syncs_per_second: f64,
}

/// Takes both in turn.
///
/// # Errors
/// When the server fails, or the bare loop writes something else than the server did.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let template = bench.folder.join("send-template");
    let senders = prepare(bench, &template, SENDERS)?;
    let sync_ms = disk::sync_time(&bench.folder)?;
    let (mut rounds, mut bare_rates) = (Vec::new(), Vec::new());
    for number in 1..=ROUNDS {
        let folder = bench.folder.join("send-round");
        let written = copy(&template, &folder)?;
        let round = take(bench, &folder, &senders)?;
        let bare_rate = bare::replay(&template.join(DATABASE), &written, &bench.folder)?;
        eprintln!("  round {number}: {:.0} and bare {bare_rate:.0} messages/s", round.per_second);
        rounds.push(round);
        bare_rates.push(bare_rate);
        fs::remove_dir_all(&folder)?;
    }
    fs::remove_dir_all(&template)?;
    Ok(figures(&rounds, &bare_rates, sync_ms))
}

fn figures(rounds: &[Round], bare_rates: &[f64], sync_ms: f64) -> Vec<Figure> {
    let of = |value: fn(&Round) -> f64| median(&rounds.iter().map(value).collect::<Vec<_>>());
    let (accepted, bare) = (of(|round| round.per_second), median(bare_rates));
    let bar = if sync_ms >= HONEST_SYNC_MS {
        Bar::AtLeast(60.0)
    } else {
        Bar::Void("fdatasync takes under 0.1 ms")
    };
    vec![
        Figure::told("disk: fdatasync, p50", sync_ms, "ms"),
        Figure::told("send: accepted over HTTP, 64 senders", accepted, "messages/s"),
        Figure::told("send: bare loop, same rows and statements", bare, "messages/s"),
        Figure::with_bar("send: accepted / bare", accepted / bare * 100.0, "%", bar),
        Figure::told("send: messages in a group, mean", of(|round| round.group), "messages"),
        Figure::told(
            "send: syncs, of groups and of the search",
            of(|round| round.syncs_per_second),
            "/s",
        ),
        Figure::with_bar(
            "send: server CPU per message",
            of(|round| round.processor_us),
            "us",
            Bar::AtMost(80.0),
        ),
    ]
}

/// Makes a data folder in which so many people have a session with one message.
pub(crate) fn prepare(bench: &Bench, folder: &Path, n: usize) -> Outcome<Vec<Sender>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let server = Server::start(bench, folder)?;
    let senders = runtime()?.block_on(open_sessions(&server, n))?;
    server.stop()?;
    Ok(senders)
}

/// So many people begin a chat each, some of them at once.
pub(crate) async fn open_sessions(server: &Server, n: usize) -> Outcome<Vec<Sender>> {
    let mut opening = JoinSet::new();
    for first in (0..n).step_by(OPEN_IN_A_ROW) {
        let numbers = first..n.min(first + OPEN_IN_A_ROW);
        opening.spawn(open_in_a_row(server.addr(), numbers));
    }
    let mut senders = Vec::with_capacity(n);
    while let Some(opened) = opening.join_next().await {
        senders.extend(opened??);
    }
    Ok(senders)
}

async fn open_in_a_row(addr: SocketAddr, numbers: Range<usize>) -> Outcome<Vec<Sender>> {
    let mut connection = Connection::open(addr).await?;
    let mut senders = Vec::with_capacity(numbers.len());
    for number in numbers {
        let token = people::user_token(&format!("sender-{number}"))?;
        let request = post("/api/chat/sessions", &token, r#"{"message":"Good morning"}"#);
        let answer = connection.ask(&request).await?.expect(201)?;
        let session: Value = serde_json::from_slice(answer.body)?;
        let session = session["id"].as_str().ok_or("a session has no id")?.to_owned();
        senders.push(Sender { token, session });
    }
    Ok(senders)
}

/// Copies a data folder; answers where its database is.
pub(crate) fn copy(from: &Path, to: &Path) -> Outcome<std::path::PathBuf> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(to.join(DATABASE))
}

fn take(bench: &Bench, folder: &Path, senders: &[Sender]) -> Outcome<Round> {
    let server = Server::start(bench, folder)?;
    let processor = server.processor_time()?;
    let load = Load { round: 0, per_sender: PER_SENDER };
    let took = runtime()?.block_on(send_all(&server, senders, load))?;
    let processor = server.processor_time()? - processor;
    let n_messages = (senders.len() * PER_SENDER) as f64;
    let Transactions { groups, feeds } = server.stop()?;
    Ok(Round {
        per_second: n_messages / took.as_secs_f64(),
        processor_us: processor.as_secs_f64() * 1e6 / n_messages,
        group: n_messages / groups as f64,
        syncs_per_second: (groups + feeds) as f64 / took.as_secs_f64(),
    })
}

/// What every sender sends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Tells the client ids of one round from those of another on the same server.
    pub(crate) round: usize,
    pub(crate) per_sender: usize,
}

/// Every sender sends so many messages, each after the answer to the one before.
pub(crate) async fn send_all(server: &Server, senders: &[Sender], load: Load) -> Outcome<Duration> {
    let mut connections = Vec::with_capacity(senders.len());
    for sender in senders {
        connections.push((Connection::open(server.addr()).await?, sender.clone()));
    }
    let mut sending = JoinSet::new();
    let stopwatch = Stopwatch::start();
    for (connection, sender) in connections {
        sending.spawn(send(connection, sender, load));
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }
    Ok(stopwatch.elapsed())
}

async fn send(mut connection: Connection, sender: Sender, load: Load) -> Outcome<()> {
    let Sender { token, session } = sender;
    let path = format!("/api/chat/session/{session}/messages");
    let round = load.round;
    for number in 0..load.per_sender {
        let body = format!(
            "{{\"content\":\"Where is my parcel? I ordered it on Monday, and this is question {number}.\",\
             \"client_id\":\"{round:016x}-{number:016x}\"}}"
        );
        connection.ask(&post(&path, &token, &body)).await?.expect(201)?;
    }
    Ok(())
}

/// A runtime on one thread: the load shares two cores with the server.
pub(crate) fn runtime() -> Outcome<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
