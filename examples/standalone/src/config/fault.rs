//! What is wrong with a configuration, and what to do.

use std::fmt;

use super::{
    key::{self, Key},
    place::{Place, Value},
};

/// Everything that is wrong, one line for each fault.
#[derive(Debug)]
pub(crate) struct ConfigError(pub(crate) Vec<Fault>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl std::error::Error for ConfigError {}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The file cannot be read.
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The file is not TOML.
    Syntax {
        /// The file.
        path: String,
        /// The line.
        line: usize,
        /// Why.
        why: String,
    },
    /// A table that does not exist, or a key outside of every table.
    UnknownSection {
        /// The file.
        path: String,
        /// Its name.
        name: String,
    },
    /// A key that does not exist.
    UnknownKey {
        /// The file.
        path: String,
        /// The table.
        section: String,
        /// Its name.
        name: String,
    },
    /// A variable that does not exist.
    UnknownVariable(String),
    /// A variable that is not text.
    NotText(String),
    /// Settings of which only one can count.
    Together(Vec<Place>),
    /// A key that has to be there, and is not.
    Missing {
        /// Where it is to stand.
        place: Place,
        /// What fits.
        expected: &'static str,
    },
    /// What may stand there once, and stands there again.
    Again(Place),
    /// A value that does not fit.
    Value {
        /// Where it stands.
        place: Place,
        /// What it is, where that may be shown.
        shown: String,
        /// What fits.
        expected: &'static str,
    },
}

impl Fault {
    /// A value that does not fit its key.
    pub(crate) fn value(key: &Key, place: Place, value: &Value, expected: &'static str) -> Self {
        let shown = if key.is_secret() { "its value".to_owned() } else { value.to_string() };
        Self::Value { place, shown, expected }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, why } => {
                write!(f, "{path} cannot be read: {why}; check --config")
            }
            Self::Syntax { path, line, why } => {
                write!(f, "{path}, line {line}: this is not TOML: {why}")
            }
            Self::UnknownSection { path, name } => {
                let (sections, listed) = (key::sections().join("], ["), key::WEBHOOKS);
                write!(
                    f,
                    "{path}: {name} is not known; there are the tables [{sections}], [[{listed}]]"
                )
            }
            Self::UnknownKey { path, section, name } => {
                let names = key::names_in(section).join(", ");
                write!(f, "{path}: [{section}] {name} is not known; [{section}] has {names}")
            }
            Self::UnknownVariable(name) => {
                write!(f, "{name} is not known; there are {}", variables_near(name).join(", "))
            }
            Self::NotText(name) => write!(f, "{name} is not UTF-8 text"),
            Self::Together(places) => {
                let places: Vec<_> = places.iter().map(Place::to_string).collect();
                let places = places.join(" and ");
                write!(f, "{places}: only one of them can count; leave the others out")
            }
            Self::Missing { place, expected } => {
                write!(f, "{place} is missing; expected {expected}")
            }
            Self::Again(place) => {
                write!(f, "{place} is the same as in an earlier table; leave one of them out")
            }
            Self::Value { place, shown, expected } => {
                write!(f, "{place}: {shown} does not fit; expected {expected}")
            }
        }
    }
}

/// The variables of the table that a name seems to mean, else all.
fn variables_near(name: &str) -> Vec<String> {
    let near: Vec<_> = key::KEYS
        .iter()
        .filter(|key| name.starts_with(&key::variables_of(key.section)))
        .map(Key::variable)
        .collect();
    if near.is_empty() { key::KEYS.iter().map(Key::variable).collect() } else { near }
}
