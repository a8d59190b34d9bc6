use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Bundle, Effort, Project, run, say};
use crate::Failure;

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// What the profile is changed by when somebody waits.
const QUICK: [(&str, &str); 4] = [
    ("CARGO_PROFILE_WIDGET_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_WIDGET_LTO", "off"),
    ("CARGO_PROFILE_WIDGET_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_WIDGET_INCREMENTAL", "true"),
];

/// Compiles one bundle and says where its module is.
pub(super) fn compile(
    project: &Project,
    bundle: Bundle,
    effort: Effort,
) -> Result<PathBuf, Failure> {
    let compiler = Compiler::find()?;
    say(&format!("compiling the {} with {}", bundle.name(), compiler.name()));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.current_dir(&project.root).args(["build", "--locked", "--profile", "widget", "--lib"]);
    command.args(["--package", &bundle.package(), "--target", TARGET, "--target-dir"]);
    command.arg(project.target());
    compiler.equip(&mut command, project);
    if effort == Effort::Quick {
        command.envs(QUICK);
    }
    run(&mut command)?;
    let module = format!("{}.wasm", bundle.package().replace('-', "_"));
    Ok(project.target().join(TARGET).join("widget").join(module))
}

/// Who can compile to WebAssembly on this machine.
enum Compiler {
    /// The ordinary one: rustup has the target.
    Rustup,
    /// rustup's, with the sources of the standard library beside it: smaller modules.
    RustupSources,
    /// Debian's compiler with the standard library built from Debian's sources.
    Debian { linker: PathBuf },
}

impl Compiler {
    fn find() -> Result<Self, Failure> {
        if let Some(folder) = ask("rustc", &["--print", "target-libdir", "--target", TARGET])
            && has_std(Path::new(&folder))
        {
            let sources = sysroot("rustc").is_some_and(|sysroot| has_sources(&sysroot));
            return Ok(if sources { Self::RustupSources } else { Self::Rustup });
        }
        if sysroot(DEBIAN_RUSTC).is_some_and(|sysroot| has_sources(&sysroot))
            && let Some(linker) = find_linker()
        {
            return Ok(Self::Debian { linker });
        }
        Err("no compiler for wasm32-unknown-unknown here. Run `rustup target add \
             wasm32-unknown-unknown`, or where that cannot be downloaded, on Debian, `apt-get \
             install -y --no-install-recommends rustc-web rust-web-src`, then try again"
            .into())
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Rustup => "rustup's wasm target",
            Self::RustupSources => "rustup's wasm target and its sources of the standard library",
            Self::Debian { .. } => "Debian's rustc-web and its sources of the standard library",
        }
    }

    /// Adds what this compiler needs; no path of this machine may reach the module.
    fn equip(&self, command: &mut Command, project: &Project) {
        let mut flags = vec![remap(&project.root, "/chatdesk")];
        if let Some(home) = cargo_home() {
            flags.push(remap(&home, "/cargo"));
        }
        let rustc = if matches!(self, Self::Debian { .. }) { DEBIAN_RUSTC } else { "rustc" };
        if let Some(sysroot) = sysroot(rustc) {
            let sources = sysroot.join("lib/rustlib/src/rust");
            flags.push(remap(&sources, "/rust"));
            if let Ok(real) = sources.canonicalize() {
                flags.push(remap(&real, "/rust"));
            }
            if let Ok(real) = sources.join("library").canonicalize() {
                flags.push(remap(&real, "/rust/library"));
            }
        }
        if let Self::Debian { linker } = self {
            command
                .env("RUSTC", DEBIAN_RUSTC)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        if !matches!(self, Self::Rustup) {
            command
                .env("RUSTC_BOOTSTRAP", "1")
                .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
            // A panic in a browser ends the page's widget either way; its text weighs 6 kB.
            for flag in ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zfmt-debug=none"] {
                flags.push(flag.into());
            }
            flags.push("-Zlocation-detail=none".into());
        }
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    }
}

fn remap(from: &Path, to: &str) -> String {
    format!("--remap-path-prefix={}={to}", from.display())
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    ask(rustc, &["--print", "sysroot"]).map(PathBuf::from)
}

fn has_sources(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/std").is_dir()
}

fn cargo_home() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Some(home.into());
    }
    std::env::home_dir().map(|home| home.join(".cargo"))
}

/// The linker that comes with rustup's compiler; Debian packages none for this target.
fn find_linker() -> Option<PathBuf> {
    walkdir::WalkDir::new(sysroot("rustc")?.join("lib/rustlib"))
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .find(|path| path.file_name().is_some_and(|name| name == "rust-lld"))
}

fn has_std(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// The first line that a program prints, where it ran well.
fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
