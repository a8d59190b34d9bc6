//! Tests wait for conditions, and none of them is switched off.

use crate::breach::Breach;
use crate::tree::{File, Tree};

/// Signs of waiting for time instead of a condition. In halves, so that this file keeps the rule.
const NAPS: [&str; 3] =
    [concat!("sl", "eep("), concat!("waitFor", "Timeout("), concat!("set", "Timeout(")];

/// The only places that may let time pass, and why.
const PAUSES: [(&str, &str); 3] = [
    ("tests/src/deadline.rs", "the pause between two looks of a bounded poll"),
    ("tests/it/crash.rs", "a power cut comes at a random moment: there is nothing to wait for"),
    ("tests/outbox/kills.rs", "as tests/it/crash.rs"),
];

/// Signs of a test that does not run, or that is the only one that does.
const SWITCHED_OFF: [&str; 6] = [
    concat!("#[ig", "nore"),
    concat!("test.", "skip("),
    concat!("test.", "fixme("),
    concat!("test.", "only("),
    concat!("describe.", "skip("),
    concat!("describe.", "only("),
];

/// Signs of code that is not there yet.
const UNWRITTEN: [&str; 2] = [concat!("to", "do!("), concat!("unimpl", "emented!(")];

fn naps(tree: &Tree) -> Vec<Breach> {
    let tests = code(tree).filter(|file| PAUSES.iter().all(|(path, _)| *path != file.path));
    let files = tests.filter_map(|file| {
        let text = test_text(file);
        let (line, sign) = find(&text, &NAPS)?;
        Some(Breach::new(
            &file.path,
            format!("a test naps, `{sign}…)` in `{}`", line.trim()),
            "wait for the condition: poll it (tests/src/deadline.rs), or move the manual clock",
        ))
    });
    files.collect()
}

fn switched_off(tree: &Tree) -> Vec<Breach> {
    let files = code(tree).filter_map(|file| {
        let text = file.text();
        let (line, _) = find(&text, &SWITCHED_OFF)?;
        Some(Breach::new(
            &file.path,
            format!("a test is switched off: `{}`", line.trim()),
            "repair it or remove it; what cannot run here is named by `cargo xtask test`",
        ))
    });
    files.collect()
}

fn unwritten(tree: &Tree) -> Vec<Breach> {
    let files = code(tree).filter_map(|file| {
        let text = file.text();
        let (line, _) = find(&text, &UNWRITTEN)?;
        let broke = format!("something is not written yet: `{}`", line.trim());
        Some(Breach::new(&file.path, broke, "write it, or leave it out of the tree"))
    });
    files.collect()
}

fn code(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.files
        .iter()
        .filter(|file| file.is_written() && matches!(file.extension(), "rs" | "ts" | "js" | "mjs"))
}

/// The part of a file that is test code: all of it below a folder `tests`, else what follows
/// the mark of a test module.
fn test_text(file: &File) -> String {
    let text = file.text();
    if file.path.split('/').any(|part| part == "tests") {
        return text;
    }
    text.split_once("#[cfg(test)]").map(|(_, tests)| tests.to_owned()).unwrap_or_default()
}

/// The first line with one of the signs, as a call of that very name.
fn find<'a>(text: &'a str, signs: &[&'static str]) -> Option<(&'a str, &'static str)> {
    let hit = |line: &'a str| {
        let sign = signs.iter().find(|sign| {
            line.match_indices(*sign).any(|(at, _)| {
                !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            })
        })?;
        Some((line, *sign))
    };
    text.lines().find_map(hit)
}

mod tests {
    use super::{NAPS, SWITCHED_OFF, UNWRITTEN, naps, switched_off, unwritten};
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn tests_wait_for_conditions() {
        assert_kept(naps);
    }

    #[test]
    fn a_napping_test_is_found() {
        for nap in NAPS {
            let bad = format!("fn a() {{\n    tokio::time::{nap}SECOND).await;\n}}");
            let own = format!("fn code() {{ {nap}1) }}\n#[cfg(test)]\nmod tests {{}}");
            let inside = format!("#[cfg(test)]\nmod tests {{ fn a() {{ {nap}1) }} }}");
            let other = format!("fn a() {{ over{nap}1) }}");
            let files = [
                ("a/tests/it/main.rs", bad.as_str()),
                ("tests/browser/talk.spec.ts", &bad),
                ("a/src/clock.rs", &own),
                ("a/src/queue.rs", &inside),
                ("a/tests/it/other.rs", &other),
                ("tests/src/deadline.rs", &bad),
            ];
            let broken = ["a/tests/it/main.rs", "tests/browser/talk.spec.ts", "a/src/queue.rs"];
            assert_bites(naps, &files, &broken);
        }
    }

    #[test]
    fn every_test_runs() {
        assert_kept(switched_off);
    }

    #[test]
    fn a_test_that_is_switched_off_is_found() {
        for sign in SWITCHED_OFF {
            let bad = format!("{sign}]\nfn a() {{}}");
            let files = [("a/src/a.rs", bad.as_str()), ("a/src/b.rs", "fn b() {}")];
            assert_bites(switched_off, &files, &["a/src/a.rs"]);
        }
    }

    #[test]
    fn everything_is_written() {
        assert_kept(unwritten);
    }

    #[test]
    fn something_unwritten_is_found() {
        for sign in UNWRITTEN {
            let bad = format!("fn a() {{ {sign}) }}");
            assert_bites(unwritten, &[("a/src/a.rs", bad.as_str())], &["a/src/a.rs"]);
        }
    }
}
