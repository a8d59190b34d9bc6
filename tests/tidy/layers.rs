//! Who may depend on whom, and what nobody may depend on.

use toml::{Table, Value};

use crate::breach::Breach;
use crate::tree::{Member, Tree};

/// What a crate must never see, as its own dependency.
const APART: [(&str, &[&str]); 4] = [
    (
        "chatdesk-core",
        &[
            "axum",
            "chatdesk-api",
            "chatdesk-http",
            "chatdesk-notify",
            "chatdesk-store-sqlite",
            "http",
            "hyper",
            "reqwest",
            "rusqlite",
            "serde_json",
            "sqlx",
            "tower-http",
        ],
    ),
    ("chatdesk-api", &["axum", "chatdesk-core", "chatdesk-http", "chatdesk-store-sqlite"]),
    ("chatdesk-notify", &["axum", "chatdesk-http", "chatdesk-store-sqlite", "rusqlite"]),
    ("chatdesk-store-*", &["axum", "chatdesk-api", "chatdesk-http", "http", "hyper", "reqwest"]),
];

/// One provider of cryptography: whoever brings a second one turns off default features.
const BANNED: [&str; 3] = ["ring", "native-tls", "openssl-sys"];

/// What the lock file names all the same: who stands first names the other for the case that somebody else builds it,
/// and nobody does.
const NAMED_ALONE: [(&str, &str); 1] = [("rustls-webpki", "ring")];

/// Layers see what is below them.
fn layers(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for member in tree.members() {
        let apart = APART.iter().filter(|(pattern, _)| matches_name(pattern, &member.name));
        for forbidden in apart.flat_map(|(_, forbidden)| forbidden.iter()) {
            if dependencies(&member, &["dependencies", "build-dependencies"])
                .iter()
                .any(|(name, _)| name == forbidden)
            {
                breaches.push(Breach::new(
                    format!("{}/Cargo.toml", member.folder),
                    format!("{} depends on {forbidden}", member.name),
                    "move the code to the crate whose business it is (ARCHITECTURE.md)",
                ));
            }
        }
    }
    breaches
}

/// Every dependency comes from the registry or from this tree.
fn git_dependencies(tree: &Tree) -> Vec<Breach> {
    let remedy = "depend on a published version";
    let kinds = ["dependencies", "build-dependencies", "dev-dependencies"];
    let mut breaches = Vec::new();
    let root = tree.root_manifest();
    let shared = root.get("workspace").and_then(Value::as_table);
    let shared = shared.map(|table| tables(table, &kinds)).unwrap_or_default();
    for (name, value) in shared {
        if value.get("git").is_some() {
            breaches.push(Breach::new("Cargo.toml", format!("{name} comes from git"), remedy));
        }
    }
    for member in tree.members() {
        for (name, value) in dependencies(&member, &kinds) {
            if value.get("git").is_some() {
                let path = format!("{}/Cargo.toml", member.folder);
                breaches.push(Breach::new(path, format!("{name} comes from git"), remedy));
            }
        }
    }
    let lock = tree.file("Cargo.lock").map(|file| file.text()).unwrap_or_default();
    if lock.contains("source = \"git+") {
        breaches.push(Breach::new("Cargo.lock", "a package comes from git", remedy));
    }
    breaches
}

/// The lock file is free of a second provider of cryptography.
fn banned_crates(tree: &Tree) -> Vec<Breach> {
    let lock = tree.file("Cargo.lock").map(|file| file.text()).unwrap_or_default();
    let lock: Table = lock.parse().expect("Cargo.lock is TOML");
    let packages = lock.get("package").and_then(Value::as_array).cloned().unwrap_or_default();
    BANNED
        .iter()
        .filter(|name| is_brought(&packages, name))
        .map(|name| {
            Breach::new(
                "Cargo.lock",
                format!("{name} is banned"),
                "find who brings it with `cargo tree -i`, and turn off its default features",
            )
        })
        .collect()
}

/// Whether there is a package of this name, but for those that only [`NAMED_ALONE`] names.
fn is_brought(packages: &[Value], name: &str) -> bool {
    let called = |package: &&Value| package.get("name").and_then(Value::as_str) == Some(name);
    let names_it = |package: &&Value| {
        let named = package.get("dependencies").and_then(Value::as_array);
        let mut named = named.into_iter().flatten().filter_map(Value::as_str);
        // With a version behind it, where there are several.
        named.any(|named| named.split(' ').next() == Some(name))
    };
    let mut by = packages.iter().filter(names_it).filter_map(|by| by.get("name")?.as_str());
    let is_named_alone =
        packages.iter().any(|it| names_it(&it)) && by.all(|by| NAMED_ALONE.contains(&(by, name)));
    packages.iter().any(|it| called(&it)) && !is_named_alone
}

fn matches_name(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |prefix| name.starts_with(prefix))
}

/// The dependencies of a member in the named tables, those of single targets included.
fn dependencies(member: &Member, kinds: &[&str]) -> Vec<(String, Value)> {
    let mut found = tables(&member.manifest, kinds);
    let targets = member.manifest.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flat_map(Table::values).filter_map(Value::as_table) {
        found.extend(tables(target, kinds));
    }
    found
}

/// Names and values in these tables; a renamed dependency counts by its real name.
fn tables(manifest: &Table, kinds: &[&str]) -> Vec<(String, Value)> {
    let tables = kinds.iter().filter_map(|kind| manifest.get(*kind)?.as_table());
    tables
        .flatten()
        .map(|(name, value)| {
            let real = value.get("package").and_then(Value::as_str).unwrap_or(name);
            (real.to_owned(), value.clone())
        })
        .collect()
}

mod tests {
    use std::process::Command;

    use super::{NAMED_ALONE, banned_crates, git_dependencies, layers};
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn layers_see_only_what_is_below_them() {
        assert_kept(layers);
    }

    #[test]
    fn a_layer_that_looks_up_is_found() {
        let core = "[package]\nname = \"chatdesk-core\"\n[dependencies]\njson = { package = \"serde_json\", version = \"1\" }\n[dev-dependencies]\nhttp = \"1\"";
        let store = "[package]\nname = \"chatdesk-store-x\"\n[target.'cfg(unix)'.dependencies]\nchatdesk-http.workspace = true";
        let api = "[package]\nname = \"chatdesk-api\"\n[dependencies]\nserde = \"1\"";
        let files = [
            ("chatdesk-core/Cargo.toml", core),
            ("chatdesk-store-x/Cargo.toml", store),
            ("chatdesk-api/Cargo.toml", api),
        ];
        let broken = ["chatdesk-core/Cargo.toml", "chatdesk-store-x/Cargo.toml"];
        assert_bites(layers, &files, &broken);
    }

    #[test]
    fn every_dependency_is_published() {
        assert_kept(git_dependencies);
    }

    #[test]
    fn a_git_dependency_is_found() {
        let root = "[workspace.dependencies]\na = { git = \"https://example.org/a\" }";
        let member =
            "[package]\nname = \"m\"\n[dev-dependencies]\nb = { git = \"https://example.org/b\" }";
        let lock = "[[package]]\nname = \"a\"\nsource = \"git+https://example.org/a#1\"";
        let files = [("Cargo.toml", root), ("m/Cargo.toml", member), ("Cargo.lock", lock)];
        assert_bites(git_dependencies, &files, &["Cargo.toml", "m/Cargo.toml", "Cargo.lock"]);
    }

    #[test]
    fn there_is_one_provider_of_cryptography() {
        assert_kept(banned_crates);
    }

    #[test]
    fn a_second_provider_is_found() {
        let lock = "[[package]]\nname = \"ring\"\nversion = \"0.17.0\"";
        assert_bites(banned_crates, &[("Cargo.lock", lock)], &["Cargo.lock"]);
        let lock = "[[package]]\nname = \"string\"\ndependencies = [\"spring\"]";
        assert_bites(banned_crates, &[("Cargo.lock", lock)], &[]);
        let webpki = "[[package]]\nname = \"ring\"\n[[package]]\nname = \"rustls-webpki\"\n\
                      dependencies = [\"ring 0.17.0\"]\n";
        assert_bites(banned_crates, &[("Cargo.lock", webpki)], &[]);
        let other = format!("{webpki}[[package]]\nname = \"quinn\"\ndependencies = [\"ring\"]");
        assert_bites(banned_crates, &[("Cargo.lock", &other)], &["Cargo.lock"]);
    }

    #[test]
    fn what_the_lock_file_only_names_is_built_by_nobody() {
        let who_builds = |name: &str| {
            let mut tree = Command::new(env!("CARGO"));
            tree.args(["tree", "--locked", "--workspace", "--all-features", "--edges=all"]);
            let output = tree.args(["--invert", name]).output().expect("cargo runs");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        for (by, name) in NAMED_ALONE {
            assert!(who_builds(by).starts_with(by), "cargo tree does not show {by}");
            assert_eq!(who_builds(name), "", "{name} is built");
        }
    }
}
