use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use super::{Bundle, Project, read, run, say, write};
use crate::Failure;

/// What a module may use: all that browsers have had since 2022, and nothing newer.
const FEATURES: &[&str] = &[
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// wasm-bindgen names a module of ours once for each function that it takes from it.
const SILENT: &str = "--log-override:duplicate-object-key=silent";

/// Installs the versions of wasm-opt and esbuild that `widget/package-lock.json` names.
pub(super) fn install_tools(project: &Project) -> Result<(), Failure> {
    let folder = project.widget();
    if tool(project, "esbuild").is_file() && tool(project, "wasm-opt").is_file() {
        return Ok(());
    }
    say("installing wasm-opt and esbuild");
    run(Command::new("npm").current_dir(folder).args(["ci", "--no-audit", "--no-fund"]))
        .map_err(|failure| format!("{failure}; Node.js with npm is needed to build the widget"))
}

/// Turns a compiled module into the files of its folder in `dist`.
pub(super) fn pack(project: &Project, bundle: Bundle, wasm: &Path) -> Result<(), Failure> {
    let stage = stage(project, bundle.name())?;
    bind(bundle, wasm, &stage)?;
    let sources = project.widget().join(bundle.name());
    let output = project.dist().join(bundle.folder());
    optimise(
        project,
        &stage.join("module_bg.wasm"),
        &output.join(format!("{}.wasm", bundle.name())),
    )?;
    write(&stage.join("entry.js"), &read(&sources.join("entry.js"))?)?;
    let css = sources.join(format!("{}.css", bundle.name()));
    match bundle {
        // The visitor's sheet travels inside its script: one request less, and no inline style.
        Bundle::Visitor => minify_css(project, &css, &stage.join("visitor.css"))?,
        Bundle::Console => {
            minify_css(project, &css, &output.join("console.css"))?;
            write(&output.join("index.html"), &read(&sources.join("index.html"))?)?;
        }
    }
    let script = output.join(format!("{}.js", bundle.name()));
    minify_script(project, &stage.join("entry.js"), &script, Format::Module)
}

/// Minifies the loader.
pub(super) fn pack_loader(project: &Project) -> Result<(), Failure> {
    let stage = stage(project, "loader")?;
    let sources = project.widget().join("loader");
    write(&stage.join("loader.js"), &read(&sources.join("loader.js"))?)?;
    minify_css(project, &sources.join("loader.css"), &stage.join("loader.css"))?;
    let script = project.dist().join("widget.js");
    minify_script(project, &stage.join("loader.js"), &script, Format::Script)
}

fn stage(project: &Project, name: &str) -> Result<PathBuf, Failure> {
    let folder = project.target().join("stage").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .map_err(|error| format!("{} cannot be emptied: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    Ok(folder)
}

fn bind(bundle: Bundle, wasm: &Path, stage: &Path) -> Result<(), Failure> {
    let failed = |error| format!("wasm-bindgen refused the {}: {error}", bundle.name());
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("module")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.web(true).map_err(failed)?.generate(stage).map_err(failed)
}

fn optimise(project: &Project, from: &Path, to: &Path) -> Result<(), Failure> {
    write(to, &[])?;
    run(Command::new(tool(project, "wasm-opt"))
        .args(["-Oz", "--converge", "--strip-debug", "--strip-producers"])
        .args(FEATURES)
        .arg(from)
        .arg("-o")
        .arg(to))
}

#[derive(Clone, Copy)]
enum Format {
    Module,
    Script,
}

fn minify_script(project: &Project, from: &Path, to: &Path, format: Format) -> Result<(), Failure> {
    let format = match format {
        Format::Module => "--format=esm",
        Format::Script => "--format=iife",
    };
    run(esbuild(project)
        .arg(from)
        .args(["--bundle", "--minify", "--target=es2022", "--charset=utf8", "--loader:.css=text"])
        .args(["--log-level=warning", "--legal-comments=none", SILENT, format])
        .arg(format!("--outfile={}", to.display())))
}

fn minify_css(project: &Project, from: &Path, to: &Path) -> Result<(), Failure> {
    run(esbuild(project)
        .arg(from)
        .args(["--bundle", "--minify", "--charset=utf8", "--log-level=warning"])
        .arg("--target=chrome111,firefox114,safari16.4")
        .arg(format!("--outfile={}", to.display())))
}

fn esbuild(project: &Project) -> Command {
    Command::new(tool(project, "esbuild"))
}

fn tool(project: &Project, name: &str) -> PathBuf {
    project.widget().join("node_modules/.bin").join(name)
}
