//! The example that a Django application is in front of: its own tests, run as its README says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Finished};
use crate::project;
use crate::test::preflight::Readiness;
use crate::test::python;
use crate::test::report::{Counts, Suite};

/// What the suite is called, also where it is left out.
pub(crate) const NAME: &str = "example django-fronted";

const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Makes a virtual environment of the pinned versions in the example; the browser tests start it there too.
pub(crate) fn prepare(complaint: &mut String) -> Readiness {
    python::prepare(&folder(), complaint)
}

/// Runs its tests against a server program.
pub(crate) fn run(server: &Path) -> Suite {
    let mut command = Command::new(python::of(&folder()));
    command.args(["manage.py", "test", "tests"]).current_dir(folder());
    command.env("CHATDESK_TEST_SERVER", server).env("PYTHONDONTWRITEBYTECODE", "1");
    let finished = process::run(&mut command, LIMIT);
    let counts = counts(&finished);
    Suite { name: NAME.to_owned(), counts, took: finished.took, output: finished.output }
}

/// What Python's test runner says at its end; a run that counted no failure but failed counts as one.
fn counts(finished: &Finished) -> Counts {
    let after = |sign: &str| {
        let (_, rest) = finished.output.rsplit_once(sign)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..digits)?.parse::<u32>().ok()
    };
    let ran = after("\nRan ").unwrap_or_default();
    let failed = after("failures=").unwrap_or_default() + after("errors=").unwrap_or_default();
    if ran == 0 || finished.success != (failed == 0) {
        return Counts::of_step(false);
    }
    // What failed before a test could begin is counted as an error, and not as run.
    Counts { passed: ran.saturating_sub(failed), failed }
}

fn folder() -> PathBuf {
    project::root().join("examples/django-fronted")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Finished, counts};
    use crate::test::report::Counts;

    fn finished(success: bool, output: &str) -> Finished {
        Finished { success, output: output.to_owned(), took: Duration::ZERO }
    }

    #[test]
    fn what_python_counts_is_read() {
        let rows = [
            (true, "....\n\nRan 4 tests in 2.1s\n\nOK\n", (4, 0)),
            (false, ".F.E\n\nRan 4 tests in 2.1s\n\nFAILED (failures=1, errors=1)\n", (2, 2)),
            (false, "E\n\nRan 0 tests in 2.1s\n\nFAILED (errors=1)\n", (0, 1)),
            (false, "No module named django\n", (0, 1)),
            (true, "\n\nRan 0 tests in 0.0s\n\nOK\n", (0, 1)),
        ];
        for (success, output, (passed, failed)) in rows {
            assert_eq!(counts(&finished(success, output)), Counts { passed, failed }, "{output}");
        }
    }
}
