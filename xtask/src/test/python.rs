//! Python packages beside the suite that needs them; nothing is installed into the system.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process;
use crate::project;
use crate::test::preflight::Readiness;

const INSTALLING: Duration = Duration::from_secs(10 * 60);

/// The interpreter of a suite's virtual environment.
pub(crate) fn of(suite: &Path) -> PathBuf {
    environment(suite).join("bin/python")
}

/// Makes a virtual environment of what `requirements.txt` pins, where that has changed since.
pub(crate) fn prepare(suite: &Path, complaint: &mut String) -> Readiness {
    let Some(python) = project::find_program("python3") else {
        return Readiness::Missing("python3 is not installed; it needs its module venv too".into());
    };
    let wanted = suite.join("requirements.txt");
    let installed = environment(suite).join("installed");
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    if read(&installed).is_some_and(|installed| Some(installed) == read(&wanted)) {
        return Readiness::Ready;
    }
    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(environment(suite));
    let mut pip = Command::new(of(suite));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted);
    for command in [&mut venv, &mut pip] {
        let finished = process::run(command, INSTALLING);
        if !finished.success {
            complaint.push_str(&finished.output);
            let why = format!("python3 cannot make a virtual environment of {}", wanted.display());
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

fn environment(suite: &Path) -> PathBuf {
    suite.join(".venv")
}
