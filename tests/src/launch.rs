use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::deadline::pause;
use crate::{Deadline, JWT_SECRET, TempFolder};

/// The binary under test: `CHATDESK_TEST_SERVER`, or `chatdesk-server` where this build put it.
///
/// # Panics
///
/// Where there is none, saying how to build it.
#[must_use]
pub fn server_binary() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "who runs the tests names the binary")]
    let path =
        std::env::var("CHATDESK_TEST_SERVER").map_or_else(|_| beside_this_test(), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is missing: run `cargo build -p chatdesk-server` first",
        path.display()
    );
    path
}

fn beside_this_test() -> PathBuf {
    let test = std::env::current_exe().expect("a running test knows its own path");
    let profile = test.ancestors().nth(2).expect("tests lie in target/<profile>/deps");
    profile.join("chatdesk-server")
}

/// A start of `chatdesk-server` in the making, in a folder and an environment of its own.
#[derive(Debug)]
pub struct Launch {
    command: Command,
    folder: Arc<TempFolder>,
}

/// A run of `chatdesk-server` that is over.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// All of its standard output.
    pub stdout: String,
    /// All of its standard error.
    pub stderr: String,
}

/// What keeps people from asking too often.
const LIMITS: [&str; 6] = [
    "CHATDESK_LIMITS_SENDS_PER_ACTOR",
    "CHATDESK_LIMITS_OPENS_PER_ACTOR",
    "CHATDESK_LIMITS_READS_PER_ACTOR",
    "CHATDESK_LIMITS_STREAMS_PER_ACTOR",
    "CHATDESK_LIMITS_VISITORS_PER_ADDRESS",
    "CHATDESK_LIMITS_TICKETS_PER_ADDRESS",
];

/// How long a run may take that is meant to end by itself.
const RUN: Duration = Duration::from_secs(30);

impl Launch {
    /// The binary without arguments, its working directory an empty folder, no setting in the environment.
    #[must_use]
    pub fn bare() -> Self {
        Self::in_folder(Arc::new(TempFolder::new()))
    }

    /// As [`bare`](Self::bare), in a folder that exists.
    #[must_use]
    pub fn in_folder(folder: Arc<TempFolder>) -> Self {
        Self::program(&server_binary(), folder)
    }

    /// A start of another program, which has to announce itself as `chatdesk-server` does.
    #[must_use]
    pub fn program(program: &Path, folder: Arc<TempFolder>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CHATDESK_") {
                command.env_remove(name);
            }
        }
        Self { command, folder }
    }

    /// A server on a free port that shares [`JWT_SECRET`] with its host, and lets everybody ask as often as they like.
    #[must_use]
    pub fn server() -> Self {
        Self::server_in(Arc::new(TempFolder::new()))
    }

    /// As [`server`](Self::server), in a folder that exists.
    #[must_use]
    pub fn server_in(folder: Arc<TempFolder>) -> Self {
        Self::server_at("127.0.0.1:0", folder)
    }

    /// As [`server_in`](Self::server_in), where somebody expects it.
    #[must_use]
    pub fn server_at(authority: &str, folder: Arc<TempFolder>) -> Self {
        let launch = Self::in_folder(folder).args(["--addr", authority]);
        LIMITS
            .iter()
            .fold(launch, |launch, limit| launch.env(limit, "0"))
            .env("CHATDESK_AUTH_JWT_SECRET", JWT_SECRET)
    }

    /// As [`server`](Self::server), with the limits that it has without a setting.
    #[must_use]
    pub fn limited() -> Self {
        let mut launch = Self::server();
        for limit in LIMITS {
            launch.command.env_remove(limit);
        }
        launch
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        self.command.args(args);
        self
    }

    /// Adds a flag with a path.
    #[must_use]
    pub fn path_arg(mut self, flag: &str, path: impl AsRef<Path>) -> Self {
        self.command.arg(flag).arg(path.as_ref());
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Lets `strace` write into `record` what all threads ask of the kernel, as far as it is one of `calls`.
    ///
    /// The process stays a child of this one; `strace` (a Debian package of that name) follows it from aside. Files and
    /// sockets are named, and of what is written up to a page with its header is kept.
    ///
    /// # Panics
    ///
    /// Where there is no `strace`, saying how to get it.
    #[must_use]
    pub fn traced(mut self, calls: &[&str], record: &Path) -> Self {
        let trial = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
        assert!(trial.is_ok(), "strace is missing; as root: apt-get install strace");
        let mut command = Command::new("strace");
        command.args(["-D", "-f", "--seccomp-bpf", "-y", "-s", "4352"]);
        command.args(["-e", &format!("trace={}", calls.join(","))]).arg("-o").arg(record);
        command.arg("--").arg(self.command.get_program()).args(self.command.get_args());
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        self.command = command;
        self
    }

    /// The working directory of the run.
    #[must_use]
    pub const fn folder(&self) -> &Arc<TempFolder> {
        &self.folder
    }

    /// Runs until it ends by itself.
    #[must_use]
    pub fn run(self) -> Finished {
        let (mut process, _folder) = self.spawn();
        let status = process.wait_for_exit(RUN);
        process.finish(status)
    }

    pub(crate) fn spawn(mut self) -> (Process, Arc<TempFolder>) {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the binary can be started");
        let stdout = Collected::start(child.stdout.take().expect("piped"));
        let stderr = Collected::start(child.stderr.take().expect("piped"));
        (Process { child, stdout, stderr }, self.folder)
    }
}

/// A running process and what it has printed so far; dropping it kills it.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    stdout: Collected,
    stderr: Collected,
}

impl Process {
    /// Waits until so many lines stand on standard output; fails with standard error when it ends before.
    pub(crate) fn wait_for_lines(&mut self, n_lines: usize) -> Vec<String> {
        let deadline = Deadline::within(Duration::from_secs(20));
        loop {
            let text = self.stdout.text();
            if text.matches('\n').count() >= n_lines {
                return text.lines().map(str::to_owned).collect();
            }
            let status = self.child.try_wait().expect("a child can be waited for");
            let stderr = self.stderr.text();
            assert!(status.is_none(), "the server ended with {status:?}: {text}\n{stderr}");
            assert!(!deadline.has_passed(), "no {n_lines} lines in time: {text}\n{stderr}");
            pause();
        }
    }

    pub(crate) fn wait_for_exit(&mut self, bound: Duration) -> ExitStatus {
        let deadline = Deadline::within(bound);
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return status;
            }
            let (out, err) = (self.stdout.text(), self.stderr.text());
            assert!(!deadline.has_passed(), "it still runs after {bound:?}:\n{out}\n{err}");
            pause();
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as an init system does.
    pub(crate) fn terminate(&self) {
        let command = format!("kill -TERM {}", self.child.id());
        let status = Command::new("sh").args(["-c", &command]).status().expect("there is a shell");
        assert!(status.success(), "the process can be signalled");
    }

    /// Stops it where it stands, or lets it go on.
    pub(crate) fn stand_still(&self, still: bool) {
        let signal = if still { "STOP" } else { "CONT" };
        let command = format!("kill -{signal} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &command]).status().expect("there is a shell");
        assert!(status.success(), "the process can be signalled");
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("a child can be waited for");
    }

    pub(crate) fn stdout(&self) -> String {
        self.stdout.text()
    }

    pub(crate) fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Everything that it printed; it has to have ended.
    pub(crate) fn finish(&mut self, status: ExitStatus) -> Finished {
        Finished { status, stdout: self.stdout.rest(), stderr: self.stderr.rest() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let is_running = matches!(self.child.try_wait(), Ok(None));
        if is_running {
            self.kill();
        }
        if std::thread::panicking() {
            eprintln!("standard error of the server:\n{}", self.stderr.rest());
        }
    }
}

/// What a pipe has brought so far, read by a thread of its own so that the writer never blocks.
#[derive(Debug)]
struct Collected {
    text: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Collected {
    fn start(pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let shared = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).is_ok_and(|n_bytes| n_bytes > 0) {
                shared.lock().expect("never poisoned").push_str(&String::from_utf8_lossy(&line));
                line.clear();
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn text(&self) -> String {
        self.text.lock().expect("never poisoned").clone()
    }

    fn rest(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("reading a pipe does not panic");
        }
        self.text()
    }
}
