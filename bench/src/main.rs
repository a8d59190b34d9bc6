//! Run with `cargo xtask bench`, or `cargo xtask bench send` for one measurement.
//!
//! Every claim of speed is a ratio, taken in one run beside the limit that this machine sets.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command speaks to the person who typed it"
)]

mod arguments;
mod bare;
mod bare_route;
mod client;
mod crowd;
mod disk;
mod faces;
mod figure;
mod filled;
mod hanging;
mod history;
mod idle;
mod latency;
mod page;
mod people;
mod poll;
mod send;
mod server;
mod start;
mod stopwatch;
mod tickets;
mod vitals;

use std::{error::Error, fs, path::PathBuf, process::ExitCode};

use self::{arguments::Arguments, figure::Figure};

/// What went wrong, for the person who measures.
type Failure = Box<dyn Error + Send + Sync>;
type Outcome<T> = Result<T, Failure>;

/// What every measurement needs.
#[derive(Debug)]
pub(crate) struct Bench {
    /// The program that is measured, built in release.
    pub(crate) server: PathBuf,
    /// Where databases are made: on the disk of the project.
    pub(crate) folder: PathBuf,
}

/// One measurement: its name, and how it is taken.
type Measurement = (&'static str, fn(&Bench) -> Outcome<Vec<Figure>>);

const MEASUREMENTS: [Measurement; 10] = [
    ("send", send::measure),
    ("poll", poll::measure),
    ("page", page::measure),
    ("start", start::measure),
    ("tickets", tickets::measure),
    ("idle", idle::measure),
    ("latency", latency::measure),
    ("crowd", crowd::measure),
    ("hanging", hanging::measure),
    ("faces", faces::measure),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ended = match arguments.split_first() {
        Some((name, answer)) if name == bare_route::NAME => bare_route::run(answer).map(|()| true),
        _ => run(&arguments),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Takes what was asked for; whether every bar was reached.
fn run(arguments: &[String]) -> Outcome<bool> {
    let Arguments { server, folder, history, commit, filter } = Arguments::read(arguments)?;
    fs::create_dir_all(&folder)?;
    let bench = Bench { server, folder };
    let chosen: Vec<Measurement> =
        MEASUREMENTS.into_iter().filter(|(name, _)| name.contains(&filter)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
        return Err(format!("nothing is called `{filter}`; there is: {}", names.join(", ")).into());
    }
    let mut held = true;
    for (name, measure) in chosen {
        eprintln!("… {name}");
        let figures = measure(&bench).map_err(|error| format!("{name}: {error}"))?;
        for figure in &figures {
            println!("{figure}");
        }
        history::append(&history, &commit, &figures)?;
        held &= figures.iter().all(|figure| figure.verdict().holds());
    }
    Ok(held)
}
