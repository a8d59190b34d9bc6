//! What is published can be packaged, and what is not says so.

use toml::{Table, Value};

use crate::breach::Breach;
use crate::tree::{Member, Tree};

/// What a registry shows of a package.
const SHOWN: [&str; 6] = ["description", "edition", "license", "readme", "rust-version", "version"];

fn packages(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let shared = shared_dependencies(tree);
    for member in tree.members().iter().filter(|member| is_published(member)) {
        let path = format!("{}/Cargo.toml", member.folder);
        let missing = SHOWN.iter().filter(|key| value(&member.manifest, "package", key).is_none());
        for key in missing {
            let broke = format!("it is published without `{key}`");
            let remedy = "say it, or say `publish = false` for what is part of this tree alone";
            breaches.push(Breach::new(&path, broke, remedy));
        }
        for kind in ["dependencies", "build-dependencies"] {
            let named = member.manifest.get(kind).and_then(Value::as_table);
            for (name, given) in named.into_iter().flatten() {
                if let Some(broke) = unpublishable(tree, &shared, name, given) {
                    let remedy =
                        "depend on it by path and version, as [workspace.dependencies] does";
                    breaches.push(Breach::new(&path, broke, remedy));
                }
            }
        }
        breaches.extend(outside(tree, member));
    }
    breaches
}

/// Why a package that depends on this cannot be published.
fn unpublishable(tree: &Tree, shared: &Table, name: &str, given: &Value) -> Option<String> {
    let is_shared = given.get("workspace").and_then(Value::as_bool) == Some(true);
    let given = if is_shared { shared.get(name)? } else { given };
    given.get("path")?;
    if given.get("version").is_none() {
        return Some(format!("{name} has a path and no version"));
    }
    let members = tree.members();
    let member = members.iter().find(|member| member.name == name)?;
    (!is_published(member)).then(|| format!("{name} is not published"))
}

/// What a package reads at compile time and does not hold: `cargo package` would not find it.
fn outside(tree: &Tree, member: &Member) -> Vec<Breach> {
    let below = format!("{}/src/", member.folder);
    let files = tree.files.iter().filter(|file| file.path.starts_with(&below));
    let mut breaches = Vec::new();
    for file in files.filter(|file| file.extension() == "rs") {
        let text = file.text();
        let depth = file.path[member.folder.len()..].matches('/').count() - 1;
        for include in text.lines().filter(|line| line.contains("include_")) {
            let ups = include.matches("../").count();
            let is_for_tests = text.contains(&format!("#[cfg(doctest)]\n{}", include.trim()));
            if ups > depth && !is_for_tests {
                breaches.push(Breach::new(
                    &file.path,
                    format!("it reads what its package does not hold: `{}`", include.trim()),
                    "move the file into the crate's own folder",
                ));
            }
        }
    }
    breaches
}

fn is_published(member: &Member) -> bool {
    let publish = value(&member.manifest, "package", "publish");
    publish.and_then(Value::as_bool) != Some(false)
}

fn shared_dependencies(tree: &Tree) -> Table {
    let root = tree.root_manifest();
    let shared = root.get("workspace").and_then(|table| table.get("dependencies"));
    shared.and_then(Value::as_table).cloned().unwrap_or_default()
}

fn value<'a>(manifest: &'a Table, table: &str, key: &str) -> Option<&'a Value> {
    manifest.get(table)?.get(key)
}

mod tests {
    use super::packages;
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn what_is_published_can_be_packaged() {
        assert_kept(packages);
    }

    #[test]
    fn what_cannot_be_packaged_is_found() {
        let whole = "[package]\nname = \"NAME\"\ndescription = \"d\"\nedition = \"2024\"\nlicense = \"MIT\"\n\
                     readme = \"README.md\"\nrust-version = \"1.95\"\nversion = \"1.0.0\"\n";
        let manifest = |name: &str, rest: &str| whole.replace("NAME", name) + rest;
        let a = manifest("a", "[dependencies]\nb = { path = \"../b\" }\n");
        let b = manifest("b", "publish = false\n");
        let c = manifest("c", "[dependencies]\nb = { path = \"../b\", version = \"1\" }\n");
        let d = manifest("d", "[dependencies]\nc.workspace = true\n");
        let files = [
            ("Cargo.toml", "[workspace.dependencies]\nc = { path = \"c\", version = \"1\" }"),
            ("a/Cargo.toml", &a),
            ("b/Cargo.toml", &b),
            ("c/Cargo.toml", &c),
            ("d/Cargo.toml", &d),
            ("d/src/lib.rs", "#![doc = include_str!(\"../README.md\")]\n"),
            ("d/src/deep/page.rs", "const A: &str = include_str!(\"../../../docs/page.md\");\n"),
            ("e/Cargo.toml", "[package]\nname = \"e\"\nversion.workspace = true\n"),
        ];
        let broken = ["a/Cargo.toml", "c/Cargo.toml", "d/src/deep/page.rs"];
        let e = ["e/Cargo.toml"; 5];
        assert_bites(packages, &files, &[&broken[..], &e[..]].concat());
    }
}
