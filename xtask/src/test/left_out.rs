//! The reviewed list of what may be left out where nobody watches.

use toml::{Table, Value};

/// Suites that may be absent from a machine. Everything else that is left out is a failure there.
const MAY_BE_NAMED: [&str; 13] = [
    "fmt",
    "clippy",
    "durability",
    "operations",
    "instructions",
    "instructions of another compiler",
    "schemathesis",
    "browsers",
    "browsers behind nginx",
    "browser firefox",
    "browser webkit",
    "deny",
    "provider descriptions",
];

/// The reviewed list.
#[derive(Debug)]
pub(crate) struct Reviewed(Vec<(String, String)>);

impl Reviewed {
    /// Reads the list: tables `[[suite]]` of a name and a reason.
    ///
    /// # Errors
    ///
    /// What is wrong with the list: a suite that does not exist, or one without a reason.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error| format!("{error}"))?;
        if let Some(key) = table.keys().find(|key| *key != "suite") {
            return Err(format!("`{key}` is unknown; write tables `[[suite]]`"));
        }
        let suites = table.get("suite").and_then(Value::as_array).into_iter().flatten();
        let entries = suites.map(|suite| {
            let text = |key| suite.get(key).and_then(Value::as_str).unwrap_or_default();
            let (name, reason) = (text("name"), text("reason"));
            if !MAY_BE_NAMED.contains(&name) {
                return Err(format!("there is no suite `{name}`; there is {MAY_BE_NAMED:?}"));
            }
            if reason.trim().is_empty() {
                return Err(format!("`{name}` has no reason"));
            }
            Ok((name.to_owned(), reason.to_owned()))
        });
        entries.collect::<Result<_, _>>().map(Self)
    }

    /// Why the suite may be left out, where somebody decided so.
    pub(crate) fn reason(&self, suite: &str) -> Option<&str> {
        let entry = self.0.iter().find(|(name, _)| name == suite);
        entry.map(|(_, reason)| reason.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Reviewed;

    #[test]
    fn the_list_of_the_project_is_valid() {
        let list = Reviewed::parse(include_str!("../../left-out.toml")).unwrap();
        assert!(list.reason("deny").is_some());
        assert_eq!(list.reason("browsers"), None);
    }

    #[test]
    fn a_suite_that_does_not_exist_is_refused() {
        let text = "[[suite]]\nname = \"danny\"\nreason = \"gone\"";
        assert!(Reviewed::parse(text).unwrap_err().contains("danny"));
    }

    #[test]
    fn a_suite_without_reason_is_refused() {
        let text = "[[suite]]\nname = \"deny\"\nreason = \" \"";
        assert!(Reviewed::parse(text).unwrap_err().contains("no reason"));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(Reviewed::parse("suites = []").unwrap_err().contains("suites"));
    }
}
