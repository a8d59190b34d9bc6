//! Schemathesis: whatever the document offers is asked, and every answer is as the document says.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Finished};
use crate::project;
use crate::test::preflight::Readiness;
use crate::test::{Length, python};

/// Makes a virtual environment of the pinned version beside the suite.
pub(crate) fn prepare(complaint: &mut String) -> Readiness {
    python::prepare(&folder(), complaint)
}

/// Asks a server program everything, as an admin and as a user.
pub(crate) fn run(server: &Path, length: Length) -> Finished {
    let mut command = Command::new(python::of(&folder()));
    command.arg(folder().join("run.py")).arg(server).arg(length.examples());
    process::run(&mut command, length.limit())
}

fn folder() -> PathBuf {
    project::root().join("tests/openapi")
}
