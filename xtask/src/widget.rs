//! `cargo xtask widget`: from the sources under `widget/` to the committed `widget/dist`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

mod assets;
mod bundle;
mod compile;
mod lock;
mod manifest;
mod names;
mod order;
mod package;
mod weight;
mod words;

pub(crate) use package::pack;

/// Compiles, bundles, weighs and records everything that a browser loads.
///
/// # Errors
/// A missing tool with the command that installs it, what a tool said, or a bundle above its limit.
pub(crate) fn build() -> Result<(), Failure> {
    let project = Project::new();
    bundle::install_tools(&project)?;
    let inputs = manifest::Inputs::of(&project)?;
    let bundles = [Bundle::Visitor, Bundle::Console];
    for bundle in bundles {
        let wasm = compile::compile(&project, bundle, Effort::Full)?;
        bundle::pack(&project, bundle, (&wasm, Effort::Full))?;
    }
    bundle::pack_loader(&project)?;
    words::split(&project)?;
    assets::write_table(&project)?;
    manifest::write_manifest(&project, inputs)?;
    weight::check(&project)
}

/// As [`build`], without what makes modules small, so that somebody who tries things out waits for seconds. The manifest stays
/// as it was: the tests refuse such a `dist`.
///
/// # Errors
/// As [`build`]'s; a bundle that is neither `visitor` nor `console`.
pub(crate) fn build_quickly(names: &[&str]) -> Result<(), Failure> {
    build_some(&Project::new(), names, Effort::Quick)
}

/// Builds as [`build`] does, and weighs. The manifest stays as it was.
///
/// # Errors
/// As [`build_quickly`]'s.
pub(crate) fn weigh(names: &[&str]) -> Result<(), Failure> {
    let project = Project::new();
    build_some(&project, names, Effort::Full)?;
    weight::check(&project)
}

fn build_some(project: &Project, names: &[&str], effort: Effort) -> Result<(), Failure> {
    bundle::install_tools(project)?;
    let bundles = [Bundle::Visitor, Bundle::Console];
    if let Some(name) = names.iter().find(|name| !bundles.iter().any(|it| it.name() == **name)) {
        return Err(format!("there is no bundle `{name}`; `visitor` and `console` are"));
    }
    for bundle in bundles.into_iter().filter(|it| names.is_empty() || names.contains(&it.name())) {
        let wasm = compile::compile(project, bundle, effort)?;
        bundle::pack(project, bundle, (&wasm, effort))?;
    }
    bundle::pack_loader(project)?;
    words::split(project)?;
    assets::write_table(project)
}

/// Says whether `widget/dist` was built from the sources beside it, without building.
///
/// # Errors
/// Names the first files that differ and says to run `cargo xtask widget`.
pub(crate) fn check() -> Result<(), Failure> {
    let project = Project::new();
    manifest::check(&project)?;
    weight::check(&project)
}

/// Where things are.
struct Project {
    root: PathBuf,
}

impl Project {
    fn new() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: here.parent().unwrap_or(here).to_path_buf() }
    }

    fn widget(&self) -> PathBuf {
        self.root.join("widget")
    }

    fn dist(&self) -> PathBuf {
        self.widget().join("dist")
    }

    /// Where the WebAssembly builds keep their own artefacts, apart from the native ones.
    fn target(&self) -> PathBuf {
        self.root.join("target").join("wasm")
    }
}

/// How much time a module is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// As small as it gets.
    Full,
    /// As soon as it runs.
    Quick,
}

/// What is compiled to WebAssembly.
#[derive(Clone, Copy)]
enum Bundle {
    Visitor,
    Console,
}

impl Bundle {
    const fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Console => "console",
        }
    }

    fn package(self) -> String {
        format!("chatdesk-widget-{}", self.name())
    }

    /// The folder below `dist` that it is served from.
    const fn folder(self) -> &'static str {
        match self {
            Self::Visitor => "widget",
            Self::Console => "console",
        }
    }
}

/// Runs a command to its end, its output on this one's standard error.
fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdout(std::io::stderr())
        .status()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed ({status})")) }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    }
    std::fs::write(path, bytes)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn say(line: &str) {
    // Nothing is lost when nobody listens.
    drop(writeln!(std::io::stderr(), "{line}"));
}
