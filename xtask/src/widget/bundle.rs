use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use super::{Bundle, Effort, Project, names, order, read, run, say, write};
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

/// What is called once and left a function compresses better than what is copied into its caller; and
/// below the stack, which comes first in memory, there is nothing.
const OPTIMISATIONS: &[&str] = &[
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=20",
    "--strip-debug",
    "--strip-producers",
];

/// Finding loops anew saves another 300 bytes where they count; in the console it takes minutes.
const SECOND_ROUND: &[&str] = &["--flatten", "--rereloop", "-Oz", "--converge"];

/// As they are named, and otherwise as they were.
const ORDER: &[&str] =
    &["--reorder-functions-by-name", "--strip-debug", "--generate-stack-ir", "--optimize-stack-ir"];

/// The loader's parts; `loader.js` makes the tag's script of them, and `npm/index.js` the package's module.
const LOADER_SCRIPTS: &[&str] = &["colour.js", "element.js", "language.js", "loader.js"];

/// What takes the window's place where no WebAssembly is let in; `plain.js` imports the others.
const PLAIN_SCRIPTS: &[&str] = &["plain-requests.js", "plain-view.js", "plain.js"];

/// What the visitor's window loads when somebody opens it, each with its sheet inside.
const LATER: [&str; 5] = ["contact", "conversations", "emoji", "messages", "talk"];

/// What entry and talk are made of, beside themselves.
const PARTS: [&str; 3] = ["along.js", "forget.js", "notify.js"];

/// What draws messages, in the console as in the window; and what `line.js` loads where a stream does not come through.
const LOADED: &[&str] = &["paper.js", "row.js", "text.js", CARRIERS];
const CARRIERS: &str = "carriers.js";

/// How the visitor's module begins: with an answer that its entry asked for. wasm-bindgen's own way in weighs more,
/// for all that it might be given instead.
const WAY_IN: &str = "
export const enter = async (answer) => {
    const { instance, module } = await WebAssembly.instantiate(await answer.arrayBuffer(), __wbg_get_imports());
    __wbg_finalize_init(instance, module);
};
";

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
pub(super) fn pack(
    project: &Project,
    bundle: Bundle,
    (wasm, effort): (&Path, Effort),
) -> Result<(), Failure> {
    let stage = stage(project, bundle.name())?;
    bind(bundle, wasm, &stage)?;
    let sources = project.widget().join(bundle.name());
    let output = project.dist().join(bundle.folder());
    let module = (stage.join("module_bg.wasm"), output.join(format!("{}.wasm", bundle.name())));
    match effort {
        Effort::Full => optimise(project, bundle, &module)?,
        Effort::Quick => write(&module.1, &read(&module.0)?)?,
    }
    let way_in = match bundle {
        Bundle::Visitor => WAY_IN,
        Bundle::Console => "",
    };
    shorten_names(&module.1, &stage.join("module.js"), way_in)?;
    write(&stage.join("entry.js"), &read(&sources.join("entry.js"))?)?;
    for script in LOADED {
        write(&stage.join(script), &read(&project.widget().join("browser/src").join(script))?)?;
    }
    let snippets = snippets(&stage)?;
    write(&stage.join(&snippets).join(CARRIERS), &read(&stage.join(CARRIERS))?)?;
    if let Bundle::Visitor = bundle {
        for script in ["front.js"].iter().chain(&PARTS) {
            write(&stage.join(script), &read(&sources.join(script))?)?;
        }
        minify_script(project, &stage.join(CARRIERS), &output.join(CARRIERS), Format::Module)?;
        for name in LATER {
            let (script, css) = (format!("{name}.js"), format!("{name}.css"));
            write(&stage.join(&script), &read(&sources.join(&script))?)?;
            minify_css(project, &sources.join(&css), &stage.join(&css))?;
            minify_script(project, &stage.join(&script), &output.join(&script), Format::Module)?;
        }
    }
    for script in ["log.js", "page.js", "words.js"] {
        // An entry loads the texts that the module says, and what draws its log, so both need one script.
        let same = format!("export * from \"./{snippets}/{script}\";\n");
        write(&stage.join(script), same.as_bytes())?;
    }
    let css = sources.join(format!("{}.css", bundle.name()));
    match bundle {
        // Their sheets travel inside their scripts: one request less, and no inline style.
        Bundle::Visitor => minify_css(project, &css, &stage.join("visitor.css"))?,
        Bundle::Console => {
            minify_css(project, &css, &stage.join("console.css"))?;
            minify_css(project, &sources.join("page.css"), &output.join("console.css"))?;
            write(&output.join("index.html"), &read(&sources.join("index.html"))?)?;
        }
    }
    if let Bundle::Visitor = bundle {
        pack_plain(project, &stage, &output)?;
    }
    let script = output.join(format!("{}.js", bundle.name()));
    minify_script(project, &stage.join("entry.js"), &script, Format::of(bundle))
}

fn pack_plain(project: &Project, stage: &Path, output: &Path) -> Result<(), Failure> {
    for script in PLAIN_SCRIPTS {
        write(&stage.join(script), &read(&project.widget().join("visitor").join(script))?)?;
    }
    minify_script(project, &stage.join("plain.js"), &output.join("plain.js"), Format::Module)
}

/// Below `stage`, where wasm-bindgen put the scripts of `widget/browser`: into a folder whose name it made up.
fn snippets(stage: &Path) -> Result<String, Failure> {
    let snippets = stage.join("snippets");
    let failed = |error| format!("{} cannot be read: {error}", snippets.display());
    for entry in std::fs::read_dir(&snippets).map_err(failed)? {
        let folder = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        let path = format!("snippets/{folder}/src");
        if stage.join(&path).join("words.js").is_file() {
            return Ok(path);
        }
    }
    Err(format!("there is no words.js below {}", snippets.display()))
}

fn optimise(
    project: &Project,
    bundle: Bundle,
    (from, to): &(PathBuf, PathBuf),
) -> Result<(), Failure> {
    let rounds = match bundle {
        Bundle::Visitor => SECOND_ROUND,
        Bundle::Console => &[],
    };
    write(to, &[])?;
    let optimiser = || {
        let mut command = Command::new(tool(project, "wasm-opt"));
        command.args(FEATURES).arg("-o").arg(to);
        command
    };
    run(optimiser().args(OPTIMISATIONS).args(rounds).arg(from))?;
    let named = from.with_extension("named.wasm");
    write(&named, &order::name_by_likeness(&read(to)?)?)?;
    run(optimiser().args(ORDER).arg(&named))
}

fn shorten_names(module: &Path, script: &Path, way_in: &str) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(&read(script)?).into_owned();
    let (bytes, text) = names::shorten(&read(module)?, &text)?;
    write(module, &bytes)?;
    write(script, (text + way_in).as_bytes())
}

/// Minifies the loader.
pub(super) fn pack_loader(project: &Project) -> Result<(), Failure> {
    let stage = stage_loader(project)?;
    let script = project.dist().join("widget.js");
    minify_script(project, &stage.join("loader.js"), &script, Format::Script)
}

/// Minifies the module that a package for bundlers begins with; the window stays beside it.
pub(super) fn pack_module(project: &Project, to: &Path) -> Result<(), Failure> {
    let stage = stage_loader(project)?;
    let entry = stage.join("index.js");
    write(&entry, &read(&project.widget().join("npm/index.js"))?)?;
    minify_script(project, &entry, to, Format::Package)
}

fn stage_loader(project: &Project) -> Result<PathBuf, Failure> {
    let stage = stage(project, "loader")?;
    let sources = project.widget().join("loader");
    for script in LOADER_SCRIPTS {
        write(&stage.join(script), &read(&sources.join(script))?)?;
    }
    minify_css(project, &sources.join("loader.css"), &stage.join("loader.css"))?;
    Ok(stage)
}

pub(super) fn stage(project: &Project, name: &str) -> Result<PathBuf, Failure> {
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

#[derive(Clone, Copy)]
enum Format {
    Module,
    /// A module that says nothing on the console: the glue's warnings weigh more than they tell.
    SilentModule,
    Script,
    /// A module whose window is a file of its own.
    Package,
}

impl Format {
    const fn of(bundle: Bundle) -> Self {
        match bundle {
            Bundle::Visitor => Self::SilentModule,
            Bundle::Console => Self::Module,
        }
    }

    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Module => &["--format=esm"],
            Self::SilentModule => &[
                "--format=esm",
                "--drop:console",
                "--external:./plain*",
                "--external:./carriers.js",
                "--external:./contact.js",
                "--external:./conversations.js",
                "--external:./emoji.js",
                "--external:./messages.js",
                "--external:./talk.js",
            ],
            Self::Script => &["--format=iife"],
            Self::Package => &["--format=esm", "--external:./widget/*"],
        }
    }
}

fn minify_script(project: &Project, from: &Path, to: &Path, format: Format) -> Result<(), Failure> {
    run(esbuild(project)
        .arg(from)
        .args(["--bundle", "--minify", "--target=es2022", "--charset=utf8", "--loader:.css=text"])
        .args(["--log-level=warning", "--legal-comments=none", SILENT])
        .args(format.arguments())
        .arg(format!("--outfile={}", to.display())))?;
    let script = String::from_utf8_lossy(&read(to)?).into_owned();
    write(to, own_names(&script).as_bytes())
}

/// The bundler's own loop over a module's exports takes what a page put into `Object.prototype` for one of them.
fn own_names(script: &str) -> String {
    let Some(getter) = script.find(",{get:") else { return script.to_owned() };
    let (before, after) = script.split_at(getter);
    let Some((start, header)) = before.rsplit_once("for(var ") else { return script.to_owned() };
    let Some((name, rest)) = header.split_once(" in ") else { return script.to_owned() };
    let Some((names, body)) = rest.split_once(')') else { return script.to_owned() };
    format!("{start}for(var {name} of Object.keys({names})){body}{after}")
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

#[cfg(test)]
mod tests {
    use super::own_names;

    #[test]
    fn a_bundle_has_its_own_exports_alone() {
        let script =
            "var e=(n,t)=>{for(var r in t)d(n,r,{get:t[r],enumerable:!0})};e(a,{b:()=>b});";
        let safe = "var e=(n,t)=>{for(var r of Object.keys(t))d(n,r,{get:t[r],enumerable:!0})};e(a,{b:()=>b});";
        assert_eq!(own_names(script), safe);
        assert_eq!(own_names("for(var r in t)d()"), "for(var r in t)d()");
    }
}
