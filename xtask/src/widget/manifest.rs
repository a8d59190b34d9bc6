use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Project, lock, read, say, write};
use crate::Failure;

const FILE: &str = "manifest.json";

/// The files and folders that decide what comes out.
const SOURCES: &[&str] = &[
    "chatdesk-api/Cargo.toml",
    "chatdesk-api/src",
    "widget/.npmrc",
    "widget/browser",
    "widget/console",
    "widget/engine/Cargo.toml",
    "widget/engine/src",
    "widget/lang",
    "widget/loader",
    "widget/markup",
    "widget/package-lock.json",
    "widget/package.json",
    "widget/visitor",
    "xtask/src/widget",
    "xtask/src/widget.rs",
];

const ROOTS: &[&str] =
    &["chatdesk-widget-console", "chatdesk-widget-visitor", "wasm-bindgen-cli-support"];

/// What decides what comes out, taken before anything is built from it.
pub(super) struct Inputs(BTreeMap<String, String>);

impl Inputs {
    pub(super) fn of(project: &Project) -> Result<Self, Failure> {
        hash_inputs(project).map(Self)
    }
}

/// Records what `dist` was built from and what came out.
pub(super) fn write_manifest(project: &Project, inputs: Inputs) -> Result<(), Failure> {
    let manifest = Manifest { inputs: inputs.0, outputs: hash_outputs(project)? };
    let mut text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| format!("{FILE} cannot be made: {error}"))?;
    text.push('\n');
    write(&project.dist().join(FILE), text.as_bytes())
}

/// Compares the record with what is there now.
pub(super) fn check(project: &Project) -> Result<(), Failure> {
    let text = read(&project.dist().join(FILE))?;
    let recorded: Manifest = serde_json::from_slice(&text)
        .map_err(|error| format!("widget/dist/{FILE} cannot be understood: {error}"))?;
    let found = Manifest { inputs: hash_inputs(project)?, outputs: hash_outputs(project)? };
    let mut different = differences(&recorded.inputs, &found.inputs);
    different.extend(differences(&recorded.outputs, &found.outputs));
    if different.is_empty() {
        say("widget/dist was built from the sources beside it");
        return Ok(());
    }
    Err(format!(
        "widget/dist was not built from these sources; run `cargo xtask widget` and commit what \
         changes. Different: {}",
        different.join(", ")
    ))
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    inputs: BTreeMap<String, String>,
    outputs: BTreeMap<String, String>,
}

fn hash_inputs(project: &Project) -> Result<BTreeMap<String, String>, Failure> {
    let mut inputs = BTreeMap::new();
    for source in SOURCES {
        add(&mut inputs, &project.root, &project.root.join(source))?;
    }
    let mut manifests = Vec::new();
    for path in inputs.keys().filter(|path| path.ends_with("Cargo.toml")) {
        let text = read(&project.root.join(path))?;
        manifests.push(String::from_utf8_lossy(&text).into_owned());
    }
    let packages = lock::relevant_packages(project, ROOTS)?;
    inputs.insert("Cargo.lock (what the bundles need)".into(), hash(packages.as_bytes()));
    let settings = lock::relevant_settings(project, &manifests)?;
    inputs.insert("Cargo.toml (what the bundles need)".into(), hash(settings.as_bytes()));
    Ok(inputs)
}

fn hash_outputs(project: &Project) -> Result<BTreeMap<String, String>, Failure> {
    let mut outputs = BTreeMap::new();
    add(&mut outputs, &project.dist(), &project.dist())?;
    outputs.remove(FILE);
    Ok(outputs)
}

fn add(hashes: &mut BTreeMap<String, String>, base: &Path, source: &Path) -> Result<(), Failure> {
    for entry in walkdir::WalkDir::new(source) {
        let entry = entry.map_err(|error| format!("a source of the widget: {error}"))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path().strip_prefix(base).unwrap_or(entry.path());
        let name = path.to_string_lossy().replace('\\', "/");
        hashes.insert(name, hash(&read(entry.path())?));
    }
    Ok(())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn differences(
    recorded: &BTreeMap<String, String>,
    found: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut names: Vec<String> = recorded
        .keys()
        .chain(found.keys())
        .filter(|&name| recorded.get(name) != found.get(name))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}
