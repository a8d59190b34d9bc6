//! One version of Rust, said once.

use toml::Value;

use crate::breach::Breach;
use crate::tree::Tree;

/// Members inherit the version, and what people read names the same one.
fn rust_version(tree: &Tree) -> Vec<Breach> {
    let root = tree.root_manifest();
    let package = root.get("workspace").and_then(|table| table.get("package"));
    let version = package.and_then(|package| package.get("rust-version")).and_then(Value::as_str);
    let Some(version) = version else {
        return vec![Breach::new(
            "Cargo.toml",
            "`[workspace.package]` names no rust-version",
            "write `rust-version` there",
        )];
    };
    let mut breaches: Vec<Breach> = tree
        .members()
        .into_iter()
        .filter(|member| {
            let package = member.manifest.get("package");
            let own = package.and_then(|package| package.get("rust-version"));
            own.and_then(|own| own.get("workspace")).and_then(Value::as_bool) != Some(true)
        })
        .map(|member| {
            Breach::new(
                format!("{}/Cargo.toml", member.folder),
                "it does not take the workspace's rust-version",
                "write `rust-version.workspace = true`",
            )
        })
        .collect();
    let prose = tree.files.iter().filter(|file| file.extension() == "md" && file.is_written());
    for file in prose {
        for named in named_versions(&file.text()).into_iter().filter(|named| named != version) {
            breaches.push(Breach::new(
                &file.path,
                format!("it names Rust {named}, the workspace needs {version}"),
                "make the two agree",
            ));
        }
    }
    breaches
}

/// The versions in phrases such as "Rust 1.95".
fn named_versions(text: &str) -> Vec<String> {
    let phrases = text.split("Rust 1.").skip(1);
    phrases
        .map(|rest| {
            let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
            format!("1.{minor}")
        })
        .filter(|version| version != "1.")
        .collect()
}

mod tests {
    use super::rust_version;
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn the_version_of_rust_is_said_once() {
        assert_kept(rust_version);
    }

    #[test]
    fn a_second_version_is_found() {
        let files = [
            ("Cargo.toml", "[workspace.package]\nrust-version = \"1.95\""),
            ("a/Cargo.toml", "[package]\nname = \"a\"\nrust-version = \"1.90\""),
            ("b/Cargo.toml", "[package]\nname = \"b\"\nrust-version.workspace = true"),
            ("README.md", "Needs Rust 1.94 or newer."),
            ("CONTRIBUTING.md", "Needs Rust 1.95."),
        ];
        assert_bites(rust_version, &files, &["a/Cargo.toml", "README.md"]);
    }

    #[test]
    fn a_missing_version_is_found() {
        assert_bites(rust_version, &[("Cargo.toml", "[workspace]")], &["Cargo.toml"]);
    }
}
