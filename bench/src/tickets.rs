//! How long a page of many tickets takes, for every filter and order, and how long their counts do.

mod many;

use crate::{
    Bench, Outcome,
    client::{Connection, get},
    figure::{Bar, Figure, percentile},
    filled, people,
    send::runtime,
    server::Server,
    stopwatch::Stopwatch,
};

/// Requests of each kind.
const TURNS: usize = 100;
/// The first ones find nothing in memory.
const COLD: usize = 10;
/// What nobody calls slow.
const BAR_MS: f64 = 50.0;

/// Filters in words, and as queries.
const FILTERS: [(&str, &str); 16] = [
    ("all", ""),
    ("OPEN", "&status=OPEN"),
    ("IN_PROGRESS", "&status=IN_PROGRESS"),
    ("RESOLVED", "&status=RESOLVED"),
    ("CLOSED", "&status=CLOSED"),
    ("URGENT", "&priority=URGENT"),
    ("nobody's", "&unassigned=true"),
    ("an agent's", "&assigned_admin_id=agent-1"),
    ("of one who has a hundred", "&assigned_admin_id=rare"),
    ("OPEN, LOW, nobody's", "&status=OPEN&priority=LOW&unassigned=true"),
    ("CLOSED, LOW, of one who has a hundred", "&status=CLOSED&priority=LOW&assigned_admin_id=rare"),
    ("of a phone", "&phone_number=49170000007"),
    ("of a phone, CLOSED, LOW", "&phone_number=49170000007&status=CLOSED&priority=LOW"),
    ("with a word of 200", "&q=marmalade"),
    ("with a word of 200, OPEN, nobody's", "&q=marmalade&status=OPEN&unassigned=true"),
    ("behind 50,000", "&skip=50000"),
];
const ORDERS: [&str; 8] = [
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
    "priority",
    "-priority",
    "number",
    "-number",
];

/// Asks a server for pages and counts of 100,000 tickets.
///
/// # Errors
/// When it fails.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folder = filled::kept_folder(bench, "tickets", |folder| {
        runtime()?.block_on(many::fill(&folder.join(filled::DATABASE)))
    })?;
    let server = Server::start(bench, &folder)?;
    let figures = runtime()?.block_on(ask(&server))?;
    server.stop()?;
    Ok(figures)
}

async fn ask(server: &Server) -> Outcome<Vec<Figure>> {
    let mut connection = Connection::open(server.addr()).await?;
    let mut figures = Vec::new();
    for (name, filter) in FILTERS {
        let mut slowest = ("", 0.0);
        for order in ORDERS {
            let path = format!("/api/admin/support/tickets?sort={order}{filter}");
            let p99 = percentile(&took(&mut connection, &path).await?, 99);
            if p99 > slowest.1 {
                slowest = (order, p99);
            }
        }
        eprintln!("  {name}: slowest by {}", slowest.0);
        figures.push(figure(&format!("{name}, slowest order"), slowest.1));
    }
    for (name, path) in [
        ("counts", "/api/admin/support/notifications"),
        ("those that wait", "/api/support/open-tickets?limit=50"),
    ] {
        figures.push(figure(name, percentile(&took(&mut connection, path).await?, 99)));
    }
    Ok(figures)
}

fn figure(name: &str, p99: f64) -> Figure {
    Figure::with_bar(format!("tickets: {name}, p99"), p99, "ms", Bar::AtMost(BAR_MS))
}

/// How long the answers took, in milliseconds.
async fn took(connection: &mut Connection, path: &str) -> Outcome<Vec<f64>> {
    let request = get(path, &people::agent_token("ada")?, "");
    let mut took = Vec::with_capacity(TURNS);
    for turn in 0..COLD + TURNS {
        let stopwatch = Stopwatch::start();
        connection.ask(&request).await?.expect(200)?;
        if turn >= COLD {
            took.push(stopwatch.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(took)
}
