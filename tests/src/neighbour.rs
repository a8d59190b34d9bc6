use std::sync::Arc;
use std::time::Duration;

use crate::launch::Process;
use crate::{Launch, TempFolder};

/// Another program beside the server, such as a host in front of it; it goes when it is dropped.
#[derive(Debug)]
pub struct Neighbour {
    process: Process,
    folder: Arc<TempFolder>,
}

impl Neighbour {
    /// Starts it and waits until it has printed so many lines on standard output; these lines.
    #[must_use]
    pub fn start(launch: Launch, n_lines: usize) -> (Self, Vec<String>) {
        let (mut process, folder) = launch.spawn();
        let lines = process.wait_for_lines(n_lines);
        (Self { process, folder }, lines)
    }

    /// Its working directory.
    #[must_use]
    pub const fn folder(&self) -> &Arc<TempFolder> {
        &self.folder
    }

    /// Asks it to stop, as an init system does, and waits until it has.
    pub fn stop(mut self) {
        self.process.terminate();
        self.process.wait_for_exit(Duration::from_secs(15));
    }
}
