//! Where a page of a list ends, and the next begins.

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// The key of the last row of a page: what the list is ordered by, and the row's id where that is equal.
///
/// Its text form is opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageKey {
    /// What the list is ordered by.
    pub order: u64,
    /// The row.
    pub id: Uuid,
}

impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.order, self.id.simple())
    }
}

/// Text that is not a [`PageKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that an earlier page gave as next_cursor")]
pub struct ParsePageKeyError;

impl FromStr for PageKey {
    type Err = ParsePageKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (order, id) = text.split_once('.').ok_or(ParsePageKeyError)?;
        let key = Self {
            order: u64::from_str_radix(order, 16).map_err(|_| ParsePageKeyError)?,
            id: Uuid::try_parse(id).map_err(|_| ParsePageKeyError)?,
        };
        // One text for one key: signs, capitals and leading zeros are somebody's own invention.
        if key.to_string() == text { Ok(key) } else { Err(ParsePageKeyError) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::PageKey;

    #[test]
    fn a_page_key_has_one_text_which_is_read_back() {
        for order in [0, 0xabc, u64::MAX] {
            let key = PageKey { order, id: Uuid::from_u128(7) };
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        let id = "00000000000000000000000000000007";
        for text in ["", ".", "1", id, &format!(".{id}"), &format!("0a.{id}"), &format!("+1.{id}")]
        {
            assert!(text.parse::<PageKey>().is_err(), "{text:?}");
        }
        assert!("A.00000000000000000000000000000007".parse::<PageKey>().is_err());
        assert!("a.00000000-0000-0000-0000-000000000007".parse::<PageKey>().is_err());
    }
}
