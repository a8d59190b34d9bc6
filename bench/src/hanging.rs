//! What a receiver of webhooks costs senders that takes every connection and answers none.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use tokio::task::JoinSet;

use crate::{
    Bench, Outcome,
    client::{Connection, post},
    figure::{Bar, Figure, median},
    send::{self, Sender, runtime},
    server::Server,
    stopwatch::Stopwatch,
};

const SENDERS: usize = 8;
const PER_SENDER: usize = 250;
const ROUNDS: usize = 11;
/// Twenty-four times the letter k.
const SECRET: &str = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tr";

/// Sends to a server that has such a receiver to tell of every message, and to one that has nobody, in turn.
///
/// # Errors
/// When a server fails.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folders = ["without", "with"].map(|name| bench.folder.join(format!("hanging-{name}")));
    let senders = send::prepare(bench, &folders[0], SENDERS)?;
    send::copy(&folders[0], &folders[1])?;
    // Whoever connects is kept by the system: nobody ever accepts.
    let receiver = TcpListener::bind("127.0.0.1:0")?;
    let settings = settings(&bench.folder, receiver.local_addr()?)?;
    let without = Server::start(bench, &folders[0])?;
    let with = Server::start_with(bench, &folders[1], &settings)?;
    let runtime = runtime()?;
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    // The first round warms up; with it the webhook hangs.
    for round in 0..=ROUNDS {
        for (server, medians) in [(&without, &mut alone), (&with, &mut beside)] {
            let took = runtime.block_on(send_timed(server.addr(), &senders, round))?;
            if round > 0 {
                medians.push(median(&took));
            }
        }
    }
    drop((without, with, receiver));
    fs::remove_file(&settings)?;
    folders.iter().try_for_each(fs::remove_dir_all)?;
    let (alone, beside) = (median(&alone), median(&beside));
    Ok(vec![
        Figure::told("hanging: send beside a receiver that hangs, p50", beside, "ms"),
        Figure::told("hanging: send without a receiver, p50", alone, "ms"),
        Figure::with_bar("hanging: beside / without", beside / alone, "times", Bar::AtMost(1.2)),
    ])
}

fn settings(folder: &Path, receiver: SocketAddr) -> Outcome<PathBuf> {
    let file = folder.join("hanging.toml");
    let text = format!(
        "[server]\nprivate_webhooks = [\"127.0.0.0/8\"]\n\
         [[channels.webhook]]\nurl = \"http://{receiver}/\"\nsecret = \"{SECRET}\"\n\
         events = [\"message\"]\n"
    );
    fs::write(&file, text)?;
    Ok(file)
}

/// Every sender sends so many messages, each after the answer to the one before; how long each took, in milliseconds.
async fn send_timed(addr: SocketAddr, senders: &[Sender], round: usize) -> Outcome<Vec<f64>> {
    let mut sending = JoinSet::new();
    for sender in senders {
        let Sender { token, session } = sender.clone();
        let mut connection = Connection::open(addr).await?;
        sending.spawn(async move {
            let path = format!("/api/chat/session/{session}/messages");
            let mut took = Vec::with_capacity(PER_SENDER);
            for number in 0..PER_SENDER {
                let body =
                    format!(r#"{{"content":"Question {number}","client_id":"{round}-{number}"}}"#);
                let request = post(&path, &token, &body);
                let stopwatch = Stopwatch::start();
                connection.ask(&request).await?.expect(201)?;
                took.push(stopwatch.elapsed().as_secs_f64() * 1e3);
            }
            Outcome::Ok(took)
        });
    }
    let mut all = Vec::with_capacity(senders.len() * PER_SENDER);
    while let Some(took) = sending.join_next().await {
        all.extend(took??);
    }
    Ok(all)
}
