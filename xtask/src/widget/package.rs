use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{Project, bundle, read, run, say, write};
use crate::Failure;

/// What is copied as it stands, from the root of the project.
const LICENCES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];

/// Packs `widget/dist` for npm; says where the file is.
///
/// # Errors
/// A file that is not there, or what npm said.
pub(crate) fn pack() -> Result<PathBuf, Failure> {
    let project = Project::new();
    bundle::install_tools(&project)?;
    let stage = bundle::stage(&project, "npm")?;
    let sources = project.widget().join("npm");
    for name in ["README.md", "index.d.ts", "console.js", "console.d.ts"] {
        copy(&sources.join(name), &stage.join(name))?;
    }
    for name in LICENCES {
        copy(&project.root.join(name), &stage.join(name))?;
    }
    let version = env!("CARGO_PKG_VERSION");
    let mut package = json(&sources.join("package.json"))?;
    package["version"] = version.into();
    write(&stage.join("package.json"), format!("{package:#}\n").as_bytes())?;
    copy_folder(&project.dist().join("widget"), &stage.join("widget"))?;
    make_modules(&stage.join("widget/lang"))?;
    for name in ["console.js", "console.wasm"] {
        copy(&project.dist().join("console").join(name), &stage.join("console").join(name))?;
    }
    copy_folder(&project.dist().join("console/lang"), &stage.join("console/lang"))?;
    bundle::pack_module(&project, &stage.join("index.js"))?;
    let target = crate::project::target();
    run(Command::new("npm").current_dir(&stage).args([
        OsStr::new("pack"),
        OsStr::new("--pack-destination"),
        target.as_os_str(),
    ]))?;
    let packed = target.join(format!("chatdesk-widget-{version}.tgz"));
    say(&format!("packed {}", packed.display()));
    Ok(packed)
}

fn json(path: &Path) -> Result<Value, Failure> {
    serde_json::from_slice(&read(path)?)
        .map_err(|error| format!("{} cannot be understood: {error}", path.display()))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.map_err(|error| format!("a file of the package: {error}"))?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(from).unwrap_or(entry.path());
            copy(entry.path(), &to.join(path))?;
        }
    }
    Ok(())
}

/// Makes modules of the texts: bundlers put small JSON files into addresses, which strict policies refuse.
fn make_modules(texts: &Path) -> Result<(), Failure> {
    for entry in walkdir::WalkDir::new(texts).min_depth(1) {
        let entry = entry.map_err(|error| format!("the texts of the package: {error}"))?;
        let module = [b"export default ".as_slice(), &read(entry.path())?, b";\n"].concat();
        write(&entry.path().with_extension("js"), &module)?;
        std::fs::remove_file(entry.path())
            .map_err(|error| format!("{} cannot be removed: {error}", entry.path().display()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    write(to, &read(from)?)
}
