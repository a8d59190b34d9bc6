//! What operators are given is right to the programs that it is for: Prometheus asks a running server all that the dashboard and
//! the rules ask, promtool runs the rules' own tests, systemd reads the units.
//!
//! They need Debian's `prometheus` and `systemd`; `cargo xtask test` installs those, or says that this suite was left out.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod collector;
mod dashboard;
mod rules;
mod units;

use std::path::PathBuf;
use std::process::Command;

/// A file of the project, by its path from the root.
fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path).canonicalize().unwrap()
}

/// Runs a program that has to be content.
#[track_caller]
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(output.status.success(), "{command:?}\n{told}");
    told
}
