//! Schemathesis: whatever the document offers is asked, and every answer is as the document says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Finished};
use crate::project;
use crate::test::Length;
use crate::test::preflight::Readiness;

const INSTALLING: Duration = Duration::from_secs(10 * 60);

/// Makes a virtual environment of the pinned version beside the suite; nothing is installed into the system.
pub(crate) fn prepare(complaint: &mut String) -> Readiness {
    let Some(python) = project::find_program("python3") else {
        return Readiness::Missing("python3 is not installed; it needs its module venv too".into());
    };
    let (wanted, installed) = (folder().join("requirements.txt"), environment().join("installed"));
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    if read(&installed).is_some_and(|installed| Some(installed) == read(&wanted)) {
        return Readiness::Ready;
    }
    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(environment());
    let mut pip = Command::new(environment().join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted);
    for command in [&mut venv, &mut pip] {
        let finished = process::run(command, INSTALLING);
        if !finished.success {
            complaint.push_str(&finished.output);
            let why = "python3 cannot make a virtual environment of tests/openapi/requirements.txt";
            return Readiness::Missing(format!("{why}; on Debian: apt-get install python3-venv"));
        }
    }
    match std::fs::copy(&wanted, &installed) {
        Ok(_) => Readiness::Ready,
        Err(error) => {
            Readiness::Missing(format!("{} cannot be written: {error}", installed.display()))
        }
    }
}

/// Asks a server program everything, as an admin and as a user.
pub(crate) fn run(server: &Path, length: Length) -> Finished {
    let mut command = Command::new(environment().join("bin/python"));
    command.arg(folder().join("run.py")).arg(server).arg(length.examples());
    process::run(&mut command, length.limit())
}

fn folder() -> PathBuf {
    project::root().join("tests/openapi")
}

fn environment() -> PathBuf {
    folder().join(".venv")
}
