//! The tree does not tell on which machine it was made, nor where its packages were fetched.

use crate::breach::Breach;
use crate::tree::{File, Tree};

/// Folders that exist on one machine only. Written in halves, so that this file keeps the rule.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/Doc", "uments/"),
];

/// Hosts that packages come from.
const REGISTRIES: [&str; 8] = [
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("files.", "pythonhosted.org"),
    concat!("pypi", ".org/simple"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
];

/// Binary files too: a wasm module carries the paths of its panics.
fn machine_paths(tree: &Tree) -> Vec<Breach> {
    named(tree, &MACHINE_PATHS, |name, file| {
        Breach::new(
            &file.path,
            format!("it names `{name}…`, a path of one machine"),
            "write the path relative to the project; build wasm with `--remap-path-prefix`",
        )
    })
}

fn registry_hosts(tree: &Tree) -> Vec<Breach> {
    named(tree, &REGISTRIES, |name, file| {
        Breach::new(
            &file.path,
            format!("it names the registry host {name}"),
            "for npm: `omit-lockfile-registry-resolved=true` in .npmrc, then `npm install` again",
        )
    })
}

fn named(tree: &Tree, names: &[&str], breach: impl Fn(&str, &File) -> Breach) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in &tree.files {
        let found = names.iter().find(|name| stands_in(&file.bytes, name.as_bytes()));
        breaches.extend(found.map(|name| breach(name, file)));
    }
    breaches
}

/// Whether the name stands in the bytes, not as the tail of a longer word: a path below a
/// host or below another folder is nobody's home.
fn stands_in(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let inside = before.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'}')
        });
        window == name && (!inside || !name.starts_with(b"/"))
    })
}

mod tests {
    use super::{MACHINE_PATHS, REGISTRIES, machine_paths, registry_hosts};
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn no_path_of_a_machine_is_named() {
        assert_kept(machine_paths);
    }

    #[test]
    fn a_path_of_a_machine_is_found() {
        for path in MACHINE_PATHS {
            let text = format!("see {path}chat");
            let wasm = format!("\0asm\u{1}{path}src/lib.rs");
            let fine = format!("https://example.org{path}chat");
            let files = [("a.md", text.as_str()), ("b.wasm", &wasm), ("c.md", &fine)];
            assert_bites(machine_paths, &files, &["a.md", "b.wasm"]);
        }
    }

    #[test]
    fn no_registry_host_is_named() {
        assert_kept(registry_hosts);
    }

    #[test]
    fn a_registry_host_is_found() {
        for host in REGISTRIES {
            let lock = format!("\"resolved\": \"https://{host}/a.tgz\"");
            let files = [("tests/browser/package-lock.json", lock.as_str()), ("a.md", "a host")];
            assert_bites(registry_hosts, &files, &["tests/browser/package-lock.json"]);
        }
    }
}
