//! The files that git knows or would add, read once, and the workspace's manifests among them.

use std::path::{Path, PathBuf};
use std::process::Command;

use toml::Table;

/// A file by its path from the root of the project.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// The content as text; what is not UTF-8 is replaced.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The last component of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether a person wrote the file, and not a tool.
    pub(crate) fn is_written(&self) -> bool {
        let made = self.path.contains("/dist/")
            || self.path.contains("/snapshots/")
            || self.name().ends_with(".gen.ts")
            || matches!(self.name(), "Cargo.lock" | "package-lock.json");
        !made && !self.bytes.contains(&0)
    }
}

/// A member of the workspace.
#[derive(Debug)]
pub(crate) struct Member {
    /// The folder, from the root.
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) manifest: Table,
}

/// The files that the checks look at.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Tracked files, and untracked ones that are not ignored.
    pub(crate) fn of_the_project() -> Self {
        let root = project_root();
        let listing = Command::new("git")
            // A machine may run this as somebody else than the owner of the clone.
            .args(["-c", "safe.directory=*"])
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .expect("git lists the files of the project: run this in a clone");
        assert!(listing.status.success(), "{}", String::from_utf8_lossy(&listing.stderr));
        let mut paths: Vec<String> = String::from_utf8(listing.stdout)
            .expect("paths are UTF-8")
            .split_terminator('\0')
            .map(ToOwned::to_owned)
            .collect();
        paths.sort();
        paths.dedup();
        // A file that was deleted and not yet committed is still listed.
        let files = paths
            .into_iter()
            .filter_map(|path| {
                std::fs::read(root.join(&path)).ok().map(|bytes| File { path, bytes })
            })
            .collect();
        Self { files }
    }

    /// A tree made of these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        Self { files: files.iter().map(file).collect() }
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether there is a file or a folder of this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        self.files.iter().any(|file| file.path == path || file.path.starts_with(&below))
    }

    /// The root's manifest.
    pub(crate) fn root_manifest(&self) -> Table {
        self.file("Cargo.toml").map_or_else(Table::new, |file| manifest(&file.text()))
    }

    /// The packages in the tree, by their manifests.
    pub(crate) fn members(&self) -> Vec<Member> {
        let manifests = self.files.iter().filter(|file| file.path.ends_with("/Cargo.toml"));
        manifests
            .map(|file| {
                let manifest = manifest(&file.text());
                Member {
                    folder: file.path.trim_end_matches("/Cargo.toml").to_owned(),
                    name: package_name(&manifest),
                    manifest,
                }
            })
            .collect()
    }
}

fn manifest(text: &str) -> Table {
    text.parse().expect("a Cargo.toml that cargo could read")
}

fn package_name(manifest: &Table) -> String {
    let name = manifest.get("package").and_then(|package| package.get("name"));
    name.and_then(toml::Value::as_str).unwrap_or_default().to_owned()
}

fn project_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the folder of the tests is inside the project").to_owned()
}
