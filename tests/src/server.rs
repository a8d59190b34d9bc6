use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::launch::Process;
use crate::{Admin, Agent, Anonymous, Api, Finished, Launch, TempFolder, User, Visitor};

/// A running `chatdesk-server` with its folder; both go when it is dropped.
#[derive(Debug)]
pub struct Server {
    process: Process,
    folder: Arc<TempFolder>,
    lines: Vec<String>,
    api: Api,
}

/// The folder, below the working directory, in which a server keeps its data without a setting.
const DATA: &str = "chatdesk-data";

impl Server {
    /// Starts one with an empty folder on a free port.
    pub async fn start() -> Self {
        Self::launch(Launch::server()).await
    }

    /// Starts one and waits until it says where it listens.
    pub async fn launch(launch: Launch) -> Self {
        Self::launch_under(launch, "/api").await
    }

    /// As [`launch`](Self::launch), for a server whose interface is set to be elsewhere.
    pub async fn launch_under(launch: Launch, mount: &str) -> Self {
        let (mut process, folder) = launch.spawn();
        let lines = process.wait_for_lines(2);
        let authority = authority_in(&lines[0]);
        let api = Api::connect(&authority, mount).await;
        Self { process, folder, lines, api }
    }

    /// The interface under `/api`.
    #[must_use]
    pub const fn api(&self) -> &Api {
        &self.api
    }

    /// The lines that it has printed on standard output.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// All that stands on standard output by now.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.process.stdout()
    }

    /// All that stands on standard error by now.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.process.stderr()
    }

    /// The working directory.
    #[must_use]
    pub const fn folder(&self) -> &Arc<TempFolder> {
        &self.folder
    }

    /// The one-time code of the console's link.
    #[must_use]
    pub fn console_code(&self) -> &str {
        self.lines[1].split_once("#code=").expect("the second line ends with the code").1
    }

    /// Nobody in particular.
    #[must_use]
    pub fn anonymous(&self) -> Anonymous {
        Anonymous::new(self.api.clone())
    }

    /// A new visitor.
    pub async fn visitor(&self) -> Visitor {
        Visitor::arrive(&self.api).await
    }

    /// The user with this id.
    #[must_use]
    pub fn user(&self, id: &str) -> User {
        User::new(&self.api, id)
    }

    /// The agent with this id.
    #[must_use]
    pub fn agent(&self, id: &str) -> Agent {
        Agent::new(&self.api, id)
    }

    /// The admin with this id.
    #[must_use]
    pub fn admin(&self, id: &str) -> Admin {
        Admin::new(&self.api, id)
    }

    /// How much memory it holds, in KiB, as the kernel says.
    #[must_use]
    pub fn resident_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(&path).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Asks it to stop and waits until it has.
    #[must_use]
    pub fn terminate(mut self) -> Finished {
        self.process.terminate();
        let status = self.process.wait_for_exit(Duration::from_secs(10));
        self.process.finish(status)
    }

    /// SIGSTOP: nothing of it runs until [`go_on`](Self::go_on).
    pub fn stop(&self) {
        self.process.stand_still(true);
    }

    /// SIGCONT.
    pub fn go_on(&self) {
        self.process.stand_still(false);
    }

    /// `kill -9`; the folder stays for the next start.
    #[must_use]
    pub fn kill(mut self) -> Arc<TempFolder> {
        self.process.kill();
        self.folder
    }

    /// `kill -9`, and a new start in the same folder, on another port.
    pub async fn kill_and_restart(self) -> Self {
        Self::launch(Launch::server_in(self.kill())).await
    }
}

impl TempFolder {
    /// The one database file of a server that keeps its data here.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        let is_database = |path: &PathBuf| {
            path.extension()
                .is_some_and(|end| ["db", "sqlite", "sqlite3"].iter().any(|it| end == *it))
        };
        let found: Vec<PathBuf> = self.files_in(DATA).into_iter().filter(is_database).collect();
        match found.as_slice() {
            [database] => database.clone(),
            other => panic!("one database was expected in {DATA}, not {other:?}"),
        }
    }
}

/// Host and port in `demo     http://127.0.0.1:49152/`.
fn authority_in(line: &str) -> String {
    let url = line.strip_prefix("demo ").unwrap_or_else(|| panic!("not the demo's line: {line}"));
    let rest = url.trim().strip_prefix("http://").expect("plain HTTP on loopback");
    rest.split('/').next().expect("a URL has a host").to_owned()
}
