//! What is sent to providers is what their own descriptions ask for, and what they sign is what we take.
//!
//! The servers are of npm, and the validators of `PyPI`; `cargo xtask test` installs them, or says that this suite was left
//! out. The descriptions are not part of the project: `CHATDESK_TEST_PROVIDERS` names their folder, which is
//! `../shared/providers` otherwise, and where there is none each test of them says that it was left out.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test"
)]

mod emulated;
mod hook;
mod program;
mod schemas;
mod telegram;
mod validators;

use std::path::{Path, PathBuf};

/// Where the programs of this suite are installed.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("providers")
}

/// The kept bodies of a provider, by the name of their file.
pub(crate) fn golden(provider: &str) -> Vec<(String, serde_json::Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chatdesk-notify/tests/golden");
    let files = std::fs::read_dir(folder.join(provider)).unwrap().map(|file| file.unwrap().path());
    let mut kept: Vec<_> = files
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
        })
        .collect();
    kept.sort_by(|(one, _), (other, _)| one.cmp(other));
    kept
}
