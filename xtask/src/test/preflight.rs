//! What the tests need besides Rust: look what is there, and as root install what is missing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Finished, Stopwatch};
use crate::project;
use crate::test::{JUDGED, django, hosts, openapi, python};

const NODE_MAJOR: u32 = 20;
const INSTALLING: Duration = Duration::from_secs(15 * 60);

/// With Chromium: letters to draw.
const FONTS: &str = "fonts-liberation";

/// The second engine that visitors' browsers have; the package has the program's name.
const FIREFOX: &str = "firefox-esr";

/// The driver of the third, and its package.
const WEBKIT: (&str, &str) = ("WebKitWebDriver", "webkit2gtk-driver");

/// A screen that nobody sees, and its package.
const XVFB: (&str, &str) = ("Xvfb", "xvfb");

/// What judges alert rules and the dashboard; the package has the name of its first program.
const PROMETHEUS: [&str; 2] = ["prometheus", "promtool"];

/// What judges units, and its package.
const SYSTEMD: (&str, &str) = ("systemd-analyze", "systemd");

/// Below the folder of libraries.
const MINI_BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

/// What a suite can count on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Readiness {
    Ready,
    /// Why not, and what to do.
    Missing(String),
}

/// What was found and done.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) browsers: Readiness,
    pub(crate) nginx: Readiness,
    pub(crate) firefox: Readiness,
    pub(crate) webkit: Readiness,
    pub(crate) strace: Readiness,
    pub(crate) tmux: Readiness,
    pub(crate) operations: Readiness,
    pub(crate) valgrind: Readiness,
    pub(crate) python: Readiness,
    pub(crate) express: Readiness,
    /// What the suites need in which others judge, by suite.
    pub(crate) judges: Vec<(&'static str, Readiness)>,
    pub(crate) django: Readiness,
    /// What the installers printed, when one of them failed.
    pub(crate) complaint: String,
    /// How long looking and installing took, beside the first suites.
    pub(crate) took: Duration,
}

impl Machine {
    /// Whether the examples of other makes can be started.
    pub(crate) fn both_hosts(&self) -> &Readiness {
        if self.express == Readiness::Ready { &self.django } else { &self.express }
    }
}

/// Installs what is missing, where that is allowed, and says what the tests can count on.
pub(crate) fn prepare() -> Machine {
    let stopwatch = Stopwatch::start();
    let mut complaint = String::new();
    let missing = missing_packages();
    if !missing.is_empty() && is_root() && project::find_program("apt-get").is_some() {
        complaint.push_str(&install(&missing).unwrap_or_else(|failure| failure));
    }
    let browsers = browsers(&mut complaint);
    let python = openapi::prepare(&mut complaint);
    let express = node_packages(&hosts::express(), &mut complaint);
    let judges = JUDGED.map(|suite| (suite, judges(suite, &mut complaint))).to_vec();
    let django = django::prepare(&mut complaint);
    let (nginx, valgrind) = (nginx(), installed("valgrind"));
    let took = stopwatch.elapsed();
    let (firefox, webkit, strace) = (installed(FIREFOX), webkit(), strace());
    Machine {
        browsers,
        nginx,
        firefox,
        webkit,
        strace,
        tmux: installed("tmux"),
        operations: operations(),
        valgrind,
        python,
        express,
        judges,
        django,
        complaint,
        took,
    }
}

/// A program whose Debian package has its name.
fn installed(name: &str) -> Readiness {
    match project::find_program(name) {
        Some(_) => Readiness::Ready,
        None => Readiness::Missing(format!("{name} is not installed; run: {}", by_hand(&[name]))),
    }
}

/// What judges that which operators are given.
fn operations() -> Readiness {
    let mut programs = PROMETHEUS.iter().chain([&SYSTEMD.0]);
    if programs.all(|program| project::find_program(program).is_some()) {
        return Readiness::Ready;
    }
    let command = by_hand(&[PROMETHEUS[0], SYSTEMD.1]);
    Readiness::Missing(format!("Prometheus or systemd-analyze is missing; run: {command}"))
}

/// `nginx`, and what makes it a certificate.
fn nginx() -> Readiness {
    match installed("nginx") {
        Readiness::Ready => installed("openssl"),
        missing @ Readiness::Missing(_) => missing,
    }
}

/// The driver of `WebKitGTK`, the small browser that comes with the engine, and a screen for it.
fn webkit() -> Readiness {
    let (driver, screen) = (project::find_program(WEBKIT.0), project::find_program(XVFB.0));
    if driver.is_some() && mini_browser().is_some() && screen.is_some() {
        return Readiness::Ready;
    }
    let command = by_hand(&[WEBKIT.1, XVFB.1]);
    Readiness::Missing(format!("WebKitGTK's driver or Xvfb is missing; run: {command}"))
}

/// The small browser of `WebKitGTK`, wherever this architecture has it.
pub(crate) fn mini_browser() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?;
    let programs = folders.flatten().map(|folder| folder.path().join(MINI_BROWSER));
    programs.into_iter().find(|program| program.is_file())
}

/// `strace`, and the right to follow a process with it, which containers may lack.
fn strace() -> Readiness {
    let found = installed("strace");
    if found != Readiness::Ready {
        return found;
    }
    let mut trial = Command::new("strace");
    let trial = process::run(trial.args(["-o", "/dev/null", "true"]), Duration::from_secs(10));
    if trial.success {
        Readiness::Ready
    } else {
        let told = trial.output.trim();
        Readiness::Missing(format!("strace may not follow processes here; allow ptrace: {told}"))
    }
}

/// The installed Chromium, or the browser of the same make that a person has instead.
pub(crate) fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    names.into_iter().find_map(project::find_program)
}

/// Adds rustfmt and clippy to a toolchain that came without; the suites themselves find out
/// whether that worked.
pub(crate) fn prepare_toolchain() {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(command, _)| !has_cargo_command(command))
        .map(|(_, component)| component)
        .collect();
    if !missing.is_empty() && project::find_program("rustup").is_some() {
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add"]).args(missing).current_dir(project::root());
        let finished = process::run(&mut rustup, INSTALLING);
        if !finished.success {
            println!("{}", finished.output);
        }
    }
}

/// Whether cargo has this command.
pub(crate) fn has_cargo_command(name: &str) -> bool {
    process::run(project::cargo().args([name, "--version"]), Duration::from_secs(60)).success
}

/// The Debian packages that suites need and that are not there in any form.
fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if chromium().is_none() {
        missing.extend(["chromium", FONTS]);
    }
    let plain = ["nginx", "strace", "tmux", "valgrind", FIREFOX].map(|name| (name, name));
    let prometheus = PROMETHEUS.map(|program| (program, PROMETHEUS[0]));
    let packages = plain.into_iter().chain(prometheus).chain([SYSTEMD, WEBKIT, XVFB]);
    missing.extend(
        packages
            .filter(|(program, _)| project::find_program(program).is_none())
            .map(|(_, package)| package),
    );
    missing
}

/// Chromium, Node and its packages, each with what to do when it is missing.
fn browsers(complaint: &mut String) -> Readiness {
    if chromium().is_none() {
        let command = by_hand(&["chromium", FONTS]);
        return Readiness::Missing(format!("Chromium is not installed; run: {command}"));
    }
    node_packages(&project::browser_tests(), complaint)
}

/// What a suite below `tests` needs of others: `OpenSSL`, and what it names of npm and of `PyPI`.
fn judges(suite: &str, complaint: &mut String) -> Readiness {
    let openssl = installed("openssl");
    if openssl != Readiness::Ready {
        return openssl;
    }
    let suite = project::root().join("tests").join(suite);
    match node_packages(&suite, complaint) {
        Readiness::Ready => python::prepare(&suite, complaint),
        missing @ Readiness::Missing(_) => missing,
    }
}

/// Says so where the providers' own descriptions of their interfaces are not beside the project: they are not part of it.
pub(crate) fn look_for_descriptions(leave_out: impl FnOnce(&str)) {
    let named = std::env::var_os("CHATDESK_TEST_PROVIDERS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| project::root().join("../shared/providers"));
    if !folder.is_dir() {
        leave_out("CHATDESK_TEST_PROVIDERS names no folder, and there is no ../shared/providers");
    }
}

/// Node, and what a suite's `package-lock.json` names.
fn node_packages(suite: &Path, complaint: &mut String) -> Readiness {
    match node_major() {
        Some(NODE_MAJOR..) if project::find_program("npm").is_some() => {}
        Some(found @ ..NODE_MAJOR) => {
            return Readiness::Missing(format!(
                "Node.js {NODE_MAJOR} or newer is needed, {found} is installed; see nodejs.org"
            ));
        }
        _ => {
            return Readiness::Missing(format!(
                "Node.js {NODE_MAJOR} or newer with npm is needed; see nodejs.org"
            ));
        }
    }
    let installed = install_node_packages(suite);
    if !installed.success {
        complaint.push_str(&installed.output);
        let suite = suite.display();
        return Readiness::Missing(format!(
            "npm could not install the packages; run: (cd {suite} && npm ci)"
        ));
    }
    Readiness::Ready
}

/// One `npm ci`, and none when the lock file has not changed since.
fn install_node_packages(folder: &Path) -> Finished {
    if is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json"))
    {
        return Finished { success: true, output: String::new(), took: Duration::ZERO };
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--prefer-offline", "--no-audit", "--no-fund"]).current_dir(folder);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm, INSTALLING)
}

fn is_newer(made: &Path, source: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified());
    matches!((changed(made), changed(source)), (Ok(made), Ok(source)) if made >= source)
}

/// One `apt-get install`; the text is what went wrong, empty when nothing did.
fn install(missing: &[&str]) -> Result<String, String> {
    let _quiet = NoServices::declare()?;
    let installing = [&["install", "-y", "--no-install-recommends"], missing].concat();
    for arguments in [vec!["update"], installing] {
        let mut apt = Command::new("apt-get");
        apt.args(&arguments).env("DEBIAN_FRONTEND", "noninteractive");
        let finished = process::run(&mut apt, INSTALLING);
        if !finished.success {
            return Err(format!("apt-get {} failed:\n{}", arguments[0], finished.output));
        }
    }
    Ok(String::new())
}

/// The commands for a person to run.
fn by_hand(packages: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    )
}

/// While this lives, Debian's packages start no service: an installed nginx does not take port
/// 80 of the machine, its tests start their own.
struct NoServices(Option<PathBuf>);

impl NoServices {
    fn declare() -> Result<Self, String> {
        let policy = PathBuf::from("/usr/sbin/policy-rc.d");
        if policy.exists() {
            return Ok(Self(None));
        }
        let failed = |error| format!("{} cannot be written: {error}\n", policy.display());
        std::fs::write(&policy, "#!/bin/sh\nexit 101\n").map_err(failed)?;
        let declared = Self(Some(policy.clone()));
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&policy, mode).map_err(failed)?;
        Ok(declared)
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(policy) = &self.0
            && let Err(error) = std::fs::remove_file(policy)
        {
            println!("{} has to be removed by hand: {error}", policy.display());
        }
    }
}

fn is_root() -> bool {
    let finished = process::run(Command::new("id").arg("-u"), Duration::from_secs(10));
    finished.success && finished.output.trim() == "0"
}

fn node_major() -> Option<u32> {
    project::find_program("node")?;
    let finished = process::run(Command::new("node").arg("--version"), Duration::from_secs(10));
    finished.output.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
