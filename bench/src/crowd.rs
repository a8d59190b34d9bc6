//! A minute of work beside thousands of streams: nothing is lost, and what it costs.

use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use crate::{
    Bench, Outcome,
    client::{Connection, Stream, post},
    figure::{Bar, Figure, percentile},
    idle::listen,
    send::{self, Sender, runtime},
    server::Server,
    stopwatch::Stopwatch,
};

const LISTENERS: usize = 5_000;
/// So many of them write as well; each hears its own messages, as another tab of theirs would.
const SENDERS: usize = 200;
const PER_SECOND: usize = 200;
const FOR: Duration = Duration::from_mins(1);
/// What is on its way when the last is sent arrives within so long, or is lost.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

/// 200 messages in a second for a minute, beside 5,000 streams.
///
/// # Errors
/// When a server fails, or too few files may be open at once.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folder = bench.folder.join("crowd");
    let people = send::prepare(bench, &folder, LISTENERS)?;
    let server = Server::start(bench, &folder)?;
    let figures = runtime()?.block_on(watch_crowd(&server, &people));
    drop(server);
    fs::remove_dir_all(&folder)?;
    figures
}

async fn watch_crowd(server: &Server, people: &[Sender]) -> Outcome<Vec<Figure>> {
    let before = server.resident()?;
    let streams = listen(server.addr(), people).await?;
    let told = Arc::new(Told::default());
    let (all, heard_all) = watch::channel(());
    let mut listening = JoinSet::new();
    for stream in streams {
        listening.spawn(hear(stream, Arc::clone(&told), all.subscribe()));
    }
    let (processor, stopwatch) = (server.processor_time()?, Stopwatch::start());
    let n_sent = send_evenly(server.addr(), &people[..SENDERS], &told).await?;
    let took = stopwatch.elapsed();
    let processor = server.processor_time()? - processor;
    let after = server.resident()?;
    // As long as it takes, and no longer than the bound.
    let settled = async {
        let mut tick = interval(Duration::from_millis(20));
        while told.n_heard.load(Ordering::Acquire) < n_sent {
            tick.tick().await;
        }
    };
    let is_settled = tokio::time::timeout(SETTLED_WITHIN, settled).await.is_ok();
    drop((all, heard_all));
    while let Some(ended) = listening.join_next().await {
        ended??;
    }
    let n_heard = told.n_heard.load(Ordering::Acquire);
    let lost = if is_settled { 0 } else { n_sent.saturating_sub(n_heard) };
    let again = n_heard.saturating_sub(n_sent);
    let took_ms = told.took_ms.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let seconds = took.as_secs_f64();
    let kb = (after as f64 - before as f64) / people.len() as f64 / 1e3;
    Ok(vec![
        Figure::told("crowd: messages accepted", n_sent as f64 / seconds, "/s"),
        Figure::with_bar("crowd: messages lost", lost as f64, "messages", Bar::AtMost(0.0)),
        Figure::with_bar("crowd: messages told twice", again as f64, "messages", Bar::AtMost(0.0)),
        Figure::told("crowd: POST to stream, p50", percentile(&took_ms, 50), "ms"),
        Figure::told("crowd: POST to stream, p99", percentile(&took_ms, 99), "ms"),
        Figure::told(
            "crowd: server CPU, of one core",
            processor.as_secs_f64() / seconds * 100.0,
            "%",
        ),
        Figure::told("crowd: memory of the server", after as f64 / 1e6, "MB"),
        Figure::with_bar("crowd: memory per stream, ring and all", kb, "kB", Bar::AtMost(40.0)),
    ])
}

/// What all streams share.
#[derive(Debug, Default)]
struct Told {
    /// Since when each message that was sent is on its way.
    under_way: Mutex<HashMap<String, Stopwatch>>,
    took_ms: Mutex<Vec<f64>>,
    n_heard: AtomicUsize,
}

/// Sends at an even pace, each message on a connection that has nothing else to do.
async fn send_evenly(addr: SocketAddr, senders: &[Sender], told: &Arc<Told>) -> Outcome<usize> {
    let mut idle = Vec::with_capacity(senders.len());
    for sender in senders {
        idle.push((Connection::open(addr).await?, sender.clone()));
    }
    let n_messages = PER_SECOND * usize::try_from(FOR.as_secs())?;
    let mut tick = interval(Duration::from_secs(1) / u32::try_from(PER_SECOND)?);
    // A pause of this machine is made up for: the load is so many a second on the whole.
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut sending = JoinSet::new();
    for number in 0..n_messages {
        tick.tick().await;
        while idle.is_empty() {
            idle.push(sending.join_next().await.ok_or("nobody sends")???);
        }
        // The one that has been idle for longest.
        let (connection, sender) = idle.remove(0);
        sending.spawn(send_one(connection, sender, number, Arc::clone(told)));
        while let Some(sent) = sending.try_join_next() {
            idle.push(sent??);
        }
    }
    while let Some(sent) = sending.join_next().await {
        drop(sent??);
    }
    Ok(n_messages)
}

async fn send_one(
    mut connection: Connection,
    sender: Sender,
    number: usize,
    told: Arc<Told>,
) -> Outcome<(Connection, Sender)> {
    let path = format!("/api/chat/session/{}/messages", sender.session);
    let id = format!("crowd-{number:010}");
    let body = format!(r#"{{"content":"Is anybody there?","client_id":"{id}"}}"#);
    let request = post(&path, &sender.token, &body);
    told.under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Stopwatch::start());
    connection.ask(&request).await?.expect(201)?;
    Ok((connection, sender))
}

/// Takes down what a stream tells of, until it is told to stop.
async fn hear(
    mut stream: Stream,
    told: Arc<Told>,
    mut heard_all: watch::Receiver<()>,
) -> Outcome<()> {
    loop {
        let ids = tokio::select! {
            // It fails once nobody can tell any more: that is the sign.
            _ = heard_all.changed() => return Ok(()),
            ids = stream.ids("crowd-") => ids?,
        };
        for id in ids {
            let under_way = told.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            let since = under_way.get(&id).copied().ok_or("a message came that was not sent")?;
            drop(under_way);
            let took = since.elapsed().as_secs_f64() * 1e3;
            told.took_ms.lock().unwrap_or_else(PoisonError::into_inner).push(took);
            told.n_heard.fetch_add(1, Ordering::AcqRel);
        }
    }
}
