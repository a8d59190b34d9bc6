use std::{fmt, str::FromStr};

use crate::Position;

/// Where a reader is in the log of one store. Its text form is opaque to clients and has at most 64 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamCursor {
    /// Which store's log.
    pub epoch: u64,
    /// Everything up to here is known.
    pub position: Position,
}

impl fmt::Display for StreamCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{:x}", self.epoch, self.position.get())
    }
}

/// Text that no desk gave as a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct ParseStreamCursorError;

impl FromStr for StreamCursor {
    type Err = ParseStreamCursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (epoch, position) = text.split_once('-').ok_or(ParseStreamCursorError)?;
        let number = |hex| u64::from_str_radix(hex, 16).map_err(|_| ParseStreamCursorError);
        let cursor = Self { epoch: number(epoch)?, position: Position::new(number(position)?) };
        // One text for one cursor: what `Display` would not write is somebody's own invention.
        if cursor.to_string() == text { Ok(cursor) } else { Err(ParseStreamCursorError) }
    }
}
