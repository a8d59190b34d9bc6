use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Project, read, say};
use crate::Failure;

/// What a page pays before anybody clicked.
const LOADER: (&str, usize) = ("widget.js", 3_000);

/// What the first open loads, the loader included.
const FIRST_OPEN: (&[&str], usize) =
    (&["widget.js", "widget/visitor.js", "widget/visitor.wasm", "widget/lang/en.json"], 60_000);

/// What the console loads before an agent sees anything.
const CONSOLE: (&[&str], usize) = (
    &["console/console.js", "console/console.wasm", "console/console.css", "console/lang/en.json"],
    250_000,
);

/// Weighs `dist` as it travels (`gzip -9`) and refuses what is above its limit.
pub(super) fn check(project: &Project) -> Result<(), Failure> {
    let loader = weigh(project, LOADER.0)?;
    let first_open = weigh_all(project, FIRST_OPEN.0)?;
    let console = weigh_all(project, CONSOLE.0)?;
    say(&format!("{first_open:>7} bytes  on the first open, of at most {}", FIRST_OPEN.1));
    say(&format!("{console:>7} bytes  for the console, of at most {}", CONSOLE.1));
    refuse("the loader has", loader, LOADER.1)?;
    refuse("the first open loads", first_open, FIRST_OPEN.1)?;
    refuse("the console loads", console, CONSOLE.1)
}

fn refuse(what: &str, bytes: usize, limit: usize) -> Result<(), Failure> {
    if bytes <= limit {
        return Ok(());
    }
    Err(format!(
        "{what} {bytes} bytes; at most {limit} are allowed. With rustup, `rustup component add \
         rust-src` makes smaller modules"
    ))
}

fn weigh_all(project: &Project, paths: &[&str]) -> Result<usize, Failure> {
    let mut all = 0;
    for path in paths {
        let bytes = weigh(project, path)?;
        say(&format!("{bytes:>7} bytes  {path}"));
        all += bytes;
    }
    Ok(all)
}

fn weigh(project: &Project, path: &str) -> Result<usize, Failure> {
    let failed = |error| format!("gzip is needed to weigh {path}: {error}");
    let bytes = read(&project.dist().join(path))?;
    let mut gzip = Command::new("gzip")
        .args(["-9", "-n", "-c"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut stdin = gzip.stdin.take().ok_or("gzip has no standard input")?;
    let feeder = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = gzip.wait_with_output().map_err(failed)?;
    feeder.join().map_err(|_| "feeding gzip failed")?.map_err(failed)?;
    Ok(output.stdout.len())
}
