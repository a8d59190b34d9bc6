//! What a library leaves to its host, and what it shows of those it builds on.

use crate::breach::Breach;
use crate::tree::{File, Tree};

/// Crates whose `src` is no library's.
const PROGRAMS: [&str; 4] = ["bench", "examples", "tests", "xtask"];
/// What runs in a browser has no host beside it.
const IN_BROWSERS: &str = "widget/";

/// What a library does not do behind its host's back. In halves, so that this file keeps the rule.
const BEHIND_THE_BACK: [(&str, &str); 9] = [
    (concat!("tokio::sp", "awn("), "spawns a task"),
    (concat!("task::sp", "awn"), "spawns a task"),
    (concat!("thread::sp", "awn("), "spawns a thread"),
    (concat!("thread::Bui", "lder"), "spawns a thread"),
    (concat!("env::v", "ar"), "reads the environment"),
    (concat!("print", "ln!("), "prints"),
    (concat!("io::std", "out("), "prints"),
    (concat!("io::std", "err("), "prints"),
    (concat!("stat", "ic "), "keeps something for the life of the process"),
];

/// Where it may, and why.
const EXCEPTIONS: [(&str, &str, &str); 4] = [
    (
        "chatdesk-store-sqlite/src/worker.rs",
        concat!("thread::Bui", "lder"),
        "a store owns the threads it needs to commit, until it is dropped",
    ),
    (
        "chatdesk-testkit/src/conformance/log.rs",
        concat!("tokio::sp", "awn("),
        "a case of the suite is a test, in a runtime of its own",
    ),
    ("chatdesk-testkit/src/given.rs", concat!("stat", "ic "), "addresses that no test uses twice"),
    ("chatdesk-testkit/src/folder.rs", concat!("stat", "ic "), "folders that no test uses twice"),
];

/// Whose names do not stand in public signatures, and which of them may.
const FOREIGN: [(&str, &[&str]); 7] = [
    ("axum", &["Router"]),
    ("hyper", &[]),
    ("jsonwebtoken", &[]),
    ("reqwest", &[]),
    ("rusqlite", &[]),
    ("tower", &[]),
    ("tower_http", &[]),
];

fn behind_the_back(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in libraries(tree) {
        let text = shipped(file);
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        // A text that is put together once is a constant that the compiler cannot compute.
        let lines = lines.filter(|line| !line.contains(": LazyLock<String> ="));
        for line in lines {
            let found = BEHIND_THE_BACK.iter().find(|(sign, _)| begins_a_word(line, sign));
            let Some((sign, what)) = found else { continue };
            if EXCEPTIONS.iter().all(|(path, allowed, _)| *path != file.path || allowed != sign) {
                breaches.push(Breach::new(
                    &file.path,
                    format!("a library {what}: `{line}`"),
                    "give the host a future to run, a value to pass or an answer to print",
                ));
            }
        }
    }
    breaches
}

/// Whether a sign stands in a line, not as the tail of a longer word or of a life time.
fn begins_a_word(line: &str, sign: &str) -> bool {
    line.match_indices(sign).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '_' | '\''))
    })
}

fn foreign_signatures(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in libraries(tree) {
        let text = shipped(file);
        let imported = foreign_names(&text);
        for signature in public_signatures(&text) {
            let words = words(&signature);
            let by_name = imported.iter().find(|name| words.contains(name));
            let by_path = FOREIGN.iter().find_map(|(krate, allowed)| {
                let at = format!("{krate}::");
                let rest = signature.split(&at).nth(1)?;
                let item = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
                (!allowed.contains(&item)).then_some(*krate)
            });
            if let Some(name) = by_name.map(String::as_str).or(by_path) {
                breaches.push(Breach::new(
                    &file.path,
                    format!("`{name}` stands in a public signature: `{signature}`"),
                    "take or give a type of ours: hosts are not to follow what we build on",
                ));
            }
        }
    }
    breaches
}

/// The names that a file takes from those crates, but for the allowed ones.
fn foreign_names(text: &str) -> Vec<String> {
    let uses = text.split("\nuse ").skip(1).filter_map(|rest| rest.split(';').next());
    let mut names = Vec::new();
    for line in uses {
        let Some((krate, rest)) = line.split_once("::") else { continue };
        let Some((_, allowed)) = FOREIGN.iter().find(|(foreign, _)| *foreign == krate) else {
            continue;
        };
        let named = words(rest).into_iter().filter(|word| starts_upper(word));
        names.extend(named.filter(|word| !allowed.contains(&word.as_str())));
    }
    names
}

/// Everything from a line that begins with `pub ` up to its body, its value or its end.
fn public_signatures(text: &str) -> Vec<String> {
    let starts = text.match_indices("pub ").filter(|(at, _)| {
        let before = text[..*at].rsplit('\n').next().unwrap_or_default();
        before.trim().is_empty()
    });
    starts
        .map(|(at, _)| {
            let rest = &text[at..];
            let end = rest.find(['{', ';', '=']).unwrap_or(rest.len());
            rest[..end].split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .map(without_private_fields)
        .filter(|signature| !signature.starts_with("pub use"))
        .collect()
}

/// Fields of a tuple are private where they do not say otherwise.
fn without_private_fields(signature: String) -> String {
    match signature.split_once('(') {
        Some((name, fields)) if name.starts_with("pub struct") && !fields.contains("pub ") => {
            name.to_owned()
        }
        _ => signature,
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase())
}

fn libraries(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.files.iter().filter(|file| {
        let mut parts = file.path.split('/');
        let first = parts.next().unwrap_or_default();
        let is_program = PROGRAMS.contains(&first) || file.path.starts_with(IN_BROWSERS);
        let is_test = file.name() == "tests.rs"
            || file.path.contains("/src/tests/")
            || file.path.contains("/src/mutants");
        file.extension() == "rs" && file.path.contains("/src/") && !is_program && !is_test
    })
}

/// A file without the tests at its end.
fn shipped(file: &File) -> String {
    let text = file.text();
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

mod tests {
    use super::{behind_the_back, foreign_signatures};
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn libraries_do_nothing_behind_their_hosts_back() {
        assert_kept(behind_the_back);
    }

    #[test]
    fn what_is_done_behind_the_hosts_back_is_found() {
        let spawns = concat!("fn f() {\n    tokio::sp", "awn(g());\n}\n");
        let keeps = concat!("stat", "ic N: u8 = 1;\n");
        let fine = "/// Prints nothing, keeps no static thing.\nfn f(x: &'static str) {}\n";
        let files = [
            ("chatdesk-core/src/a.rs", spawns),
            ("chatdesk/src/b.rs", keeps),
            ("chatdesk/src/c.rs", fine),
            ("examples/shop/src/main.rs", spawns),
            ("chatdesk-core/src/a/tests.rs", spawns),
        ];
        assert_bites(behind_the_back, &files, &["chatdesk-core/src/a.rs", "chatdesk/src/b.rs"]);
    }

    #[test]
    fn public_signatures_name_nobody_elses_types() {
        assert_kept(foreign_signatures);
    }

    #[test]
    fn somebody_elses_type_in_a_public_signature_is_found() {
        let by_name = "//! a\nuse rusqlite::{Connection, params};\n\npub fn open(\n    conn: &Connection,\n) -> u8 {\n";
        let by_path = "pub struct A {\n    pub client: reqwest::Client,\n}\n";
        let fine = "//! a\nuse axum::{Router, response::Response};\n\npub fn router() -> Router {\n    \
                    let x: Response;\n}\npub(crate) fn f(r: Response) {}\n";
        let files = [
            ("chatdesk-store-x/src/a.rs", by_name),
            ("chatdesk/src/b.rs", by_path),
            ("chatdesk-http/src/c.rs", fine),
        ];
        let broken = ["chatdesk-store-x/src/a.rs", "chatdesk/src/b.rs"];
        assert_bites(foreign_signatures, &files, &broken);
    }
}
