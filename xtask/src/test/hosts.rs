//! The examples that are hosts of other makes: each has its own tests, and is run as its README says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Stopwatch};
use crate::project;
use crate::test::report::{Counts, Suite};

const STEP: Duration = Duration::from_secs(5 * 60);

/// The host of Express and React.
pub(crate) fn express() -> PathBuf {
    project::root().join("examples/express-proxied")
}

/// Checks its types, builds its pages, which the browser tests open, and runs its tests; stops at the first step that fails.
pub(crate) fn run_express(server: &Path) -> Suite {
    let stopwatch = Stopwatch::start();
    let mut counts = Counts::default();
    let mut output = String::new();
    for arguments in [&["run", "check"][..], &["run", "build"], &["run", "test:only"]] {
        let mut npm = Command::new("npm");
        npm.args(arguments).current_dir(express()).env("CHATDESK_TEST_SERVER", server);
        let finished = process::run(&mut npm, STEP);
        let counted = summed(&finished.output);
        // A run that fails and counts no failure has failed as a whole.
        let whole = counted.failed == 0 && (counted.passed == 0 || !finished.success);
        counts.add(if whole { Counts::of_step(finished.success) } else { counted });
        output.push_str(&finished.output);
        if !finished.success {
            break;
        }
    }
    let name = "example express-proxied".to_owned();
    Suite { name, counts, took: stopwatch.elapsed(), output }
}

/// What Node's test runner says at its end.
fn summed(output: &str) -> Counts {
    let number = |name: &str| {
        let mut lines = output.lines().rev();
        lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok()).unwrap_or_default()
    };
    Counts { passed: number("ℹ pass "), failed: number("ℹ fail ") + number("ℹ cancelled ") }
}

#[cfg(test)]
mod tests {
    use super::summed;
    use crate::test::report::Counts;

    #[test]
    fn what_node_counts_is_read() {
        let output = "✔ a (2ms)\nℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(summed(output), Counts { passed: 2, failed: 2 });
        assert_eq!(summed("> tsc\n"), Counts::default());
    }
}
