//! How many polls are answered, beside a bare route that answers with as many bytes.

use std::{fs, net::SocketAddr};

use tokio::task::JoinSet;

use crate::{
    Bench, Outcome, bare_route,
    client::{Connection, get},
    figure::{Bar, Figure, median},
    send::{Sender, open_sessions, runtime},
    server::Server,
    stopwatch::Stopwatch,
};

const CLIENTS: usize = 32;
const PER_CLIENT: usize = 1_000;
/// Short ones vary by a tenth with where the threads of both sides happen to run.
const ROUNDS: usize = 15;

/// What a client asks again and again.
struct Poll {
    name: &'static str,
    /// What each client sends; their tokens differ.
    requests: Vec<Vec<u8>>,
    status: u16,
    /// The whole answer, to be given by the bare route as well.
    head: String,
    body: Vec<u8>,
}

/// One round of one of them.
#[derive(Debug)]
struct Round {
    per_second: f64,
    processor_us: f64,
}

/// Takes server and bare route in turn, for each poll.
///
/// # Errors
/// When either fails, or they do not answer alike.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folder = bench.folder.join("poll");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let server = Server::start(bench, &folder)?;
    let runtime = runtime()?;
    let senders = runtime.block_on(open_sessions(&server, CLIENTS))?;
    let polls = runtime.block_on(async {
        Outcome::Ok([
            status(server.addr(), &senders).await?,
            unchanged(server.addr(), &senders).await?,
        ])
    })?;
    let mut figures = Vec::new();
    for poll in polls {
        let bare = bare_route::start(poll.status, &poll.head, &poll.body)?;
        runtime.block_on(compare(bare.addr(), &poll))?;
        let (mut ours, mut limits) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(runtime.block_on(round(&server, &poll))?);
            limits.push(runtime.block_on(round(&bare, &poll))?);
        }
        figures.extend(tell(poll.name, &ours, &limits));
    }
    server.stop()?;
    fs::remove_dir_all(&folder)?;
    Ok(figures)
}

async fn status(addr: SocketAddr, senders: &[Sender]) -> Outcome<Poll> {
    let requests =
        senders.iter().map(|sender| get("/api/chat/status", &sender.token, "")).collect();
    poll("GET /chat/status", 200, requests, addr).await
}

/// `GET …/messages` by somebody who has the newest answer already.
async fn unchanged(addr: SocketAddr, senders: &[Sender]) -> Outcome<Poll> {
    let mut connection = Connection::open(addr).await?;
    let mut requests = Vec::with_capacity(senders.len());
    for Sender { token, session } in senders {
        let path = format!("/api/chat/session/{session}/messages");
        let answer = connection.ask(&get(&path, token, "")).await?.expect(200)?;
        let etag = answer.header("etag").ok_or("an answer has no ETag")?;
        requests.push(get(&path, token, &format!("if-none-match: {etag}\r\n")));
    }
    poll("GET …/messages, 304", 304, requests, addr).await
}

async fn poll(
    name: &'static str,
    status: u16,
    requests: Vec<Vec<u8>>,
    addr: SocketAddr,
) -> Outcome<Poll> {
    let mut connection = Connection::open(addr).await?;
    let first = requests.first().ok_or("nobody asks")?;
    let answer = connection.ask(first).await?.expect(status)?;
    let (head, body) = (std::str::from_utf8(answer.head)?.to_owned(), answer.body.to_vec());
    Ok(Poll { name, requests, status, head, body })
}

/// Whether the bare route answers with exactly as many bytes.
async fn compare(bare: SocketAddr, poll: &Poll) -> Outcome<()> {
    let mut connection = Connection::open(bare).await?;
    let first = poll.requests.first().ok_or("nobody asks")?;
    let answer = connection.ask(first).await?.expect(poll.status)?;
    let found = (answer.head.len(), answer.body.len());
    let wanted = (poll.head.len(), poll.body.len());
    if found == wanted {
        return Ok(());
    }
    let head = String::from_utf8_lossy(answer.head);
    let wanted_head = &poll.head;
    Err(format!(
        "the bare route answers {found:?} bytes, not {wanted:?}:\n{head}\ninstead of\n{wanted_head}"
    )
    .into())
}

/// Every client asks so many times, each again once it was answered.
async fn round(server: &Server, poll: &Poll) -> Outcome<Round> {
    let mut clients = Vec::with_capacity(poll.requests.len());
    for request in &poll.requests {
        clients.push((Connection::open(server.addr()).await?, request.clone()));
    }
    let n_answers = (clients.len() * PER_CLIENT) as f64;
    let processor = server.processor_time()?;
    let mut asking = JoinSet::new();
    let stopwatch = Stopwatch::start();
    for (connection, request) in clients {
        asking.spawn(ask(connection, request, poll.status));
    }
    while let Some(asked) = asking.join_next().await {
        asked??;
    }
    let per_second = n_answers / stopwatch.elapsed().as_secs_f64();
    let processor = server.processor_time()? - processor;
    Ok(Round { per_second, processor_us: processor.as_secs_f64() * 1e6 / n_answers })
}

fn tell(name: &str, ours: &[Round], limits: &[Round]) -> [Figure; 4] {
    let of = |rounds: &[Round], value: fn(&Round) -> f64| {
        median(&rounds.iter().map(value).collect::<Vec<_>>())
    };
    let rate: fn(&Round) -> f64 = |round| round.per_second;
    let (rate, limit) = (of(ours, rate), of(limits, rate));
    let processor_us = of(ours, |round| round.processor_us);
    let bar = Bar::AtLeast(60.0);
    [
        Figure::told(format!("poll: {name}"), rate, "answers/s"),
        Figure::told(format!("poll: {name}, bare route"), limit, "answers/s"),
        Figure::told(format!("poll: {name}, server CPU"), processor_us, "us"),
        Figure::with_bar(format!("poll: {name} / bare"), rate / limit * 100.0, "%", bar),
    ]
}

async fn ask(mut connection: Connection, request: Vec<u8>, status: u16) -> Outcome<()> {
    for _ in 0..PER_CLIENT {
        connection.ask(&request).await?.expect(status)?;
    }
    Ok(())
}
