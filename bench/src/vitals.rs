//! What a process has used, as the kernel counts it.

use std::{fs, time::Duration};

use crate::Outcome;

/// The kernel counts processor time in hundredths of a second, whatever its own clock does.
const TICK: Duration = Duration::from_millis(10);

/// The processor time that a process has used so far, in its own code and in the kernel for it.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub(crate) fn processor_time(process: u32) -> Outcome<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold anything; fields are counted after it, the third one first.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc has a form that is not known")?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<u32>);
    match (times.next(), times.next()) {
        (Some(Ok(user)), Some(Ok(system))) => Ok(TICK * (user + system)),
        _ => Err("/proc has a form that is not known".into()),
    }
}

/// The memory that a process holds, in bytes.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub(crate) fn resident(process: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.ok_or("/proc does not say how much memory is held")? * 1_024)
}

#[cfg(test)]
mod tests {
    use std::{process, time::Duration};

    use super::{processor_time, resident};

    #[test]
    fn this_very_process_uses_time_and_memory() {
        let before = processor_time(process::id()).unwrap();
        let mut turns = 0_u64;
        while processor_time(process::id()).unwrap() < before + Duration::from_millis(50) {
            turns += 1;
        }
        assert!(turns > 0);
        assert!(resident(process::id()).unwrap() > 100_000);
    }
}
