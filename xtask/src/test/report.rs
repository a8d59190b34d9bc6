//! One line per suite, what was left out, and the closing line.

use std::io::{IsTerminal, Write as _};
use std::time::Duration;

use crate::test::left_out::Reviewed;

/// How many tests of a suite passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Counts {
    /// The counts of a step that is one test by itself.
    pub(crate) const fn of_step(success: bool) -> Self {
        if success { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    pub(crate) const fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A suite that has run.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: String,
    pub(crate) counts: Counts,
    pub(crate) took: Duration,
    /// Shown when something failed.
    pub(crate) output: String,
}

/// A suite that could not run here.
#[derive(Debug)]
struct LeftOut {
    name: &'static str,
    why: String,
}

/// What the run has shown so far.
#[derive(Debug)]
pub(crate) struct Report {
    total: Counts,
    left_out: Vec<LeftOut>,
    reviewed: Reviewed,
    strict: bool,
}

impl Report {
    /// With `strict`, leaving out what nobody reviewed is a failure.
    pub(crate) const fn new(reviewed: Reviewed, strict: bool) -> Self {
        Self { total: Counts { passed: 0, failed: 0 }, left_out: Vec::new(), reviewed, strict }
    }

    /// Tells a person at a terminal what takes so long.
    pub(crate) fn begin(name: &str) {
        let mut terminal = std::io::stderr();
        if terminal.is_terminal() {
            // Nothing depends on whether somebody could read this.
            drop(write!(terminal, "\r\x1b[K… {name}").and_then(|()| terminal.flush()));
        }
    }

    /// Counts a suite and prints its line, and its output when it failed.
    pub(crate) fn add(&mut self, suite: &Suite) {
        self.total.add(suite.counts);
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
        println!("{}", line(suite));
        for figure in figures(&suite.output) {
            println!("       {figure}");
        }
        if suite.counts.failed > 0 {
            println!("\n{}\n", suite.output.trim_end());
        }
    }

    /// Names a suite that cannot run here.
    pub(crate) fn leave_out(&mut self, name: &'static str, why: impl Into<String>) {
        self.left_out.push(LeftOut { name, why: why.into() });
    }

    /// Prints what was left out and the closing line; whether all is well.
    pub(crate) fn close(mut self) -> bool {
        let (text, unreviewed) = self.closing_text();
        if self.strict {
            self.total.failed += unreviewed;
        }
        print!("{text}");
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        self.total.failed == 0
    }

    /// The lines about what was left out, and how much of it nobody reviewed.
    fn closing_text(&self) -> (String, u32) {
        let mut text = String::from("\n");
        let mut unreviewed = 0;
        for LeftOut { name, why } in &self.left_out {
            let verdict = match self.reviewed.reason(name) {
                Some(reason) => format!("reviewed in xtask/left-out.toml: {reason}"),
                None if self.strict => "a failure, because CI is set".to_owned(),
                None => "with CI=true this is a failure".to_owned(),
            };
            unreviewed += u32::from(self.reviewed.reason(name).is_none());
            text.push_str(&format!("left out: {name}: {why} ({verdict})\n"));
        }
        (text, unreviewed)
    }
}

/// What tests say for whoever reads a run that passes: the lines that `tell` of chatdesk-tests writes.
fn figures(output: &str) -> impl Iterator<Item = &str> {
    output.lines().filter_map(|line| line.split_once("    told: ")).map(|(_, figure)| figure)
}

fn line(suite: &Suite) -> String {
    let Counts { passed, failed } = suite.counts;
    let seconds = suite.took.as_secs_f64();
    let mark = if failed == 0 { "ok    " } else { "FAILED" };
    format!("{mark} {:<44} {passed:>4} passed {failed:>4} failed {seconds:>8.1} s", suite.name)
}

#[cfg(test)]
mod tests {
    use super::{Counts, Report, Suite, figures, line};
    use crate::test::left_out::Reviewed;
    use std::time::Duration;

    fn reviewed() -> Reviewed {
        Reviewed::parse("[[suite]]\nname = \"deny\"\nreason = \"not in Debian\"").unwrap()
    }

    #[test]
    fn a_line_tells_name_counts_and_time() {
        let suite = Suite {
            name: "tidy".to_owned(),
            counts: Counts { passed: 39, failed: 1 },
            took: Duration::from_millis(1_240),
            output: String::new(),
        };
        let told: Vec<String> = line(&suite).split_whitespace().map(str::to_owned).collect();
        assert_eq!(told.join(" "), "FAILED tidy 39 passed 1 failed 1.2 s");
    }

    #[test]
    fn what_tests_tell_is_shown_wherever_it_stands() {
        let output = "running 2 tests\n    told: 20 kills\ntest a ...     told: seed 7\nok\n";
        assert_eq!(figures(output).collect::<Vec<_>>(), ["20 kills", "seed 7"]);
    }

    #[test]
    fn what_is_left_out_fails_where_nobody_watches() {
        let mut report = Report::new(reviewed(), true);
        report.leave_out("browsers", "there is no Chromium");
        assert!(!report.close());
    }

    #[test]
    fn what_is_left_out_is_only_named_where_somebody_watches() {
        let mut report = Report::new(reviewed(), false);
        report.leave_out("browsers", "there is no Chromium");
        let (text, unreviewed) = report.closing_text();
        assert!(text.contains("left out: browsers: there is no Chromium"), "{text}");
        assert_eq!(unreviewed, 1);
        assert!(report.close());
    }

    #[test]
    fn what_was_reviewed_may_be_left_out_everywhere() {
        let mut report = Report::new(reviewed(), true);
        report.leave_out("deny", "cargo-deny is not installed");
        let (text, unreviewed) = report.closing_text();
        assert!(text.contains("left out: deny: cargo-deny is not installed"), "{text}");
        assert!(text.contains("not in Debian"), "{text}");
        assert_eq!(unreviewed, 0);
        assert!(report.close());
    }

    #[test]
    fn one_failed_test_fails_the_run() {
        let mut report = Report::new(reviewed(), false);
        report.add(&Suite {
            name: "fmt".to_owned(),
            counts: Counts::of_step(false),
            took: Duration::ZERO,
            output: String::new(),
        });
        assert!(!report.close());
    }
}
