//! How soon a server with a large database is ready, and what it holds then.

use crate::{
    Bench, Outcome,
    client::{Connection, get},
    figure::{Bar, Figure, median},
    filled,
    send::runtime,
    server::Server,
    stopwatch::Stopwatch,
};

const ROUNDS: usize = 5;

/// Starts a server over a million messages a few times.
///
/// # Errors
/// When it does not become ready.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folder = filled::large(bench)?.folder;
    let (mut ready_ms, mut held_mb) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let stopwatch = Stopwatch::start();
        let server = Server::start(bench, &folder)?;
        runtime()?.block_on(ready(&server))?;
        ready_ms.push(stopwatch.elapsed().as_secs_f64() * 1e3);
        held_mb.push(server.resident()? as f64 / 1e6);
        server.stop()?;
    }
    let (ready_ms, held_mb) = (median(&ready_ms), median(&held_mb));
    Ok(vec![
        Figure::with_bar(
            "start: ready with 1,000,000 messages",
            ready_ms,
            "ms",
            Bar::AtMost(300.0),
        ),
        Figure::with_bar("start: memory of an idle server", held_mb, "MB", Bar::AtMost(40.0)),
    ])
}

/// Asks until the server says that it is ready; it listens already.
async fn ready(server: &Server) -> Outcome<()> {
    let mut connection = Connection::open(server.addr()).await?;
    let request = get("/readyz", "", "");
    while connection.ask(&request).await?.status != 200 {}
    Ok(())
}
