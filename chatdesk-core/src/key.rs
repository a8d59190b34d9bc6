//! Names of people, clients' own ids, and keys that exist once.

mod unique;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::unique::UniqueKey;

use crate::{Channel, ContactId, EntryId, PhoneNumber, SessionId, TicketId};

/// How the host, paths and answers name a person: `42`, or `visitor:<id>`.
///
/// 1–256 characters, no NUL. Text with one of the prefixes of [`Address::RESERVED`] is never a host's own id, so that
/// nobody can log in under a visitor's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// What the ids of a host may not begin with.
    pub const RESERVED: [&'static str; 3] = ["visitor:", "whatsapp:", "telegram:"];
    /// The desk's own.
    const DESK: &'static str = "desk:";

    /// The desk's own, `desk:`, which nobody can name: no text is parsed as it.
    #[must_use]
    pub fn desk() -> Self {
        Self(Self::DESK.to_owned())
    }

    /// One that a store read back.
    ///
    /// # Errors
    /// For what is no address.
    pub fn stored(text: &str) -> Result<Self, ParseAddressError> {
        if text == Self::DESK { Ok(Self::desk()) } else { text.parse() }
    }

    /// The address of somebody whom the host knows by `id`.
    ///
    /// # Errors
    /// When `id` is empty, longer than 256 characters, holds a NUL or begins with a reserved prefix.
    pub fn of_host(id: &str) -> Result<Self, ParseAddressError> {
        let address: Self = id.parse()?;
        if address.is_reserved() { Err(ParseAddressError::Reserved) } else { Ok(address) }
    }

    /// The address of the visitor with this id.
    #[must_use]
    pub fn of_visitor(id: Uuid) -> Self {
        Self(format!("visitor:{}", id.simple()))
    }

    /// The address of somebody of a text channel: on WhatsApp a phone number (`+`, blanks, `-`, `(`, `)` and 7–15 digits,
    /// kept as `+digits`) or the business-scoped id of somebody without one (a country's two capital letters, `.` and
    /// 1–128 of `A-Za-z0-9`, kept as it is), on Telegram a chat's number. The channel and `:` may stand in front.
    ///
    /// # Errors
    /// [`ParseAddressError::Channel`] for anything else, and on the web.
    pub fn of_channel(channel: Channel, id: &str) -> Result<Self, ParseAddressError> {
        let id = id.strip_prefix(&format!("{}:", channel.as_str())).unwrap_or(id);
        let kept = match channel {
            Channel::Web => None,
            Channel::Whatsapp if is_business_scoped(id) => Some(id.to_owned()),
            Channel::Whatsapp => id.parse::<PhoneNumber>().ok().map(Into::into),
            Channel::Telegram => id.parse::<i64>().ok().map(|number| number.to_string()),
        };
        let kept = kept.ok_or(ParseAddressError::Channel)?;
        Ok(Self(format!("{}:{kept}", channel.as_str())))
    }

    /// The text channel that this is an address of; `None` for whom a host knows, and for visitors.
    #[must_use]
    pub fn channel(&self) -> Option<Channel> {
        let is_of = |channel: &Channel| self.id_in(*channel).is_some();
        Channel::BY_TEXT.into_iter().find(is_of)
    }

    /// What follows the channel and `:`, where this is an address of that channel.
    #[must_use]
    pub fn id_in(&self, channel: Channel) -> Option<&str> {
        self.0.strip_prefix(channel.as_str())?.strip_prefix(':')
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a visitor's.
    #[must_use]
    pub fn is_visitor(&self) -> bool {
        self.0.starts_with(Self::RESERVED[0])
    }

    /// Whether this is not a host's own id.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        Self::RESERVED.iter().any(|prefix| self.0.starts_with(prefix))
    }
}

/// Whether this is how WhatsApp names a person to one business, with or without a phone number: `US.13491208655302741918`.
fn is_business_scoped(id: &str) -> bool {
    let Some((country, person)) = id.split_once('.') else { return false };
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&person.len())
        && person.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl FromStr for Address {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.chars().take(257).count() {
            0 => Err(ParseAddressError::Empty),
            257 => Err(ParseAddressError::TooLong),
            _ if text.contains('\0') => Err(ParseAddressError::Nul),
            _ if text == Self::DESK => Err(ParseAddressError::Reserved),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Hides the text: an address may be an e-mail address or a phone number, and this ends up in logs.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// Text that cannot name a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseAddressError {
    /// There is nothing.
    #[error("the id is empty; 1 to 256 characters are needed")]
    Empty,
    /// There is too much.
    #[error("the id is longer than 256 characters")]
    TooLong,
    /// A character that no id has.
    #[error("the id holds a NUL character")]
    Nul,
    /// Nobody of that channel.
    #[error(
        "the address is no phone number of 7 to 15 digits and no id such as US.13491208655302741918 \
         (whatsapp), and no number (telegram)"
    )]
    Channel,
    /// A prefix that chatdesk gives out itself.
    #[error(
        "the id begins with visitor:, whatsapp: or telegram:, or is desk:, which chatdesk gives out \
         itself"
    )]
    Reserved,
}

/// A client's own id of what it stores: 1–64 characters of `A-Za-z0-9._:-`.
///
/// Under the same one a retry finds what the first try made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClientId {
    type Err = ParseClientIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseClientIdError)
        }
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that cannot be a [`ClientId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a client id has 1 to 64 characters of A-Z a-z 0-9 . _ : -")]
pub struct ParseClientIdError;

/// Names one record of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordId {
    /// A contact.
    Contact(ContactId),
    /// A session.
    Session(SessionId),
    /// A ticket.
    Ticket(TicketId),
    /// An entry.
    Entry(EntryId),
}

impl RecordId {
    /// The contact that it names.
    #[must_use]
    pub const fn contact(self) -> Option<ContactId> {
        match self {
            Self::Contact(id) => Some(id),
            Self::Session(_) | Self::Ticket(_) | Self::Entry(_) => None,
        }
    }

    /// The session that it names.
    #[must_use]
    pub const fn session(self) -> Option<SessionId> {
        match self {
            Self::Session(id) => Some(id),
            Self::Contact(_) | Self::Ticket(_) | Self::Entry(_) => None,
        }
    }
}

/// The text form, which [`FromStr`] reads back: `con_…`, `ses_…`, `tik_…`, `ent_…`.
impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(id) => id.fmt(f),
            Self::Session(id) => id.fmt(f),
            Self::Ticket(id) => id.fmt(f),
            Self::Entry(id) => id.fmt(f),
        }
    }
}

impl FromStr for RecordId {
    type Err = crate::ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Self::Contact)
            .or_else(|_| text.parse().map(Self::Session))
            .or_else(|_| text.parse().map(Self::Ticket))
            .or_else(|_| text.parse().map(Self::Entry))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Address, ClientId, ParseAddressError, RecordId};
    use crate::{Channel, ContactId, EntryId, SessionId, TicketId};

    #[test]
    fn an_address_has_1_to_256_characters_and_no_nul() {
        let longest = "😀".repeat(256);
        assert_eq!(longest.parse::<Address>().map(|address| address.to_string()), Ok(longest));
        assert_eq!("x".repeat(257).parse::<Address>(), Err(ParseAddressError::TooLong));
        assert_eq!("".parse::<Address>(), Err(ParseAddressError::Empty));
        assert_eq!("a\0".parse::<Address>(), Err(ParseAddressError::Nul));
    }

    #[test]
    fn nobody_of_a_host_is_called_as_somebody_of_chatdesk() {
        for id in ["visitor:1", "whatsapp:+1", "telegram:42", "desk:"] {
            assert_eq!(Address::of_host(id), Err(ParseAddressError::Reserved), "{id}");
        }
        assert_eq!("desk:".parse::<Address>(), Err(ParseAddressError::Reserved));
        assert_eq!(Address::stored("desk:"), Ok(Address::desk()));
        assert!(Address::of_host("Visitor:1").is_ok());
        assert!(Address::of_host("my visitor:1").is_ok());
    }

    #[test]
    fn somebody_of_whatsapp_is_named_by_a_phone_number_or_a_business_scoped_id() {
        let longest = format!("US.{}", "9".repeat(128));
        let rows = [
            ("+1 (650) 555-1234", Some("whatsapp:+16505551234")),
            ("16505551234", Some("whatsapp:+16505551234")),
            ("whatsapp:+16505551234", Some("whatsapp:+16505551234")),
            ("US.13491208655302741918", Some("whatsapp:US.13491208655302741918")),
            ("whatsapp:DE.aB9", Some("whatsapp:DE.aB9")),
            (&longest, Some(&*format!("whatsapp:{longest}"))),
            (&*format!("{longest}9"), None),
            ("US.", None),
            ("USA.1", None),
            ("us.1", None),
            ("US.1.2", None),
            ("US.1_2", None),
            ("US.ä", None),
            ("+", None),
            ("", None),
        ]
        .map(|(id, kept)| (id.to_owned(), kept.map(ToOwned::to_owned)));
        for (id, kept) in rows {
            let address = Address::of_channel(Channel::Whatsapp, &id);
            assert_eq!(address.as_ref().ok().map(Address::as_str), kept.as_deref(), "{id}");
            assert!(
                address.is_ok_and(|it| it.channel() == Some(Channel::Whatsapp)) || kept.is_none()
            );
        }
        assert!(Address::of_channel(Channel::Telegram, "US.1").is_err());
    }

    #[test]
    fn a_visitors_address_is_read_back_as_one() {
        let address = Address::of_visitor(Uuid::from_u128(7));
        assert_eq!(address.to_string(), "visitor:00000000000000000000000000000007");
        assert!(address.is_visitor() && address.is_reserved());
    }

    #[test]
    fn a_client_id_has_1_to_64_of_its_characters() {
        let longest = "x".repeat(64);
        for fits in ["a", "A-Z_a-z.0:9", &longest] {
            assert!(fits.parse::<ClientId>().is_ok(), "{fits}");
        }
        let too_long = "x".repeat(65);
        for unfit in ["", "a b", "ä", "a/b", "a\0", &too_long] {
            assert!(unfit.parse::<ClientId>().is_err(), "{unfit}");
        }
    }

    #[test]
    fn a_record_is_named_by_text_that_is_read_back() {
        let uuid = Uuid::from_u128(7);
        let records = [
            RecordId::Contact(ContactId::from_uuid(uuid)),
            RecordId::Session(SessionId::from_uuid(uuid)),
            RecordId::Ticket(TicketId::from_uuid(uuid)),
            RecordId::Entry(EntryId::from_uuid(uuid)),
        ];
        for record in records {
            assert_eq!(record.to_string().parse(), Ok(record));
        }
        assert!("job_00000000000000000000000000000007".parse::<RecordId>().is_err());
    }
}
