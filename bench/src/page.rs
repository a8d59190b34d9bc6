//! Whether a page takes longer where much is stored.

use std::net::SocketAddr;

use crate::{
    Bench, Outcome,
    client::{Connection, get},
    figure::{Bar, Figure, median},
    filled::{self, TALKER},
    people,
    send::runtime,
    server::Server,
    stopwatch::Stopwatch,
};

/// Rounds, each on new connections; the best of each server counts. Where the machine lets its threads run stays as it is
/// for a while, and is lucky for one of the two.
const ROUNDS: usize = 15;
/// One request each in turn, so many times a round.
const TURNS: usize = 300;
/// The first ones find nothing in memory.
const COLD: usize = 60;

/// Asks a small and a large database for the same pages, in turn.
///
/// # Errors
/// When a server fails.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (small, large) = (filled::small(bench)?, filled::large(bench)?);
    let few = Server::start(bench, &small.folder)?;
    let many = Server::start(bench, &large.folder)?;
    let talker = people::user_token(TALKER)?;
    let messages = |session: &str, query: &str| {
        get(&format!("/api/chat/session/{session}/messages?limit=50{query}"), &talker, "")
    };
    let inbox = get("/api/admin/chat/sessions?limit=50", &people::agent_token("ada")?, "");
    let pages = [
        (
            "newest 50 of 1,000,000 messages / of 100",
            [messages(&small.session, ""), messages(&large.session, "")],
            1.2,
        ),
        (
            "50 in the middle of 1,000,000 messages / of 100",
            [messages(&small.session, "&before=60"), messages(&large.session, "&before=500000")],
            1.2,
        ),
        ("50 of 100,000 sessions / of 100", [inbox.clone(), inbox], 2.0),
    ];
    let mut figures = Vec::new();
    for (name, requests, bar) in pages {
        let (mut few_ms, mut many_ms) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..ROUNDS {
            let took = runtime()?.block_on(in_turn([few.addr(), many.addr()], &requests))?;
            few_ms = few_ms.min(median(&took[0]));
            many_ms = many_ms.min(median(&took[1]));
        }
        let bar = Bar::AtMost(bar);
        figures.push(Figure::told(format!("page: {name}, p50"), many_ms, "ms"));
        figures.push(Figure::with_bar(format!("page: {name}"), many_ms / few_ms, "x", bar));
    }
    few.stop()?;
    many.stop()?;
    Ok(figures)
}

/// How long each answer of each server took, in milliseconds.
async fn in_turn(addrs: [SocketAddr; 2], requests: &[Vec<u8>; 2]) -> Outcome<[Vec<f64>; 2]> {
    let mut connections = [Connection::open(addrs[0]).await?, Connection::open(addrs[1]).await?];
    let mut took = [Vec::with_capacity(TURNS), Vec::with_capacity(TURNS)];
    for turn in 0..COLD + TURNS {
        for ((connection, request), took) in connections.iter_mut().zip(requests).zip(&mut took) {
            let stopwatch = Stopwatch::start();
            connection.ask(request).await?.expect(200)?;
            let ms = stopwatch.elapsed().as_secs_f64() * 1e3;
            if turn >= COLD {
                took.push(ms);
            }
        }
    }
    Ok(took)
}
