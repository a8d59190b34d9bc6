//! What thousands of streams cost that have nothing to tell.

use std::{fs, net::SocketAddr};

use tokio::task::JoinSet;

use crate::{
    Bench, Outcome,
    client::Stream,
    figure::{Bar, Figure, median},
    send::{self, Load, SENDERS, Sender, runtime, send_all},
    server::Server,
};

const LISTENERS: usize = 5_000;
const PER_SENDER: usize = 150;
const ROUNDS: usize = 5;
/// So many streams are begun at once.
const BEGIN_AT_ONCE: usize = 50;

/// Sends to a server with listeners, and to one without, in turn.
///
/// # Errors
/// When a server fails, or too few files may be open at once.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folders = ["alone", "beside"].map(|name| bench.folder.join(format!("idle-{name}")));
    let people = send::prepare(bench, &folders[0], SENDERS + LISTENERS)?;
    send::copy(&folders[0], &folders[1])?;
    let (senders, listeners) = people.split_at(SENDERS);
    let alone = Server::start(bench, &folders[0])?;
    let beside = Server::start(bench, &folders[1])?;
    let runtime = runtime()?;
    // What the first stream needs, all of them need once.
    let first = runtime.block_on(listen(beside.addr(), &listeners[..1]))?;
    let before = beside.resident()?;
    let streams = runtime.block_on(listen(beside.addr(), &listeners[1..]))?;
    let after = beside.resident()?;
    let held_kb = (after as f64 - before as f64) / streams.len() as f64 / 1e3;
    let (mut rates, mut limits) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let load = Load { round, per_sender: PER_SENDER };
        for (server, rates) in [(&alone, &mut limits), (&beside, &mut rates)] {
            let took = runtime.block_on(send_all(server, senders, load))?;
            rates.push((SENDERS * PER_SENDER) as f64 / took.as_secs_f64());
        }
    }
    drop((first, streams));
    drop((alone, beside));
    folders.iter().try_for_each(fs::remove_dir_all)?;
    let (rate, limit) = (median(&rates), median(&limits));
    Ok(vec![
        Figure::with_bar("idle: memory per stream, 5,000 open", held_kb, "kB", Bar::AtMost(32.0)),
        Figure::told("idle: accepted beside 5,000 listeners", rate, "messages/s"),
        Figure::told("idle: accepted without listeners", limit, "messages/s"),
        Figure::with_bar("idle: beside / without", rate / limit * 100.0, "%", Bar::AtLeast(90.0)),
    ])
}

/// Everybody begins a stream of their own, and the server has greeted them all.
pub(crate) async fn listen(addr: SocketAddr, people: &[Sender]) -> Outcome<Vec<Stream>> {
    let mut streams = Vec::with_capacity(people.len());
    for some in people.chunks(BEGIN_AT_ONCE) {
        let mut beginning = JoinSet::new();
        for sender in some {
            let token = sender.token.clone();
            beginning.spawn(async move { Stream::open(addr, &token).await });
        }
        while let Some(begun) = beginning.join_next().await {
            streams.push(begun??);
        }
    }
    Ok(streams)
}
