//! How long it takes from a message's POST until the other side's stream tells of it.

use std::{
    fs,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{sync::Notify, task::JoinSet};

use crate::{
    Bench, Outcome,
    client::{Connection, Stream, post},
    figure::{Figure, percentile},
    people,
    send::{Sender, open_sessions, runtime},
    server::Server,
    stopwatch::Stopwatch,
};

const MESSAGES: usize = 200;
/// The first ones find nothing prepared.
const COLD: usize = 20;
/// So many agents listen; each of them is told of everything.
const AUDIENCES: [(usize, &str); 2] = [(1, "1 listener"), (1_000, "1,000 listeners")];

/// A customer writes, and agents listen.
///
/// # Errors
/// When the server fails.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    for (n_listeners, name) in AUDIENCES {
        let folder = bench.folder.join("latency");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let server = Server::start(bench, &folder)?;
        let took = runtime()?.block_on(listen_and_send(&server, n_listeners))?;
        drop(server);
        fs::remove_dir_all(&folder)?;
        for (percent, told) in [(50, "p50"), (99, "p99")] {
            let name = format!("latency: POST to the desk's stream, {name}, {told}");
            figures.push(Figure::told(name, percentile(&took, percent), "ms"));
        }
    }
    Ok(figures)
}

/// What all listeners share.
#[derive(Debug, Default)]
struct Told {
    /// Since when the newest message is on its way.
    since: Mutex<Option<Stopwatch>>,
    took_ms: Mutex<Vec<f64>>,
    n_told: AtomicUsize,
    all: Notify,
}

/// Sends one message after the other, each when every listener was told of the one before.
async fn listen_and_send(server: &Server, n_listeners: usize) -> Outcome<Vec<f64>> {
    let senders = open_sessions(server, 1).await?;
    let Sender { token, session } = senders.into_iter().next().ok_or("nobody sends")?;
    let told = Arc::new(Told::default());
    let mut listening = JoinSet::new();
    for number in 0..n_listeners {
        let agent = people::agent_token(&format!("agent-{number}"))?;
        let stream = Stream::open(server.addr(), &agent).await?;
        listening.spawn(listen(stream, Arc::clone(&told), n_listeners));
    }
    let mut connection = Connection::open(server.addr()).await?;
    let path = format!("/api/chat/session/{session}/messages");
    for number in 0..COLD + MESSAGES {
        if number == COLD {
            told.took_ms.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        let request = post(&path, &token, &format!(r#"{{"content":"Message {number}"}}"#));
        told.n_told.store(0, Ordering::Release);
        *told.since.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stopwatch::start());
        let heard = async { tokio::join!(connection.ask(&request), told.all.notified()) };
        tokio::select! {
            (sent, ()) = heard => drop(sent?.expect(201)?),
            Some(ended) = listening.join_next() => ended??,
        }
    }
    listening.abort_all();
    let took = told.took_ms.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(took)
}

async fn listen(mut stream: Stream, told: Arc<Told>, n_listeners: usize) -> Outcome<()> {
    loop {
        stream.messages().await?;
        let since = *told.since.lock().unwrap_or_else(PoisonError::into_inner);
        let took = since.ok_or("a stream told of a message that was not sent")?.elapsed();
        let mut took_ms = told.took_ms.lock().unwrap_or_else(PoisonError::into_inner);
        took_ms.push(took.as_secs_f64() * 1e3);
        if told.n_told.fetch_add(1, Ordering::AcqRel) + 1 == n_listeners {
            told.all.notify_one();
        }
    }
}
