//! `bot_api.py`, which reads as others do.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::folder;

/// It says something line by line, and ends with the test.
pub(super) struct Reader {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Reader {
    pub(super) fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(folder().join(".venv/bin/python"));
        let command = command.arg("bot_api.py").args(arguments).current_dir(folder());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it is installed: cargo xtask test does that");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What it says next; `None` when it has ended.
    pub(super) fn line(&mut self) -> Option<String> {
        self.lines.next().map(|line| line.unwrap())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
