//! The npm package: packed, installed into a host with Vite and TypeScript, checked and built.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Stopwatch};
use crate::test::report::{Counts, Suite};
use crate::{project, widget};

const STEP: Duration = Duration::from_secs(5 * 60);

/// Leaves the built host in `tests/vite/dist`, for the browser tests; stops at the first step that fails.
pub(crate) fn run() -> Suite {
    let stopwatch = Stopwatch::start();
    let mut counts = Counts::default();
    let mut output = String::new();
    match widget::pack() {
        Ok(packed) => {
            counts.add(Counts::of_step(true));
            let host = project::root().join("tests/vite");
            for mut step in steps(&host, &packed) {
                let finished = process::run(&mut step, STEP);
                counts.add(Counts::of_step(finished.success));
                output.push_str(&finished.output);
                if !finished.success {
                    break;
                }
            }
        }
        Err(failure) => {
            counts.add(Counts::of_step(false));
            output.push_str(&failure);
        }
    }
    Suite { name: "npm package".to_owned(), counts, took: stopwatch.elapsed(), output }
}

fn steps(host: &Path, packed: &Path) -> [Command; 4] {
    let command = |program: PathBuf| {
        let mut command = Command::new(program);
        command.current_dir(host);
        command
    };
    let bin = Path::new("node_modules/.bin");
    let mut exact = command("npm".into());
    exact.args(["ci", "--prefer-offline"]);
    let mut package = command("npm".into());
    package.args(["install", "--no-save", "--prefer-offline"]).arg(packed);
    let types = command(bin.join("tsc"));
    let mut build = command(bin.join("vite"));
    build.args(["build", "--logLevel=warn"]);
    [exact, package, types, build]
}
