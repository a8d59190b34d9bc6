//! `cargo xtask bench`: builds what is measured, and lets the bench measure it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::{Failure, process, project};

/// Raises the limit of open files as far as this user may, and becomes the program: thousands of streams are open at once.
const WITH_FILES: &str = "ulimit -n \"$(ulimit -Hn)\" && exec \"$0\" \"$@\"";
/// Longer than a cold build in release takes.
const BUILDING: Duration = Duration::from_secs(60 * 60);
const HISTORY: &str = "bench/history.tsv";

/// Takes every measurement, or the one whose name holds `filter`; whether every bar was reached.
///
/// # Errors
///
/// What could not be built or started.
pub(crate) fn run(filter: &[&str]) -> Result<bool, Failure> {
    println!("building server and bench in release");
    let mut cargo = project::cargo();
    cargo.args(["build", "--release", "--package", "chatdesk-server", "--package"]);
    let built = process::run(cargo.arg("chatdesk-bench"), BUILDING);
    if !built.success {
        return Err(built.output);
    }
    let target = project::target();
    let release = |name: &str| target.join("release").join(name);
    let mut bench = Command::new("sh");
    bench.args(["-c", WITH_FILES]).arg(release("chatdesk-bench")).arg(release("chatdesk-server"));
    bench.arg(target.join("bench")).arg(HISTORY).arg(commit()).args(filter);
    let status = bench.current_dir(project::root()).status();
    status.map(|status| status.success()).map_err(|error| format!("sh cannot run: {error}"))
}

/// The commit that is measured; with a plus sign where the tree differs from it.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        let finished =
            process::run(git.args(arguments).current_dir(project::root()), Duration::from_secs(60));
        finished.success.then(|| finished.output.trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).unwrap_or_default();
    // The history itself grows with every measurement.
    let mut changed = changed.lines().filter_map(|line| line.split_whitespace().last());
    if changed.any(|path| Path::new(path) != Path::new(HISTORY)) {
        format!("{commit}+")
    } else {
        commit
    }
}
