//! The measured server: its own process, with its own data folder.

use std::{
    io::{BufRead as _, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{Bench, Outcome, people::SECRET, vitals};

/// What the store says, when it is asked to, after a transaction with commands in it.
const GROUP_LINE: &str = "a group was committed";
/// And after a transaction of its own, in which the search learned words.
const FEED_LINE: &str = "the search was fed";

/// How many transactions the store of a server has committed.
#[derive(Debug, Default)]
struct Counted {
    groups: AtomicU64,
    feeds: AtomicU64,
}

/// The transactions of a server that has ended; each was synced once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transactions {
    /// With commands in them.
    pub(crate) groups: u64,
    /// In which the search learned words.
    pub(crate) feeds: u64,
}

/// Raises the limit of open files as far as this user may, and becomes the program.
const WITH_FILES: &str = "ulimit -n \"$(ulimit -Hn)\" && exec \"$0\" \"$@\"";

/// A running program that prints where it listens; dropped, it is killed.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    addr: SocketAddr,
    counted: Arc<Counted>,
    /// What it told on standard error; ends with the program.
    told: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts the measured server on a free port, over a data folder.
    ///
    /// # Errors
    /// When it cannot be started, with what it said.
    pub(crate) fn start(bench: &Bench, data: &Path) -> Outcome<Self> {
        Self::spawn(Self::command(bench, data))
    }

    /// The same with a file of settings.
    ///
    /// # Errors
    /// When it cannot be started, with what it said.
    pub(crate) fn start_with(bench: &Bench, data: &Path, settings: &Path) -> Outcome<Self> {
        let mut command = Self::command(bench, data);
        command.arg("--config").arg(settings);
        Self::spawn(command)
    }

    fn command(bench: &Bench, data: &Path) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", WITH_FILES]).arg(&bench.server);
        command.args(["--addr", "127.0.0.1:0", "--data"]).arg(data);
        command.env("CHATDESK_AUTH_JWT_SECRET", SECRET);
        // A bench is a few people who ask as often as thousands.
        for deed in ["SENDS", "OPENS", "READS", "STREAMS"] {
            command.env(format!("CHATDESK_LIMITS_{deed}_PER_ACTOR"), "0");
        }
        command.env("CHATDESK_LIMITS_VISITORS_PER_ADDRESS", "0");
        command.env("CHATDESK_LOG", "warn,chatdesk_store_sqlite::writer=trace");
        command
    }

    /// Starts a program that prints its address on its first line.
    ///
    /// # Errors
    /// When it ends before it has, with what it said.
    pub(crate) fn spawn(mut command: Command) -> Outcome<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err("a pipe was asked for and is not there".into());
        };
        let counted = Arc::new(Counted::default());
        let counts = Arc::clone(&counted);
        let told = thread::spawn(move || read(stderr, &counts));
        let addr = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { child, addr, counted, told: Some(told) };
        let mut line = String::new();
        let mut stdout = BufReader::new(stdout);
        stdout.read_line(&mut line)?;
        match address_in(&line) {
            Some(addr) => server.addr = addr,
            None => return Err(server.last_words().into()),
        }
        // It may go on printing; nobody reads it, and the pipe must not break.
        thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        Ok(server)
    }

    /// Where it listens.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The processor time that it has used so far.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn processor_time(&self) -> Outcome<Duration> {
        vitals::processor_time(self.child.id())
    }

    /// The memory that it holds, in bytes.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn resident(&self) -> Outcome<u64> {
        vitals::resident(self.child.id())
    }

    /// Lets it finish and waits for its end, so that all it wrote stands in its one file.
    ///
    /// # Errors
    /// When it did not end well, with what it said.
    pub(crate) fn stop(mut self) -> Outcome<Transactions> {
        let signal = format!("kill -TERM {}", self.child.id());
        Command::new("sh").args(["-c", &signal]).status()?;
        if !self.child.wait()?.success() {
            return Err(self.last_words().into());
        }
        // All lines were read once the reader has ended.
        drop(self.told.take().map(JoinHandle::join));
        let Counted { groups, feeds } = &*self.counted;
        let (groups, feeds) = (groups.load(Ordering::Acquire), feeds.load(Ordering::Acquire));
        Ok(Transactions { groups, feeds })
    }

    fn last_words(&mut self) -> String {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        let told = self.told.take().and_then(|told| told.join().ok()).unwrap_or_default();
        format!("the server ended ({ended:?}):\n{told}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and that is as good.
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}

/// Reads to the end; counts the lines about transactions, and keeps the others.
fn read(pipe: impl Read, counted: &Counted) -> String {
    let mut pipe = BufReader::new(pipe);
    let (mut line, mut kept) = (Vec::new(), String::new());
    while pipe.read_until(b'\n', &mut line).is_ok_and(|n_bytes| n_bytes > 0) {
        let text = String::from_utf8_lossy(&line);
        if text.contains(GROUP_LINE) {
            counted.groups.fetch_add(1, Ordering::Release);
        } else if text.contains(FEED_LINE) {
            counted.feeds.fetch_add(1, Ordering::Release);
        } else {
            kept.push_str(&text);
        }
        line.clear();
    }
    kept
}

/// The address in `demo     http://127.0.0.1:8080/`.
fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split(['/', '\n']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::{Counted, address_in, read};

    #[test]
    fn the_first_line_says_where_a_server_listens() {
        let line = "demo     http://127.0.0.1:8080/\n";
        assert_eq!(address_in(line).unwrap().to_string(), "127.0.0.1:8080");
        assert_eq!(address_in("error: no\n"), None);
    }

    #[test]
    fn lines_about_transactions_are_counted_and_the_others_kept() {
        let told = "WARN one\nTRACE a group was committed batches=3\nTRACE the search was fed\n\
                    WARN two\nTRACE a group was committed batches=9\n";
        let counted = Counted::default();
        assert_eq!(read(told.as_bytes(), &counted), "WARN one\nWARN two\n");
        assert_eq!(counted.groups.load(Ordering::Relaxed), 2);
        assert_eq!(counted.feeds.load(Ordering::Relaxed), 1);
    }
}
