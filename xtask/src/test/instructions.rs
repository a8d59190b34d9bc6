//! Instruction counts of send, poll and resume, beside those that were written down.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use toml::{Table, Value};

use crate::process;
use crate::project;
use crate::test::report::{Counts, Suite};

const COUNTING: Duration = Duration::from_secs(10 * 60);
/// What was written down.
const EXPECTED: &str = "bench/instructions.toml";
/// A count may be so many per cent away from what was written down.
const TOLERANCE: u64 = 5;
/// The function of the program at which callgrind writes down what it has counted.
const MARK: &str = "--dump-before=chatdesk_instructions::mark*";

/// The counts that were written down, and for which compiler on which kind of machine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) compiler: String,
    counts: BTreeMap<String, u64>,
}

/// Reads what was written down.
///
/// # Errors
///
/// What is wrong with the file.
pub(crate) fn expected() -> Result<Expected, String> {
    let text = fs::read_to_string(project::root().join(EXPECTED))
        .map_err(|error| format!("{EXPECTED} cannot be read: {error}"))?;
    Expected::parse(&text).map_err(|error| format!("{EXPECTED}: {error}"))
}

/// The compiler that builds here, and for what kind of machine.
pub(crate) fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let told = process::run(Command::new(rustc).arg("-vV"), Duration::from_secs(60)).output;
    let field = |name| told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?");
    format!("{} {}", field("release: "), field("host: "))
}

/// Counts, and compares.
pub(crate) fn run(program: &Path, expected: &Expected) -> Suite {
    let stopwatch = process::Stopwatch::start();
    let counted = count(program);
    let (counts, output) = match counted {
        Ok(counted) => compare(&expected.counts, &counted),
        Err(failure) => (Counts::of_step(false), failure),
    };
    Suite { name: "instructions".to_owned(), counts, took: stopwatch.elapsed(), output }
}

impl Expected {
    fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error| format!("{error}"))?;
        let compiler = table.get("compiler").and_then(Value::as_str);
        let compiler = compiler.ok_or("`compiler` is not there, or no text")?.to_owned();
        let counts =
            table.get("counts").and_then(Value::as_table).ok_or("`[counts]` is not there")?;
        let counts = counts.iter().map(|(part, count)| {
            let count = count.as_integer().and_then(|count| u64::try_from(count).ok());
            let count = count.filter(|count| *count > 0);
            Ok((part.clone(), count.ok_or_else(|| format!("`{part}` is no count"))?))
        });
        Ok(Self { compiler, counts: counts.collect::<Result<_, String>>()? })
    }
}

/// Runs the program under callgrind; answers the instructions of one call of each part.
fn count(program: &Path) -> Result<BTreeMap<String, u64>, String> {
    let folder = project::target().join("instructions");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(folder.join("data")).map_err(failed)?;
    let mut valgrind = Command::new("valgrind");
    // Threads take turns in the order in which they asked, so that a run repeats.
    valgrind.args(["--quiet", "--fair-sched=try", "--tool=callgrind", MARK]);
    valgrind.arg(format!("--callgrind-out-file={}", folder.join("counted").display()));
    let finished = process::run(valgrind.arg(program).arg(folder.join("data")), COUNTING);
    if !finished.success {
        return Err(finished.output);
    }
    // The program tells which dump holds which part, and how often that ran.
    let mut counted = BTreeMap::new();
    for line in finished.output.lines() {
        let [dump, part, times] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
        let Ok(times @ 1..) = times.parse::<u64>() else { continue };
        let path = folder.join(format!("counted.{dump}"));
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        let total = total.and_then(|total| total.trim().parse::<u64>().ok());
        let total = total.ok_or_else(|| format!("{} has no totals", path.display()))?;
        counted.insert(part.to_owned(), total / times);
    }
    Ok(counted)
}

/// One test per part: that it was counted, was written down, and that both are near each other.
fn compare(expected: &BTreeMap<String, u64>, counted: &BTreeMap<String, u64>) -> (Counts, String) {
    let mut counts = Counts::default();
    let mut output = String::new();
    for part in expected.keys().chain(counted.keys().filter(|part| !expected.contains_key(*part))) {
        let verdict = judge(expected.get(part).copied(), counted.get(part).copied());
        counts.add(Counts::of_step(verdict.is_ok()));
        let (Ok(text) | Err(text)) = verdict;
        output.push_str(&format!("{part}: {text}\n"));
    }
    if counts.failed > 0 {
        let lines: String =
            counted.iter().map(|(part, count)| format!("{part} = {count}\n")).collect();
        output.push_str(&format!(
            "\nWhat was counted; it goes into {EXPECTED} with the reason in the commit:\n{lines}"
        ));
    }
    (counts, output)
}

fn judge(expected: Option<u64>, counted: Option<u64>) -> Result<String, String> {
    let (Some(expected), Some(counted)) = (expected, counted) else {
        return Err(match counted {
            Some(counted) => format!("{counted} instructions, and nothing is written down"),
            None => "it was not counted".to_owned(),
        });
    };
    let more = (counted as f64 / expected as f64 - 1.0) * 100.0;
    let text = format!("{counted} instructions, {more:+.1} % beside {expected}");
    if counted.abs_diff(expected) * 100 <= expected * TOLERANCE {
        Ok(text)
    } else if counted > expected {
        Err(format!("{text}: find what became dearer, or write the count down with the reason"))
    } else {
        Err(format!("{text}: cheaper; write the count down, so that it stays so"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Expected, compare, expected, judge};
    use crate::test::report::Counts;

    fn counts(of: &[(&str, u64)]) -> BTreeMap<String, u64> {
        of.iter().map(|(part, count)| ((*part).to_owned(), *count)).collect()
    }

    #[test]
    fn what_is_written_down_can_be_read() {
        let written = expected().unwrap();
        assert!(written.compiler.contains("linux"), "{}", written.compiler);
        assert!(!written.counts.is_empty());
    }

    #[test]
    fn five_per_cent_are_tolerated_both_ways_and_no_more() {
        assert!(judge(Some(1_000), Some(1_050)).is_ok());
        assert!(judge(Some(1_000), Some(950)).is_ok());
        assert!(judge(Some(1_000), Some(1_051)).unwrap_err().contains("dearer"));
        assert!(judge(Some(1_000), Some(949)).unwrap_err().contains("cheaper"));
    }

    #[test]
    fn a_part_that_only_one_side_knows_is_a_failure() {
        let (counts, output) =
            compare(&counts(&[("send", 10), ("gone", 10)]), &counts(&[("send", 10), ("new", 10)]));
        assert_eq!(counts, Counts { passed: 1, failed: 2 });
        assert!(output.contains("gone: it was not counted"), "{output}");
        assert!(output.contains("new = 10"), "{output}");
    }

    #[test]
    fn a_count_of_nothing_is_refused() {
        let text = "compiler = \"1\"\n[counts]\nsend = 0";
        assert!(Expected::parse(text).unwrap_err().contains("send"));
        assert!(Expected::parse("[counts]").unwrap_err().contains("compiler"));
    }
}
