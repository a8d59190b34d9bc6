use std::{fmt, str::FromStr};

use crate::{ContactId, Position};

/// Where a reader is in the log of one store. Its text form is opaque to clients and has at most 64 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamCursor {
    /// Which store's log.
    pub epoch: u64,
    /// Everything up to here is known.
    pub position: Position,
    /// To whom it was given; `None` in answers that are snapshots.
    pub reader: Option<CursorReader>,
}

/// To whom a cursor was given: enough to notice that it was somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CursorReader(u32);

impl CursorReader {
    /// The desk, or a customer who was not known yet.
    pub const NOBODY: Self = Self(0);

    /// A known customer.
    #[must_use]
    pub fn customer(contact: ContactId) -> Self {
        let [.., a, b, c, d] = contact.uuid().into_bytes();
        Self(u32::from_be_bytes([a, b, c, d]) | 1)
    }
}

impl fmt::Display for StreamCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{:x}", self.epoch, self.position.get())?;
        match self.reader {
            Some(CursorReader(tag)) => write!(f, "-{tag:x}"),
            None => Ok(()),
        }
    }
}

/// Text that no desk gave as a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct ParseStreamCursorError;

impl FromStr for StreamCursor {
    type Err = ParseStreamCursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |hex| u64::from_str_radix(hex, 16).map_err(|_| ParseStreamCursorError);
        let (epoch, rest) = text.split_once('-').ok_or(ParseStreamCursorError)?;
        let (position, tag) = match rest.split_once('-') {
            Some((position, tag)) => (position, Some(tag)),
            None => (rest, None),
        };
        let tag = tag.map(number).transpose()?.map(u32::try_from).transpose();
        let cursor = Self {
            epoch: number(epoch)?,
            position: Position::new(number(position)?),
            reader: tag.map_err(|_| ParseStreamCursorError)?.map(CursorReader),
        };
        // One text for one cursor: what `Display` would not write is somebody's own invention.
        if cursor.to_string() == text { Ok(cursor) } else { Err(ParseStreamCursorError) }
    }
}

#[cfg(test)]
mod tests {
    use super::{CursorReader, StreamCursor};
    use crate::Position;

    #[test]
    fn a_cursor_has_at_most_64_characters_and_is_read_back() {
        let readers = [None, Some(CursorReader::NOBODY), Some(CursorReader(u32::MAX))];
        for (epoch, position) in [(0, 0), (1, u64::MAX), (u64::MAX, 1), (u64::MAX, u64::MAX)] {
            for reader in readers {
                let cursor = StreamCursor { epoch, position: Position::new(position), reader };
                let text = cursor.to_string();
                assert!(text.len() <= 64, "{text}");
                assert_eq!(text.parse(), Ok(cursor));
            }
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
            "0000000000000001-1-",
            "0000000000000001-1-01",
            "0000000000000001-1-100000000",
            "0000000000000001-1-1-1",
        ] {
            assert!(text.parse::<StreamCursor>().is_err(), "{text:?}");
        }
    }
}
