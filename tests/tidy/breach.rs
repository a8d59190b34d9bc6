//! What a check answers: which file broke what, and what to do about it.

use std::fmt;

use crate::tree::Tree;

/// One broken rule in one file.
#[derive(Debug)]
pub(crate) struct Breach {
    pub(crate) path: String,
    pub(crate) broke: String,
    pub(crate) remedy: &'static str,
}

impl Breach {
    pub(crate) fn new(
        path: impl Into<String>,
        broke: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self { path: path.into(), broke: broke.into(), remedy }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    to do: {}", self.path, self.broke, self.remedy)
    }
}

/// A rule of the tree.
pub(crate) type Check = fn(&Tree) -> Vec<Breach>;

/// The project's own tree keeps the rule.
#[track_caller]
pub(crate) fn assert_kept(check: Check) {
    let breaches = check(&Tree::of_the_project());
    let list: Vec<String> = breaches.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} broken:\n\n{}\n", list.len(), list.join("\n"));
}

/// The rule finds exactly these files broken in a tree made for the purpose.
#[track_caller]
pub(crate) fn assert_bites(check: Check, files: &[(&str, &str)], broken: &[&str]) {
    let breaches = check(&Tree::of(files));
    let found: Vec<&str> = breaches.iter().map(|breach| breach.path.as_str()).collect();
    assert_eq!(found, broken, "found: {breaches:#?}");
}
