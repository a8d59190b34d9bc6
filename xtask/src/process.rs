//! Running one program to its end, with what it printed.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often a silent program is asked whether it has ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long the output of an ended program may stay open: something that it started holds it.
const DRAIN: Duration = Duration::from_secs(2);

/// A program that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// Both outputs, in the order in which they were written.
    pub(crate) output: String,
    pub(crate) took: Duration,
}

/// Measures how long something takes.
#[derive(Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a build tool measures real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Runs a program to its end, and stops it after `limit`.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Finished {
    let stopwatch = Stopwatch::start();
    let ended = start(command).and_then(|(child, chunks)| follow(child, &chunks, limit));
    let (success, output) = match ended {
        Ok((Some(status), output)) if status.success() => (true, output),
        Ok((Some(status), output)) => (false, format!("{output}\n({status})\n")),
        Ok((None, output)) => (false, output),
        Err(error) => (false, format!("{command:?} cannot run: {error}\n")),
    };
    Finished { success, output, took: stopwatch.elapsed() }
}

/// Starts the program; its output arrives in chunks.
fn start(command: &mut Command) -> std::io::Result<(Child, Receiver<Vec<u8>>)> {
    let (mut reader, writer) = std::io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let child = command.spawn()?;
    // The command keeps its ends of the pipe, and the pipe would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (sender, chunks) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(length @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    Ok((child, chunks))
}

/// Collects the output until the program has ended; no status: it had to be stopped.
fn follow(
    mut child: Child,
    chunks: &Receiver<Vec<u8>>,
    limit: Duration,
) -> std::io::Result<(Option<ExitStatus>, String)> {
    let stopwatch = Stopwatch::start();
    let mut output = Vec::new();
    let mut ended: Option<Stopwatch> = None;
    loop {
        match chunks.recv_timeout(LOOK_EVERY) {
            Ok(chunk) => output.extend(chunk),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                if ended.is_none() && child.try_wait()?.is_some() {
                    ended = Some(Stopwatch::start());
                }
                if ended.as_ref().is_some_and(|ended| ended.elapsed() > DRAIN) {
                    break;
                }
            }
        }
        if stopwatch.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            output.extend(format!("\nstopped after {} s\n", limit.as_secs()).bytes());
            return Ok((None, String::from_utf8_lossy(&output).into_owned()));
        }
    }
    let status = child.wait()?;
    Ok((Some(status), String::from_utf8_lossy(&output).into_owned()))
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::run;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_outputs_are_kept_in_their_order() {
        let finished =
            run(&mut shell("echo one; echo two >&2; echo three"), Duration::from_secs(5));
        assert!(finished.success);
        assert_eq!(finished.output, "one\ntwo\nthree\n");
    }

    #[test]
    fn a_failing_program_is_no_success() {
        let failed = run(&mut shell("exit 3"), Duration::from_secs(5));
        assert!(!failed.success);
        assert!(failed.output.contains("exit status: 3"), "{}", failed.output);
        let killed = run(&mut shell("kill -9 $$"), Duration::from_secs(5));
        assert!(killed.output.contains("signal: 9"), "{}", killed.output);
        let absent = run(&mut Command::new("no-such-program-here"), Duration::from_secs(5));
        assert!(!absent.success);
        assert!(absent.output.contains("no-such-program-here"), "{}", absent.output);
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let finished = run(&mut shell("exec tail -f /dev/null"), Duration::from_millis(200));
        assert!(!finished.success);
        assert!(finished.output.contains("stopped after"), "{}", finished.output);
    }

    #[test]
    fn a_program_that_leaves_another_behind_ends_all_the_same() {
        let finished =
            run(&mut shell("tail -f /dev/null --pid=$$ & echo done"), Duration::from_secs(30));
        assert!(finished.success);
        assert_eq!(finished.output, "done\n");
    }
}
