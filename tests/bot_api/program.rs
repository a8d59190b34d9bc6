//! Somebody else's program that runs for the length of a test.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::folder;

/// A program that says something line by line; it ends with the test.
pub(crate) struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    pub(crate) fn start(program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(folder().join(program));
        let command = command.args(arguments).current_dir(folder());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it is installed: cargo xtask test does that");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// `bot_api.py`, which reads as others do.
    pub(crate) fn python(arguments: &[&str]) -> Self {
        Self::start(".venv/bin/python", &[&["bot_api.py"], arguments].concat())
    }

    /// What it says next; `None` when it has ended.
    pub(crate) fn line(&mut self) -> Option<String> {
        self.lines.next().map(|line| line.unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
