//! A simulation in a terminal, which tmux is.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use chatdesk_tests::{Random, TempFolder, eventually, server_binary};

use crate::without_settings;

pub(crate) struct Screen {
    /// tmux's own socket: no other session is touched.
    socket: PathBuf,
    _folder: TempFolder,
}

impl Screen {
    pub(crate) fn open(arguments: &[&str]) -> Self {
        let folder = TempFolder::new();
        // The path of a socket has to be short.
        let socket = std::env::temp_dir().join(format!("tmux-{:016x}", Random::fresh_seed()));
        let mut command = Command::new("tmux");
        without_settings(&mut command).env("TMPDIR", folder.path()).env("LC_ALL", "C.UTF-8");
        command.arg("-S").arg(&socket).args(["-f", "/dev/null", "-u", "new-session", "-d"]);
        command.args(["-x", "120", "-y", "60"]).arg("-c").arg(folder.path());
        let status = command.arg(server_binary()).args(arguments).status();
        assert!(status.is_ok(), "tmux is missing; as root: apt-get install tmux");
        assert!(status.unwrap().success());
        Self { socket, _folder: folder }
    }

    fn ask(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(&self.socket).arg("-u").args(arguments).output().unwrap()
    }

    /// Types a line, key by key.
    pub(crate) fn types(&self, line: &str) {
        assert!(self.ask(&["send-keys", "-l", line]).status.success());
        assert!(self.ask(&["send-keys", "Enter"]).status.success());
    }

    /// What stands on it.
    pub(crate) async fn text(&self) -> String {
        eventually("there is something on the screen", async || {
            let shown = self.ask(&["capture-pane", "-p", "-S", "-"]);
            shown.status.success().then(|| String::from_utf8(shown.stdout).unwrap())
        })
        .await
    }

    /// Waits until this stands on it.
    pub(crate) async fn shows(&self, text: &str) {
        let what = format!("{text:?} is shown");
        eventually(&what, async || self.text().await.contains(text).then_some(())).await;
    }

    /// Waits until the program has ended, and the terminal with it.
    pub(crate) async fn closes(&self) {
        eventually("the terminal closes", async || {
            (!self.ask(&["list-sessions"]).status.success()).then_some(())
        })
        .await;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let shown = self.ask(&["capture-pane", "-p", "-S", "-"]);
            eprintln!("on the screen:\n{}", String::from_utf8_lossy(&shown.stdout));
        }
        self.ask(&["kill-server"]);
        drop(std::fs::remove_file(&self.socket));
    }
}
