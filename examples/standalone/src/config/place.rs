//! Where somebody wrote a setting, and what they wrote.

use std::fmt;

use super::key::Key;

/// Where a setting was written, as the person who wrote it would look for it.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A key of the configuration file.
    File {
        /// The file.
        path: String,
        /// The key.
        key: &'static Key,
    },
    /// A key of one of several tables of one name in the file.
    Listed {
        /// The file.
        path: String,
        /// Which of the tables; 1 is the first.
        number: usize,
        /// The key.
        key: &'static Key,
    },
    /// An environment variable.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
    /// A key that stands nowhere yet.
    Nowhere(&'static Key),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, key } => write!(f, "{path}: [{}] {}", key.section, key.name),
            Self::Listed { path, number, key } => {
                write!(f, "{path}: [[{}]] number {number}, {}", key.section, key.name)
            }
            Self::Variable(name) => f.write_str(name),
            Self::Flag(flag) => f.write_str(flag),
            Self::Nowhere(key) => {
                write!(f, "[{}] {} (in a variable: {})", key.section, key.name, key.variable())
            }
        }
    }
}

/// What was written there.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// The text of a variable or a flag, which may mean anything.
    Raw(String),
    /// Text in the file.
    Text(String),
    /// A whole number in the file.
    Integer(i64),
    /// `true` or `false` in the file.
    Bool(bool),
    /// A list of texts in the file.
    List(Vec<String>),
    /// A list of tables in the file.
    Tables(Vec<Vec<(String, Self)>>),
    /// Anything else in the file, by the name of its type.
    Other(&'static str),
}

impl From<toml::Value> for Value {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(text),
            toml::Value::Integer(number) => Self::Integer(number),
            toml::Value::Boolean(flag) => Self::Bool(flag),
            toml::Value::Array(items)
                if !items.is_empty() && items.iter().all(toml::Value::is_table) =>
            {
                let tables = items.into_iter().map(|item| match item {
                    toml::Value::Table(table) => {
                        table.into_iter().map(|(k, v)| (k, v.into())).collect()
                    }
                    _ => vec![],
                });
                Self::Tables(tables.collect())
            }
            toml::Value::Array(items) => {
                let texts = items.into_iter().map(|item| match item {
                    toml::Value::String(text) => Some(text),
                    _ => None,
                });
                texts.collect::<Option<_>>().map_or(Self::Other("a mixed list"), Self::List)
            }
            toml::Value::Float(_) => Self::Other("a fraction"),
            toml::Value::Datetime(_) => Self::Other("a date"),
            toml::Value::Table(_) => Self::Other("a table"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raw(text) | Self::Text(text) => write!(f, "{text:?}"),
            Self::Integer(number) => number.fmt(f),
            Self::Bool(flag) => flag.fmt(f),
            Self::List(items) => write!(f, "{items:?}"),
            Self::Tables(_) => f.write_str("a list of tables"),
            Self::Other(kind) => f.write_str(kind),
        }
    }
}
