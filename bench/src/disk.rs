//! How fast the disk is, without a database.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use crate::{Outcome, figure::percentile, stopwatch::Stopwatch};

const WRITES: usize = 300;

/// How long it takes until 4 KiB that were added to a file are on the disk: the median, in milliseconds.
///
/// # Errors
/// When nothing can be written in `folder`.
pub(crate) fn sync_time(folder: &Path) -> Outcome<f64> {
    let path = folder.join("disk");
    let mut file = File::create(&path)?;
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let stopwatch = Stopwatch::start();
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        times.push(stopwatch.elapsed().as_secs_f64() * 1e3);
    }
    fs::remove_file(&path)?;
    Ok(percentile(&times, 50))
}
