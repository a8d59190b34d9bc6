//! Playwright: visitor, user and admin in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::{self, Finished};
use crate::project;
use crate::test::preflight;
use crate::test::report::{Counts, Suite};

const BROWSING: Duration = Duration::from_secs(42 * 60);

/// The projects that need Chromium alone.
const PLAIN: [&str; 2] = ["direct", "phone"];

/// The project of the suite behind nginx.
const PROXIED: &str = "proxied";

/// A project of Playwright that needs more than Chromium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Project {
    Proxied,
    Firefox,
    WebKit,
    Django,
}

impl Project {
    const fn name(self) -> &'static str {
        match self {
            Self::Proxied => PROXIED,
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
            Self::Django => "django",
        }
    }
}

/// Checks the types of the browser tests.
pub(crate) fn check_types() -> Finished {
    let mut command = node_program("tsc");
    process::run(command.arg("--noEmit"), Duration::from_secs(5 * 60))
}

/// Runs the browser suites against a server program, and of those that need more the ones
/// named; one suite per file and project.
pub(crate) fn run(server: &Path, able: &[Project]) -> Vec<Suite> {
    let listing = project::browser_tests().join("test-results/results.json");
    // What an earlier run left must not be taken for the result of this one.
    if listing.exists()
        && let Err(error) = std::fs::remove_file(&listing)
    {
        println!("{} cannot be removed: {error}", listing.display());
    }
    let mut command = playwright(server);
    command.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &listing);
    command.args(["--reporter=list,json"]);
    command.args(PLAIN.map(|name| format!("--project={name}")));
    command.args(able.iter().map(|project| format!("--project={}", project.name())));
    let finished = process::run(&mut command, BROWSING);
    let results = std::fs::read_to_string(&listing).unwrap_or_default();
    suites(&finished, &results)
}

/// Makes the pictures for the README.
pub(crate) fn make_pictures(server: &Path) -> Finished {
    let mut command = playwright(server);
    command.env("CHATDESK_TEST_PICTURES", project::root().join("docs/pictures"));
    command.args(["--reporter=list", "--project=direct", "pictures.spec.ts"]);
    process::run(&mut command, BROWSING)
}

fn playwright(server: &Path) -> Command {
    let mut command = node_program("playwright");
    command.args(["test", "--workers=1"]).env("CHATDESK_TEST_SERVER", server);
    if let Some(chromium) = preflight::chromium() {
        command.env("CHATDESK_TEST_CHROMIUM", chromium);
    }
    if let Some(nginx) = project::find_program("nginx") {
        command.env("CHATDESK_TEST_NGINX", nginx);
    }
    if let Some(mini_browser) = preflight::mini_browser() {
        command.env("CHATDESK_TEST_MINI_BROWSER", mini_browser);
    }
    command
}

fn node_program(name: &str) -> Command {
    let folder = project::browser_tests();
    let mut command = Command::new(PathBuf::from("node_modules/.bin").join(name));
    command.current_dir(folder);
    command
}

/// Sums up what Playwright recorded; a run that recorded no failure but failed counts as one.
fn suites(finished: &Finished, results: &str) -> Vec<Suite> {
    let results: Value = serde_json::from_str(results).unwrap_or_default();
    let mut suites: Vec<Suite> = Vec::new();
    for file in results["suites"].as_array().into_iter().flatten() {
        collect(file, &mut suites);
    }
    if !finished.success && suites.iter().all(|suite| suite.counts.failed == 0) {
        suites.push(Suite {
            name: "browsers".to_owned(),
            counts: Counts::of_step(false),
            took: finished.took,
            output: String::new(),
        });
    }
    // Playwright tells about all failures at once, at the end.
    if let Some(last) = suites.iter_mut().rev().find(|suite| suite.counts.failed > 0) {
        last.output.clone_from(&finished.output);
    }
    suites
}

/// Walks one file's suites down to the tests.
fn collect(suite: &Value, suites: &mut Vec<Suite>) {
    for inner in suite["suites"].as_array().into_iter().flatten() {
        collect(inner, suites);
    }
    for spec in suite["specs"].as_array().into_iter().flatten() {
        for test in spec["tests"].as_array().into_iter().flatten() {
            let file = spec["file"].as_str().unwrap_or_default();
            let file = file.trim_end_matches(".spec.ts");
            let project = test["projectName"].as_str().unwrap_or_default();
            let behind = if project == PROXIED { " (behind nginx)" } else { "" };
            add(suites, &format!("browser {project} {file}{behind}"), test);
        }
    }
}

/// Counts one test; only one that ran and did what it should has passed.
fn add(suites: &mut Vec<Suite>, name: &str, test: &Value) {
    let known = suites.iter().position(|suite| suite.name == name).unwrap_or_else(|| {
        suites.push(Suite {
            name: name.to_owned(),
            counts: Counts::default(),
            took: Duration::ZERO,
            output: String::new(),
        });
        suites.len() - 1
    });
    let results = test["results"].as_array().into_iter().flatten();
    let milliseconds = results.filter_map(|result| result["duration"].as_u64()).sum();
    let suite = &mut suites[known];
    suite.counts.add(Counts::of_step(test["status"] == "expected"));
    suite.took += Duration::from_millis(milliseconds);
}

#[cfg(test)]
mod tests {
    use super::{Finished, suites};
    use crate::test::report::Counts;
    use std::time::Duration;

    const RESULTS: &str = r#"{"suites": [{"specs": [], "suites": [{"specs": [
        {"file": "talk.spec.ts", "tests": [
            {"projectName": "direct", "status": "expected", "results": [{"duration": 400}]},
            {"projectName": "proxied", "status": "unexpected", "results": [{"duration": 900}]}]},
        {"file": "talk.spec.ts", "tests": [
            {"projectName": "direct", "status": "skipped", "results": []}]}
    ]}]}]}"#;

    fn finished(success: bool) -> Finished {
        Finished { success, output: "what happened".to_owned(), took: Duration::ZERO }
    }

    #[test]
    fn tests_are_counted_by_file_and_project() {
        let suites = suites(&finished(false), RESULTS);
        let counted: Vec<_> = suites.iter().map(|suite| (&*suite.name, suite.counts)).collect();
        assert_eq!(
            counted,
            [
                ("browser direct talk", Counts { passed: 1, failed: 1 }),
                ("browser proxied talk (behind nginx)", Counts { passed: 0, failed: 1 }),
            ]
        );
        assert_eq!(suites[1].output, "what happened");
    }

    #[test]
    fn a_run_that_recorded_nothing_has_failed() {
        let suites = suites(&finished(false), "");
        assert_eq!(suites.len(), 1);
        assert_eq!(suites[0].counts, Counts { passed: 0, failed: 1 });
        assert_eq!(suites[0].output, "what happened");
    }
}
