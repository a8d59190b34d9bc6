use std::fmt::{self, Debug, Formatter};

/// What an attribute or a property is worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Worth {
    /// It is not there, or is not so.
    Nothing,
    /// It is there, or is so.
    Flag,
    Text(String),
}

impl From<bool> for Worth {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Flag } else { Self::Nothing }
    }
}

impl From<&str> for Worth {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Worth {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Worth {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// What changes with what it reads.
pub(crate) struct Live(Box<dyn FnMut() -> Worth>);

impl Debug for Live {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Live")
    }
}

/// Says it anew whenever something that it reads changes.
pub(crate) fn live<T: Into<Worth>>(mut say: impl FnMut() -> T + 'static) -> Live {
    Live(Box::new(move || say().into()))
}

/// What is said of an element: once, or again and again.
#[derive(Debug)]
pub(crate) enum Value {
    Fixed(Worth),
    Live(Live),
}

impl<T: Into<Worth>> From<T> for Value {
    fn from(value: T) -> Self {
        Self::Fixed(value.into())
    }
}

impl From<Live> for Value {
    fn from(live: Live) -> Self {
        Self::Live(live)
    }
}

impl Value {
    /// Calls `set` with each value that it has.
    pub(crate) fn bind(self, mut set: Box<dyn FnMut(Worth)>) {
        match self {
            Self::Fixed(worth) => set(worth),
            Self::Live(Live(mut say)) => super::part::keep(Box::new(move || set(say()))),
        }
    }
}
