//! The tests of the workspace: built once, run one program after another.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::{self, Finished};
use crate::project;
use crate::test::length::Length;
use crate::test::report::{Counts, Suite};

const BUILDING: Duration = Duration::from_secs(25 * 60);

/// Everything that a build made for the tests.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) tests: Vec<TestProgram>,
    pub(crate) server: Option<PathBuf>,
    /// What callgrind counts.
    pub(crate) instructions: Option<PathBuf>,
}

/// One test program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestProgram {
    pub(crate) package: String,
    pub(crate) target: String,
    program: PathBuf,
    folder: PathBuf,
}

/// Builds server, tests and examples with one set of features, so that nothing is built twice.
pub(crate) fn build() -> (Finished, Built) {
    let mut cargo = project::cargo();
    cargo.args(["build", "--workspace", "--all-targets", "--message-format"]);
    cargo.arg("json-render-diagnostics");
    let mut finished = process::run(&mut cargo, BUILDING);
    let built = artifacts(&finished.output);
    let told = finished.output.lines().filter(|line| !line.starts_with('{'));
    finished.output = told.collect::<Vec<_>>().join("\n");
    (finished, built)
}

/// Runs one test program in the folder of its package, as cargo does.
pub(crate) fn run(test: &TestProgram, server: Option<&Path>, length: Length) -> Suite {
    let mut command = Command::new(&test.program);
    command.current_dir(&test.folder).env("CARGO_MANIFEST_DIR", &test.folder);
    if let Some(server) = server {
        command.env("CHATDESK_TEST_SERVER", server);
    }
    length.tell(&mut command);
    let finished = process::run(&mut command, length.limit());
    Suite {
        name: format!("{} {}", test.package, test.target),
        counts: counts(&finished),
        took: finished.took,
        output: finished.output,
    }
}

/// The sum of all result lines; a program that failed without one counts as one failed test.
pub(crate) fn counts(finished: &Finished) -> Counts {
    let mut counts = Counts::default();
    for line in finished.output.lines().filter(|line| line.starts_with("test result: ")) {
        counts.passed += number_before(line, " passed");
        counts.failed += number_before(line, " failed");
    }
    if !finished.success && counts.failed == 0 {
        counts.failed = 1;
    }
    counts
}

fn number_before(line: &str, word: &str) -> u32 {
    let before = line.split(word).next().unwrap_or_default();
    let digits = before.rsplit(' ').next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}

/// Reads the messages in which cargo says what it made.
fn artifacts(output: &str) -> Built {
    let mut built = Built::default();
    for line in output.lines().filter(|line| line.starts_with('{')) {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let Some(program) = message["executable"].as_str().map(PathBuf::from) else { continue };
        let target = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        let kind = message["target"]["kind"][0].as_str().unwrap_or_default().to_owned();
        if message["profile"]["test"] == Value::Bool(true) {
            let manifest = Path::new(message["manifest_path"].as_str().unwrap_or_default());
            let folder = manifest.parent().unwrap_or(manifest).to_owned();
            let package = package_name(message["package_id"].as_str().unwrap_or_default());
            let target = match kind.as_str() {
                "test" => target,
                "bin" => kind,
                // A library by any other kind, such as the `cdylib` that browsers load.
                _ => "lib".to_owned(),
            };
            built.tests.push(TestProgram { package, target, program, folder });
        } else if kind == "bin" && target == "chatdesk-server" {
            built.server = Some(program);
        } else if kind == "bin" && target == "chatdesk-instructions" {
            built.instructions = Some(program);
        }
    }
    built.tests.sort_by(|a, b| (&a.package, &a.target).cmp(&(&b.package, &b.target)));
    built
}

/// `path+file:///x/examples/standalone#chatdesk-server@0.1.0` is chatdesk-server.
fn package_name(id: &str) -> String {
    let (folder, rest) = id.rsplit_once('#').unwrap_or((id, ""));
    let name = rest
        .split_once('@')
        .map_or_else(|| folder.rsplit('/').next().unwrap_or_default(), |(name, _)| name);
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Finished, artifacts, counts};
    use crate::test::report::Counts;

    fn finished(success: bool, output: &str) -> Finished {
        Finished { success, output: output.to_owned(), took: Duration::ZERO }
    }

    #[test]
    fn every_result_line_counts() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 1 filtered out\n";
        assert_eq!(counts(&finished(false, output)), Counts { passed: 15, failed: 2 });
    }

    #[test]
    fn a_program_that_crashed_is_a_failed_test() {
        assert_eq!(counts(&finished(false, "signal 11")), Counts { passed: 0, failed: 1 });
        let passed = "test result: ok. 3 passed; 0 failed; 0 ignored";
        assert_eq!(counts(&finished(false, passed)), Counts { passed: 3, failed: 1 });
    }

    #[test]
    fn cargo_says_which_programs_it_made() {
        let output = concat!(
            r#"{"reason":"compiler-artifact","package_id":"path+file:///p/a#0.1.0","manifest_path":"/p/a/Cargo.toml","target":{"kind":["cdylib"],"name":"a"},"profile":{"test":true},"executable":"/t/a-1"}"#,
            "\n   Compiling a\n",
            r#"{"reason":"compiler-artifact","package_id":"path+file:///p/s#chatdesk-server@0.1.0","manifest_path":"/p/s/Cargo.toml","target":{"kind":["bin"],"name":"chatdesk-server"},"profile":{"test":false},"executable":"/t/chatdesk-server"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","package_id":"path+file:///p/s#chatdesk-server@0.1.0","manifest_path":"/p/s/Cargo.toml","target":{"kind":["test"],"name":"cli"},"profile":{"test":true},"executable":"/t/cli-2"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","package_id":"path+file:///p/a#0.1.0","manifest_path":"/p/a/Cargo.toml","target":{"kind":["lib"],"name":"a"},"profile":{"test":false},"executable":null}"#,
        );
        let built = artifacts(output);
        let named: Vec<_> = built.tests.iter().map(|t| (&*t.package, &*t.target)).collect();
        assert_eq!(named, [("a", "lib"), ("chatdesk-server", "cli")]);
        assert_eq!(built.server.unwrap().to_str(), Some("/t/chatdesk-server"));
        assert_eq!(built.tests[0].folder.to_str(), Some("/p/a"));
    }
}
