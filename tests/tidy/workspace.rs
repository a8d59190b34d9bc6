//! Every member obeys the lints of the workspace.

use toml::Value;

use crate::breach::Breach;
use crate::tree::Tree;

/// A member without this line is checked by nobody.
fn lints(tree: &Tree) -> Vec<Breach> {
    let members = tree.members().into_iter();
    members
        .filter(|member| {
            let lints = member.manifest.get("lints").and_then(|lints| lints.get("workspace"));
            lints.and_then(Value::as_bool) != Some(true)
        })
        .map(|member| {
            Breach::new(
                format!("{}/Cargo.toml", member.folder),
                "it does not take the lints of the workspace",
                "add `[lints]` with `workspace = true`",
            )
        })
        .collect()
}

/// A package that the root does not list is built and tested by nobody.
fn listed(tree: &Tree) -> Vec<Breach> {
    let root = tree.root_manifest();
    let members = root.get("workspace").and_then(|table| table.get("members"));
    let members: Vec<&str> =
        members.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let packages = tree.members().into_iter();
    packages
        .filter(|member| !members.contains(&member.folder.as_str()))
        .map(|member| {
            Breach::new(
                format!("{}/Cargo.toml", member.folder),
                "it is no member of the workspace",
                "add the folder to `members` in the root's Cargo.toml",
            )
        })
        .collect()
}

mod tests {
    use super::{lints, listed};
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn members_take_the_lints_of_the_workspace() {
        assert_kept(lints);
    }

    #[test]
    fn a_member_without_lints_is_found() {
        let with = "[package]\nname = \"a\"\n[lints]\nworkspace = true";
        let without = "[package]\nname = \"b\"\n[lints]\nworkspace = false";
        let files = [("a/Cargo.toml", with), ("b/Cargo.toml", without)];
        assert_bites(lints, &files, &["b/Cargo.toml"]);
    }

    #[test]
    fn packages_are_members() {
        assert_kept(listed);
    }

    #[test]
    fn a_package_outside_of_the_workspace_is_found() {
        let files = [
            ("Cargo.toml", "[workspace]\nmembers = [\"a\"]"),
            ("a/Cargo.toml", "[package]\nname = \"a\""),
            ("b/Cargo.toml", "[package]\nname = \"b\""),
        ];
        assert_bites(listed, &files, &["b/Cargo.toml"]);
    }
}
