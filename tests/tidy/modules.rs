//! A module is named after a concept of the glossary.

use crate::breach::Breach;
use crate::tree::Tree;

const FORBIDDEN: [&str; 5] = ["utils", "helpers", "common", "manager", "types"];

/// No file and no folder has a name that says nothing.
fn module_names(tree: &Tree) -> Vec<Breach> {
    let code = tree.files.iter().filter(|file| {
        file.is_written() && matches!(file.extension(), "rs" | "ts" | "js" | "mjs" | "css")
    });
    code.filter_map(|file| {
        let stems = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
        let name = stems.into_iter().find(|stem| FORBIDDEN.contains(stem))?;
        Some(Breach::new(
            &file.path,
            format!("`{name}` names no concept"),
            "name the module after what it is about",
        ))
    })
    .collect()
}

mod tests {
    use super::module_names;
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn modules_are_named_after_concepts() {
        assert_kept(module_names);
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        let files = [
            ("a/src/utils.rs", ""),
            ("a/src/helpers/text.rs", ""),
            ("tests/browser/common.ts", ""),
            ("a/src/message.rs", ""),
            ("docs/types.md", ""),
        ];
        let broken = ["a/src/utils.rs", "a/src/helpers/text.rs", "tests/browser/common.ts"];
        assert_bites(module_names, &files, &broken);
    }
}
