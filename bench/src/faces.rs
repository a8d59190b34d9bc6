//! How soon a visitor's window takes text, and how smoothly a long thread scrolls, in a browser.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Bench, Outcome,
    figure::{Bar, Figure, median, percentile},
    filled,
};

/// Where the browser is driven from.
const TESTS: &str = "tests/browser";
/// Longer than this, and somebody sees that a page stands still.
const LONG_TASK_MS: f64 = 50.0;

/// Opens the window in fresh browsers, and scrolls ten thousand messages on both sides.
///
/// # Errors
/// When there is no browser, or a page does not do what it should, with what Playwright said.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folder = filled::talk(bench)?.folder.canonicalize()?;
    let told = bench.folder.canonicalize()?.join("faces.tsv");
    fs::write(&told, "")?;
    drive(bench, &folder, &told)?;
    let figures = fs::read_to_string(&told)?;
    let opens = values(&figures, "open")?;
    let mut made = vec![
        Figure::with_bar(
            "faces: click to text, CPU 4 x slower, p50",
            median(&opens),
            "ms",
            Bar::AtMost(400.0),
        ),
        Figure::told("faces: click to text, CPU 4 x slower, p90", percentile(&opens, 90), "ms"),
    ];
    for side in ["widget", "console"] {
        let n_long = values(&figures, &format!("{side} long tasks"))?.iter().sum();
        let longest = values(&figures, &format!("{side} longest task"))?;
        let longest = longest.into_iter().fold(0.0, f64::max);
        made.extend([
            Figure::with_bar(
                format!("faces: 10,000 messages, {side}, longest task over 50 ms"),
                longest,
                "ms",
                Bar::AtMost(LONG_TASK_MS),
            ),
            Figure::told(
                format!("faces: 10,000 messages, {side}, tasks over 50 ms"),
                n_long,
                "tasks",
            ),
        ]);
    }
    Ok(made)
}

fn drive(bench: &Bench, folder: &Path, told: &Path) -> Outcome<()> {
    let playwright = PathBuf::from("node_modules/.bin/playwright");
    if !Path::new(TESTS).join(&playwright).exists() {
        return Err(format!("Playwright is not installed; run: (cd {TESTS} && npm ci)").into());
    }
    let mut command = Command::new(playwright);
    command.args(["test", "--config=faces.config.ts", "--reporter=line"]).current_dir(TESTS);
    command.env("CHATDESK_TEST_SERVER", bench.server.canonicalize()?);
    command.env("CHATDESK_TEST_DATA", folder).env("CHATDESK_TEST_FIGURES", told);
    let ended = command.output()?;
    if ended.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&ended.stdout).into_owned().into())
}

/// The values of one name among lines of name, tab and value.
fn values(figures: &str, name: &str) -> Outcome<Vec<f64>> {
    let lines = figures.lines().filter_map(|line| line.split_once('\t'));
    let values: Result<Vec<f64>, _> =
        lines.filter(|(told, _)| *told == name).map(|(_, value)| value.parse()).collect();
    match values? {
        values if values.is_empty() => Err(format!("the browser told no `{name}`").into()),
        values => Ok(values),
    }
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn values_are_those_of_one_name() {
        let told = "open\t301.5\nwidget long tasks\t0\nopen\t298\n";
        assert_eq!(values(told, "open").unwrap(), [301.5, 298.0]);
        assert!(values(told, "console long tasks").is_err());
        assert!(values("open\tsoon", "open").is_err());
    }
}
