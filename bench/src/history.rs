//! What was measured when: one line per figure, in a file that is committed.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::Path,
};

use chatdesk_core::{Clock as _, SystemClock};

use crate::figure::Figure;

const HEAD: &str = "date\tcommit\tname\tfigure\tbar\tverdict\n";

/// Adds the figures of a measurement.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn append(path: &Path, commit: &str, figures: &[Figure]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    if file.metadata()?.len() == 0 {
        file.write_all(HEAD.as_bytes())?;
    }
    let date = SystemClock.now().to_string();
    let date = date.split('T').next().unwrap_or_default();
    for figure in figures {
        let (name, value, bar) = (figure.name(), figure.value(), figure.bar());
        let verdict = figure.verdict().word();
        file.write_all(
            format!("{date}\t{commit}\t{name}\t{value}\t{bar}\t{verdict}\n").as_bytes(),
        )?;
    }
    Ok(())
}
