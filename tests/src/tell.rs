use std::io::Write as _;

/// Says a figure on standard error, past the test runner's capture: it is of interest in a run that passes, too.
/// `cargo xtask test` shows it below the suite.
pub fn tell(figure: &str) {
    writeln!(std::io::stderr(), "    told: {figure}").expect("standard error can be written");
}

/// The number in an environment variable by which who runs the tests asks for more of something; `None` where it is not
/// set.
///
/// # Panics
///
/// Where it is set and no number.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "who runs the tests says how much of them")]
pub fn asked_number(variable: &str) -> Option<usize> {
    let text = std::env::var(variable).ok()?;
    let number = text.parse().ok().filter(|number| *number > 0);
    Some(number.unwrap_or_else(|| panic!("{variable} is `{text}`; a number from 1 is needed")))
}
