//! Files stay short enough to be read, and clippy still guards functions.

use crate::breach::Breach;
use crate::tree::Tree;

const FILE_LINES: usize = 400;
const LIB_LINES: usize = 60;
const MAP_LINES: usize = 150;
const FUNCTION_LINES: i64 = 60;
const PARAMETERS: i64 = 5;

/// Files that a person wrote have at most 400 lines.
fn file_lines(tree: &Tree) -> Vec<Breach> {
    let files = tree.files.iter().filter(|file| file.is_written());
    files
        .filter_map(|file| {
            let lines = file.text().lines().count();
            (lines > FILE_LINES).then(|| {
                Breach::new(
                    &file.path,
                    format!("{lines} lines; at most {FILE_LINES} are allowed"),
                    "split the file by aspect: `message.rs` may grow `message/`",
                )
            })
        })
        .collect()
}

/// A `lib.rs` is a table of contents.
fn lib_lines(tree: &Tree) -> Vec<Breach> {
    let libs = tree.files.iter().filter(|file| file.path.ends_with("src/lib.rs"));
    libs.filter_map(|file| {
        let lines = file.text().lines().count();
        (lines > LIB_LINES).then(|| {
            Breach::new(
                &file.path,
                format!("{lines} lines; a table of contents has at most {LIB_LINES}"),
                "move code into modules and keep `mod` and `pub use` here",
            )
        })
    })
    .collect()
}

/// The map fits into one reading.
fn map_lines(tree: &Tree) -> Vec<Breach> {
    let lines = tree.file("ARCHITECTURE.md").map_or(0, |file| file.text().lines().count());
    let breach = |broke: String| {
        Breach::new("ARCHITECTURE.md", broke, "write a map of 1 to 150 lines; details live in docs")
    };
    match lines {
        0 => vec![breach("it is missing or empty".to_owned())],
        lines if lines > MAP_LINES => {
            vec![breach(format!("{lines} lines; at most {MAP_LINES} are allowed"))]
        }
        _ => Vec::new(),
    }
}

/// Clippy refuses longer functions and parameter lists.
fn function_limits(tree: &Tree) -> Vec<Breach> {
    let settings: toml::Table = tree
        .file("clippy.toml")
        .map(|file| file.text())
        .unwrap_or_default()
        .parse()
        .expect("a clippy.toml that clippy could read");
    let limits = [
        ("too-many-lines-threshold", FUNCTION_LINES),
        ("too-many-arguments-threshold", PARAMETERS),
    ];
    let mut breaches: Vec<Breach> = limits
        .into_iter()
        .filter(|(key, limit)| settings.get(*key).and_then(toml::Value::as_integer) != Some(*limit))
        .map(|(key, limit)| {
            Breach::new("clippy.toml", format!("{key} is not {limit}"), "restore the threshold")
        })
        .collect();
    let root = tree.root_manifest();
    let lints = root.get("workspace").and_then(|table| table.get("lints"));
    let clippy = lints.and_then(|lints| lints.get("clippy"));
    for lint in ["all", "too_many_lines"] {
        if clippy.and_then(|clippy| clippy.get(lint)).is_none() {
            breaches.push(Breach::new(
                "Cargo.toml",
                format!("clippy's `{lint}` is not among the lints of the workspace"),
                "restore the lint",
            ));
        }
    }
    breaches
}

mod tests {
    use super::{file_lines, function_limits, lib_lines, map_lines};
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn files_stay_short() {
        assert_kept(file_lines);
    }

    #[test]
    fn a_long_file_is_found() {
        let (long, short) = ("x\n".repeat(401), "x\n".repeat(400));
        let files = [
            ("a/src/long.rs", long.as_str()),
            ("a/src/short.rs", short.as_str()),
            ("docs/long.md", &long),
            ("Cargo.lock", &long),
            ("widget/dist/widget.js", &long),
            ("examples/a/api.gen.ts", &long),
        ];
        assert_bites(file_lines, &files, &["a/src/long.rs", "docs/long.md"]);
    }

    #[test]
    fn lib_files_are_tables_of_contents() {
        assert_kept(lib_lines);
    }

    #[test]
    fn a_lib_file_with_code_is_found() {
        let (long, short) = ("x\n".repeat(61), "x\n".repeat(60));
        let files = [("a/src/lib.rs", long.as_str()), ("b/src/lib.rs", short.as_str())];
        assert_bites(lib_lines, &files, &["a/src/lib.rs"]);
    }

    #[test]
    fn the_map_is_short() {
        assert_kept(map_lines);
    }

    #[test]
    fn a_long_or_missing_map_is_found() {
        let (long, short) = ("x\n".repeat(151), "x\n".repeat(150));
        assert_bites(map_lines, &[("ARCHITECTURE.md", &long)], &["ARCHITECTURE.md"]);
        assert_bites(map_lines, &[], &["ARCHITECTURE.md"]);
        assert_bites(map_lines, &[("ARCHITECTURE.md", &short)], &[]);
    }

    #[test]
    fn clippy_guards_functions() {
        assert_kept(function_limits);
    }

    #[test]
    fn a_raised_threshold_is_found() {
        let settings = "too-many-lines-threshold = 61\ntoo-many-arguments-threshold = 5";
        let root = "[workspace.lints.clippy]\nall = \"warn\"";
        let files = [("clippy.toml", settings), ("Cargo.toml", root)];
        assert_bites(function_limits, &files, &["clippy.toml", "Cargo.toml"]);
    }
}
