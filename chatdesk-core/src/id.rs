//! Typed ids.

use std::{cmp, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::Timestamp;

/// A kind of record that has ids of its own.
pub trait Entity {
    /// What the text form begins with, before the `_`.
    const PREFIX: &'static str;
}

/// The id of one record of kind `T`.
///
/// A UUIDv7 made from the injected clock. Its text form carries the kind (`ses_0190b3…`), so that a ticket's id pasted
/// where a session's belongs is refused. Ids are never used as an order: log positions and `seq` are.
///
/// ```
/// use chatdesk_core::{ContactId, SessionId, Timestamp};
///
/// let id = SessionId::generate(Timestamp::from_micros(0));
/// assert_eq!(id.to_string().parse::<SessionId>(), Ok(id));
/// assert!(id.to_string().parse::<ContactId>().is_err());
/// ```
pub struct Id<T> {
    uuid: Uuid,
    entity: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A new id: 48 bits of time, 74 random bits.
    #[must_use]
    pub fn generate(now: Timestamp) -> Self {
        let millis = u64::try_from(now.as_micros() / 1_000).unwrap_or(0);
        Self::from_uuid(
            uuid::Builder::from_unix_timestamp_millis(millis, &crate::random::random()).into_uuid(),
        )
    }

    /// The id of a record that is stored under this UUID.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, entity: PhantomData }
    }

    /// What a store keeps.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T: Entity> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", T::PREFIX, self.uuid.simple())
    }
}

impl<T: Entity> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text form.
impl<T: Entity> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: Entity> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Text that is not an id of the kind asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct ParseIdError {
    prefix: &'static str,
}

impl<T: Entity> FromStr for Id<T> {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = ParseIdError { prefix: T::PREFIX };
        let hex = text.strip_prefix(T::PREFIX).and_then(|rest| rest.strip_prefix('_'));
        // One text for one id: only the form that `Display` writes is read.
        let hex = hex.filter(|hex| {
            hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
        });
        hex.and_then(|hex| Uuid::try_parse(hex).ok()).map(Self::from_uuid).ok_or(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::{SessionId, Timestamp};

    #[test]
    fn an_id_is_a_uuid_of_version_7_made_of_the_instant_given() {
        let id = SessionId::generate(Timestamp::from_micros(1_795_253_400_123_456));

        assert_eq!(id.uuid().get_version_num(), 7);
        assert_eq!(id.uuid().as_u128() >> 80, 1_795_253_400_123);
    }

    #[test]
    fn ids_of_one_instant_differ_also_before_1970() {
        let before = Timestamp::from_micros(-1);
        assert_ne!(SessionId::generate(before), SessionId::generate(before));
        assert_eq!(SessionId::generate(before).uuid().as_u128() >> 80, 0);
    }

    #[test]
    fn one_id_has_one_text() {
        let id = SessionId::from_uuid(uuid::Uuid::from_u128(0xabc));
        let text = "ses_00000000000000000000000000000abc";
        assert_eq!(id.to_string(), text);
        assert_eq!(text.parse(), Ok(id));
        for other in [
            "ses_00000000000000000000000000000ABC",
            "00000000000000000000000000000abc",
            "con_00000000000000000000000000000abc",
            "ses_00000000-0000-0000-0000-000000000abc",
            "ses_abc",
            "ses_",
            " ses_00000000000000000000000000000abc",
        ] {
            assert!(other.parse::<SessionId>().is_err(), "{other}");
        }
    }
}
