use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Project, read, say};
use crate::Failure;

/// What a page pays before anybody clicked.
const LOADER: (&str, usize) = ("widget.js", 3_000);

/// What the first open loads, the loader included.
const FIRST_OPEN: (&[&str], usize) =
    (&["widget.js", "widget/visitor.js", "widget/visitor.wasm", "widget/lang/en.json"], 60_000);

/// Weighs `dist` as it travels (`gzip -9`) and refuses what is above its limit.
pub(super) fn check(project: &Project) -> Result<(), Failure> {
    let loader = weigh(project, LOADER.0)?;
    let mut first_open = 0;
    for path in FIRST_OPEN.0 {
        let bytes = weigh(project, path)?;
        say(&format!("{bytes:>7} bytes  {path}"));
        first_open += bytes;
    }
    let console = [
        "console/console.js",
        "console/console.wasm",
        "console/console.css",
        "console/lang/en.json",
    ];
    for path in console {
        say(&format!("{:>7} bytes  {path}", weigh(project, path)?));
    }
    say(&format!("{first_open:>7} bytes  on the first open, of at most {}", FIRST_OPEN.1));
    if loader > LOADER.1 {
        return Err(format!("the loader has {loader} bytes; at most {} are allowed", LOADER.1));
    }
    if first_open > FIRST_OPEN.1 {
        let limit = FIRST_OPEN.1;
        return Err(format!(
            "the first open loads {first_open} bytes; at most {limit} are allowed. With rustup, \
             `rustup component add rust-src` makes smaller modules"
        ));
    }
    Ok(())
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
