//! A simulation between two pipes.

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use chatdesk_tests::{BOUND, Deadline, TempFolder, eventually, server_binary};

use crate::without_settings;

pub(crate) struct Piped {
    child: Child,
    input: ChildStdin,
    printed: Arc<Mutex<String>>,
    errors: Option<JoinHandle<String>>,
    folder: TempFolder,
}

impl Piped {
    /// Starts one in a folder of its own, where temporary files go as well.
    pub(crate) fn open(arguments: &[&str]) -> Self {
        let folder = TempFolder::new();
        let mut command = Command::new(server_binary());
        let mut child = without_settings(&mut command)
            .args(arguments)
            .current_dir(folder.path())
            .env("TMPDIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let printed = Arc::new(Mutex::new(String::new()));
        let (lines, kept) = (BufReader::new(child.stdout.take().unwrap()), Arc::clone(&printed));
        drop(std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let mut kept = kept.lock().unwrap();
                kept.push_str(&line);
                kept.push('\n');
            }
        }));
        let mut errors = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            text
        });
        Self { child, input, printed, errors: Some(errors), folder }
    }

    pub(crate) fn types(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
        self.input.flush().unwrap();
    }

    /// All that was printed by now.
    pub(crate) fn text(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// Waits until this was printed.
    pub(crate) async fn shows(&self, text: &str) {
        let what = format!("{text:?} is shown");
        eventually(&what, async || self.text().contains(text).then_some(())).await;
    }

    /// Waits for the end, which the other side has to make.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let deadline = Deadline::within(BOUND);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(!deadline.has_passed(), "it still runs: {}", self.text());
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// What it complained of; it has to have ended.
    pub(crate) fn errors(&mut self) -> String {
        self.errors.take().map(|reader| reader.join().unwrap()).unwrap_or_default()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How many folders of simulations are there.
    pub(crate) fn folders(&self) -> usize {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with("chatdesk-simulation-")).count()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // It may have ended meanwhile.
            drop(self.child.kill());
            drop(self.child.wait());
        }
        if std::thread::panicking() {
            eprintln!("printed:\n{}\ncomplained:\n{}", self.text(), self.errors());
        }
    }
}
