//! `cargo xtask test`: everything that must hold, cheap failures first, and one closing line.

use std::path::Path;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::process::{self, Finished};
use crate::{Failure, project};

mod browser;
mod django;
mod hosts;
mod instructions;
mod left_out;
mod length;
mod libtest;
mod openapi;
mod package;
mod preflight;
mod python;
mod report;

use browser::Project;
use left_out::Reviewed;
pub(crate) use length::Length;
use libtest::{Built, TestProgram};
use preflight::{Machine, Readiness};
use report::{Counts, Report, Suite};

const COMPILING: Duration = Duration::from_secs(25 * 60);

/// The package of the suites that run against the server program.
const BLACK_BOX: &str = "chatdesk-tests";

/// The test program that runs when `strace` is there.
const DURABILITY: &str = "durability";

/// The test program that runs when `tmux` is there.
const SIMULATE: &str = "simulate";

/// The test program that runs when Prometheus and systemd's tools are there.
const OPERATIONS: &str = "operations";
/// The test program that leads crowds through the examples of other makes.
const HOSTS: &str = "hosts";

/// The test programs in which others judge: each runs when their programs are there.
pub(crate) const JUDGED: [&str; 3] = ["webhook", "providers", "push"];

/// Crates that others depend on: each has to compile without what its neighbours switch on.
const PUBLISHED: [&str; 7] = [
    "chatdesk-api",
    "chatdesk-core",
    "chatdesk-http",
    "chatdesk-notify",
    "chatdesk-store-sqlite",
    "chatdesk-testkit",
    "chatdesk-widget",
];

/// Runs every suite; whether all of them passed.
///
/// # Errors
///
/// The reviewed list of what may be left out cannot be read.
pub(crate) fn run(length: Length) -> Result<bool, Failure> {
    let mut report = Report::new(reviewed()?, project::is_ci());
    preflight::prepare_toolchain();
    let machine = thread::spawn(preflight::prepare);
    check_sources(&mut report);
    let built = test_workspace(&mut report, length);
    if let Some(machine) = look_around(&mut report, machine) {
        if let Some(built) = &built {
            test_with(&mut report, (DURABILITY, &machine.strace), built, length);
            test_with(&mut report, (SIMULATE, &machine.tmux), built, length);
            test_with(&mut report, (OPERATIONS, &machine.operations), built, length);
            test_with(&mut report, (HOSTS, machine.both_hosts()), built, length);
            for (suite, readiness) in &machine.judges {
                test_with(&mut report, (suite, readiness), built, length);
            }
            preflight::look_for_descriptions(|why| report.leave_out("provider descriptions", why));
            count_instructions(&mut report, &machine.valgrind, built);
        }
        let server = built.as_ref().and_then(|built| built.server.as_deref());
        ask_everything(&mut report, &machine.python, server, length);
        run_hosts(&mut report, &machine, server);
        browse(&mut report, machine, built.as_ref().and_then(|built| built.server.as_deref()));
    }
    check_documents(&mut report);
    check_dependencies(&mut report);
    Ok(report.close())
}

/// Makes the pictures for the README with the server that is built now.
///
/// # Errors
///
/// What is missing on this machine, or what the browser said.
pub(crate) fn make_pictures() -> Result<bool, Failure> {
    let machine = preflight::prepare();
    if let Readiness::Missing(why) = machine.browsers {
        return Err(format!("{}{why}", machine.complaint));
    }
    let (finished, built) = libtest::build();
    let Some(server) = built.server else { return Err(finished.output) };
    let finished = browser::make_pictures(&server);
    println!("{}", finished.output);
    Ok(finished.success)
}

/// Packs the widget for npm, and builds a host of it.
///
/// # Errors
///
/// What a tool said.
pub(crate) fn build_package() -> Result<bool, Failure> {
    let suite = package::run();
    println!("{}", suite.output);
    Ok(suite.counts.failed == 0)
}

/// Counts instructions alone, in the build that the tests use.
///
/// # Errors
///
/// What is missing on this machine, or what the compiler said.
pub(crate) fn count_instructions_alone() -> Result<bool, Failure> {
    let (finished, built) = libtest::build();
    let Some(program) = built.instructions else { return Err(finished.output) };
    let suite = instructions::run(&program, &instructions::expected()?);
    println!("{}", suite.output);
    Ok(suite.counts.failed == 0)
}

fn reviewed() -> Result<Reviewed, Failure> {
    let path = project::root().join("xtask/left-out.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("xtask/left-out.toml cannot be read: {error}"))?;
    Reviewed::parse(&text).map_err(|error| format!("xtask/left-out.toml: {error}"))
}

/// What needs no or little compiling: format, tidy, the built widget, clippy.
fn check_sources(report: &mut Report) {
    if preflight::has_cargo_command("fmt") {
        step(report, "fmt", project::cargo().args(["fmt", "--all", "--check"]));
    } else {
        report.leave_out("fmt", "rustfmt is not installed; run: rustup component add rustfmt");
    }
    Report::begin("tidy");
    let tidy =
        process::run(project::cargo().args(["test", "--workspace", "--test", "tidy"]), COMPILING);
    report.add(&Suite {
        name: "tidy".to_owned(),
        counts: libtest::counts(&tidy),
        took: tidy.took,
        output: tidy.output,
    });
    check_widget(report);
    if preflight::has_cargo_command("clippy") {
        let mut clippy = project::cargo();
        clippy.args(["clippy", "--workspace", "--all-targets", "--all-features", "--keep-going"]);
        step(report, "clippy", clippy.args(["--", "-D", "warnings"]));
    } else {
        report.leave_out("clippy", "clippy is not installed; run: rustup component add clippy");
    }
}

/// `widget/dist` was built from the sources beside it; a person gets it rebuilt.
fn check_widget(report: &mut Report) {
    let check = itself(&["widget", "--check"]);
    if check.success || project::is_ci() {
        add_step(report, "widget manifest", check);
        return;
    }
    Report::begin("wasm build");
    let build = itself(&["widget"]);
    let built = build.success;
    add_step(report, "wasm build (widget/dist was stale: commit it)", build);
    if !built {
        add_step(report, "widget manifest", check);
    }
}

/// Runs another command of this program, for its output.
fn itself(arguments: &[&str]) -> Finished {
    match std::env::current_exe() {
        Ok(program) => process::run(Command::new(program).args(arguments), COMPILING),
        Err(error) => Finished { success: false, output: error.to_string(), took: Duration::ZERO },
    }
}

/// Builds everything once and runs every test program that needs nothing else.
fn test_workspace(report: &mut Report, length: Length) -> Option<Built> {
    Report::begin("build");
    let (finished, built) = libtest::build();
    let success = finished.success;
    add_step(report, "build", finished);
    if !success {
        return None;
    }
    let (black_box, own): (Vec<_>, Vec<_>) =
        built.tests.iter().partition(|test| test.package == BLACK_BOX);
    for test in own.into_iter().chain(black_box) {
        let target = &*test.target;
        let needs_more = ["tidy", DURABILITY, SIMULATE, OPERATIONS, HOSTS].contains(&target)
            || JUDGED.contains(&target);
        if test.package != BLACK_BOX || !needs_more {
            test_program(report, test, &built, length);
        }
    }
    Some(built)
}

fn test_program(report: &mut Report, test: &TestProgram, built: &Built, length: Length) {
    Report::begin(&format!("{} {}", test.package, test.target));
    let suite = libtest::run(test, built.server.as_deref(), length);
    if suite.counts != Counts::default() {
        report.add(&suite);
    }
}

/// Runs the test program of this name, where the machine has what it needs.
fn test_with(
    report: &mut Report,
    (target, readiness): (&'static str, &Readiness),
    built: &Built,
    length: Length,
) {
    match readiness {
        Readiness::Ready => {
            let is_it = |test: &&TestProgram| test.package == BLACK_BOX && test.target == target;
            for test in built.tests.iter().filter(is_it) {
                test_program(report, test, built, length);
            }
        }
        Readiness::Missing(why) => report.leave_out(target, why),
    }
}

/// What this machine has, once everything is installed.
fn look_around(report: &mut Report, machine: JoinHandle<Machine>) -> Option<Machine> {
    Report::begin("preflight");
    let Ok(machine) = machine.join() else {
        let output = "looking at this machine panicked, see above".to_owned();
        add_step(report, "preflight", Finished { success: false, output, took: Duration::ZERO });
        return None;
    };
    if !machine.complaint.is_empty() {
        println!("\n{}\n", machine.complaint.trim_end());
    }
    if [&machine.browsers, &machine.nginx, &machine.strace]
        .iter()
        .all(|it| **it == Readiness::Ready)
    {
        let output = String::new();
        add_step(report, "preflight", Finished { success: true, output, took: machine.took });
    }
    Some(machine)
}

/// Every operation of the document, asked at random.
fn ask_everything(report: &mut Report, python: &Readiness, server: Option<&Path>, length: Length) {
    match (python, server) {
        (Readiness::Missing(why), _) => report.leave_out("schemathesis", why),
        (_, None) => report.leave_out("schemathesis", "the server could not be built, see above"),
        (Readiness::Ready, Some(server)) => {
            Report::begin("schemathesis");
            add_step(report, "schemathesis", openapi::run(server, length));
        }
    }
}

/// Runs the tests of an example against a server program.
type RunHost = fn(&Path) -> Suite;

/// The examples of other makes; their pages are what the browser suites open.
fn run_hosts(report: &mut Report, machine: &Machine, server: Option<&Path>) {
    let hosts: [(_, _, RunHost); 2] = [
        ("example express-proxied", &machine.express, hosts::run_express),
        (django::NAME, &machine.django, django::run),
    ];
    for (name, readiness, run) in hosts {
        match (readiness, server) {
            (Readiness::Missing(why), _) => report.leave_out(name, why),
            (_, None) => report.leave_out(name, "the server could not be built, see above"),
            (Readiness::Ready, Some(server)) => {
                Report::begin(name);
                report.add(&run(server));
            }
        }
    }
}

/// The browser suites.
fn browse(report: &mut Report, machine: Machine, server: Option<&Path>) {
    if let Readiness::Missing(why) = machine.browsers {
        return report.leave_out("browsers", why);
    }
    Report::begin("types of the browser tests");
    add_step(report, "types of the browser tests", browser::check_types());
    let Some(server) = server else {
        return report.leave_out("browsers", "the server could not be built, see above");
    };
    let mut able = Vec::new();
    for (project, name, readiness) in [
        (Project::Proxied, "browsers behind nginx", machine.nginx),
        (Project::Firefox, "browser firefox", machine.firefox),
        (Project::WebKit, "browser webkit", machine.webkit),
        (Project::Django, "browser django", machine.django),
    ] {
        match readiness {
            Readiness::Ready => able.push(project),
            Readiness::Missing(why) => report.leave_out(name, why),
        }
    }
    Report::begin("npm package");
    report.add(&package::run());
    Report::begin("browsers");
    for suite in browser::run(server, &able) {
        report.add(&suite);
    }
}

/// Send, poll and resume cost what they cost when somebody last looked.
fn count_instructions(report: &mut Report, valgrind: &Readiness, built: &Built) {
    if let Readiness::Missing(why) = valgrind {
        return report.leave_out("instructions", why);
    }
    let expected = match instructions::expected() {
        Ok(expected) => expected,
        Err(output) => {
            let finished = Finished { success: false, output, took: Duration::ZERO };
            return add_step(report, "instructions", finished);
        }
    };
    let compiler = instructions::compiler();
    if expected.compiler != compiler {
        let theirs = expected.compiler;
        let why = format!("the counts belong to rustc {theirs}, and here is {compiler}");
        return report.leave_out("instructions of another compiler", why);
    }
    let Some(program) = &built.instructions else {
        return report.leave_out("instructions", "cargo did not build chatdesk-instructions");
    };
    Report::begin("instructions");
    report.add(&instructions::run(program, &expected));
}

/// Documentation without a warning, and its examples.
fn check_documents(report: &mut Report) {
    let mut doc = project::cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--keep-going"]);
    step(report, "doc", doc.env("RUSTDOCFLAGS", "-D warnings"));
    Report::begin("doctests");
    let doctests = process::run(project::cargo().args(["test", "--workspace", "--doc"]), COMPILING);
    report.add(&Suite {
        name: "doctests".to_owned(),
        counts: libtest::counts(&doctests),
        took: doctests.took,
        output: doctests.output,
    });
}

/// Crates that stand alone, and what they bring along.
fn check_dependencies(report: &mut Report) {
    for package in PUBLISHED {
        let mut check = project::cargo();
        step(report, &format!("{package} alone"), check.args(["check", "--package", package]));
    }
    if preflight::has_cargo_command("deny") {
        let mut deny = project::cargo();
        step(report, "deny", deny.args(["deny", "check", "bans", "licenses", "sources"]));
    } else {
        let why = "cargo-deny is not installed; run: cargo install --locked cargo-deny";
        report.leave_out("deny", why);
    }
}

/// Runs a step that is one test by itself.
fn step(report: &mut Report, name: &str, command: &mut Command) {
    Report::begin(name);
    add_step(report, name, process::run(command, COMPILING));
}

fn add_step(report: &mut Report, name: &str, finished: Finished) {
    report.add(&Suite {
        name: name.to_owned(),
        counts: Counts::of_step(finished.success),
        took: finished.took,
        output: finished.output,
    });
}
