use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Project, read};
use crate::Failure;

/// The part of `Cargo.lock` that reaches a bundle, one line per package.
///
/// A new dependency of the server alone leaves it as it is.
pub(super) fn relevant_packages(project: &Project, roots: &[&str]) -> Result<String, Failure> {
    let text = read(&project.root.join("Cargo.lock"))?;
    let lock: Lock = toml::from_slice(&text)
        .map_err(|error| format!("Cargo.lock cannot be understood: {error}"))?;
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut waiting: Vec<String> = roots.iter().map(|&root| root.to_owned()).collect();
    while let Some(wanted) = waiting.pop() {
        for package in lock.package.iter().filter(|package| package.answers_to(&wanted)) {
            let name = format!("{} {}", package.name, package.version);
            if found.contains_key(&name) {
                continue;
            }
            found.insert(name, package.checksum.clone().unwrap_or_default());
            waiting.extend(package.dependencies.iter().cloned());
        }
    }
    let lines = found.into_iter().map(|(name, checksum)| format!("{name} {checksum}\n"));
    Ok(lines.collect())
}

/// The part of the workspace's manifest that reaches a bundle: profiles and shared versions.
pub(super) fn relevant_settings(
    project: &Project,
    manifests: &[String],
) -> Result<String, Failure> {
    let text = read(&project.root.join("Cargo.toml"))?;
    let workspace: toml::Table = toml::from_slice(&text)
        .map_err(|error| format!("Cargo.toml cannot be understood: {error}"))?;
    let mut settings = String::new();
    for path in [&["workspace", "package"][..], &["profile", "release"], &["profile", "widget"]] {
        settings.push_str(&format!("{path:?} {:?}\n", find(&workspace, path)));
    }
    let Some(toml::Value::Table(shared)) = find(&workspace, &["workspace", "dependencies"]) else {
        return Ok(settings);
    };
    for (name, value) in shared {
        let mention = format!("\n{name}");
        if manifests.iter().any(|manifest| manifest.contains(&mention)) {
            settings.push_str(&format!("{name} {value:?}\n"));
        }
    }
    Ok(settings)
}

fn find<'a>(table: &'a toml::Table, path: &[&str]) -> Option<&'a toml::Value> {
    let (last, folders) = path.split_last()?;
    let mut table = table;
    for folder in folders {
        table = table.get(*folder)?.as_table()?;
    }
    table.get(*last)
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Package {
    /// A dependency is written as a name, with the version behind it only where there are several.
    fn answers_to(&self, wanted: &str) -> bool {
        let mut words = wanted.split(' ');
        words.next() == Some(self.name.as_str())
            && words.next().is_none_or(|version| version == self.version)
    }
}
