//! A crate's README is its documentation, and its examples are tests.

use crate::breach::Breach;
use crate::tree::Tree;

const INCLUDE: &str = "#![doc = include_str!(\"../README.md\")]";

/// Every crate has a README, and every library begins with it.
fn readmes(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for member in tree.members() {
        let readme = format!("{}/README.md", member.folder);
        let text = tree.file(&readme).map(|file| file.text()).unwrap_or_default();
        if text.trim().is_empty() {
            let remedy = "say what the crate is for, and show its use";
            breaches.push(Breach::new(readme, "the crate has no README", remedy));
        }
        let lib = format!("{}/src/lib.rs", member.folder);
        let Some(file) = tree.file(&lib) else { continue };
        if file.text().lines().next() != Some(INCLUDE) {
            let broke = format!("its first line is not `{INCLUDE}`");
            breaches.push(Breach::new(lib, broke, "make the README the crate's documentation"));
        }
    }
    breaches
}

mod tests {
    use super::readmes;
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn crates_have_readmes() {
        assert_kept(readmes);
    }

    #[test]
    fn a_crate_without_readme_is_found() {
        let include = "#![doc = include_str!(\"../README.md\")]\n";
        let files = [
            ("a/Cargo.toml", "[package]\nname = \"a\""),
            ("a/README.md", "# a"),
            ("a/src/lib.rs", "//! a"),
            ("b/Cargo.toml", "[package]\nname = \"b\""),
            ("b/src/main.rs", ""),
            ("c/Cargo.toml", "[package]\nname = \"c\""),
            ("c/README.md", "# c"),
            ("c/src/lib.rs", include),
        ];
        assert_bites(readmes, &files, &["a/src/lib.rs", "b/README.md"]);
    }
}
