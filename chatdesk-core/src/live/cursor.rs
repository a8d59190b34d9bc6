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

#[cfg(test)]
mod tests {
    use super::StreamCursor;
    use crate::Position;

    #[test]
    fn a_cursor_has_at_most_64_characters_and_is_read_back() {
        for (epoch, position) in [(0, 0), (1, u64::MAX), (u64::MAX, 1), (u64::MAX, u64::MAX)] {
            let cursor = StreamCursor { epoch, position: Position::new(position) };
            let text = cursor.to_string();
            assert!(text.len() <= 64, "{text}");
            assert_eq!(text.parse(), Ok(cursor));
        }
    }

    #[test]
    fn one_cursor_has_one_text() {
        for text in [
            "",
            "-",
            "1-1",
            "0000000000000001-01",
            "0000000000000001-+1",
            "+000000000000001-1",
            "000000000000000A-1",
            "0000000000000001-1 ",
            "0000000000000001-10000000000000000",
            "0000000000000001-1-1",
        ] {
            assert!(text.parse::<StreamCursor>().is_err(), "{text:?}");
        }
    }
}
