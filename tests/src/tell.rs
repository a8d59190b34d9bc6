use std::io::Write as _;

/// Says a figure on standard error, past the test runner's capture: it is of interest in a run that passes, too.
pub fn tell(figure: &str) {
    writeln!(std::io::stderr(), "    {figure}").expect("standard error can be written");
}
