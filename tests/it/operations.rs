//! What an operator is given: the pages, the dashboard and the rules are about the program that there is.

mod figures;
mod pages;

use std::path::{Path, PathBuf};

/// A file of the project, by its path from the root.
#[track_caller]
fn read(path: &str) -> String {
    let file = root().join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
