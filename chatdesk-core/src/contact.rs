//! People who ask for help.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Address, Customer, Entity, Id, Position, Sender, SenderKind, Timestamp, Version};

/// A person.
///
/// Its version moves with the switch and with identity alone, because every send of this person expects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its id inside chatdesk.
    pub id: ContactId,
    /// The version that it was read at; 0 for a record that is to be made.
    pub version: Version,
    /// The log position of its last change; [`Position::ZERO`] until stored.
    pub changed: Position,
    /// What kind of person.
    pub kind: ContactKind,
    /// How the host, paths and answers name this person.
    pub address: Address,
    /// Name, e-mail and phone, as far as they are known.
    pub profile: Profile,
    /// When they last said themself what they are called: what their token says of it counts no more.
    pub said_at: Option<Timestamp>,
    /// Whether this person may write.
    pub switch: Switch,
    /// The last change of the switch.
    pub switched: Option<Switched>,
    /// When the record was made.
    pub created_at: Timestamp,
}

impl Entity for Contact {
    const PREFIX: &'static str = "con";
}

/// The id of a [`Contact`].
pub type ContactId = Id<Contact>;

impl Contact {
    /// What is known of them once they come with a token.
    pub(crate) fn profile_of(&self, customer: &Customer) -> Profile {
        match self.said_at {
            Some(_) => self.profile.clone(),
            None => self.profile.overlaid(&customer.profile),
        }
    }

    /// Them as the sender of a message, by what is known here alone.
    pub(crate) fn named_sender(&self) -> Sender {
        let kind = match self.kind {
            ContactKind::User => SenderKind::User,
            ContactKind::Visitor => SenderKind::Visitor,
            ContactKind::Desk => SenderKind::System,
        };
        Sender { kind, id: self.address.to_string(), name: self.profile.name.clone() }
    }

    /// Them as the sender of a message.
    pub(crate) fn sender(&self, customer: &Customer) -> Sender {
        let mut sender = customer.sender();
        if self.said_at.is_some() {
            sender.name.clone_from(&self.profile.name);
        }
        sender
    }
}

/// What kind of person a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// Somebody with a login of the host.
    User,
    /// Somebody without.
    Visitor,
    /// The desk itself, whose the conversations of staff are. There is one at most; nobody asks as it, and no list holds it.
    Desk,
}

/// What is known of a person beside the id.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The display name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
}

/// Hides what is known.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile(…)")
    }
}

impl Profile {
    /// This profile with what `newer` knows laid over it.
    #[must_use]
    pub fn overlaid(&self, newer: &Self) -> Self {
        let pick = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Self {
            name: pick(&newer.name, &self.name),
            email: pick(&newer.email, &self.email),
            phone: pick(&newer.phone, &self.phone),
        }
    }
}

/// Whether a person may write: the toggle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// They may.
    On,
    /// They may not; reading, marking read and ending still work.
    Off,
}

impl Switch {
    /// Whether it is on.
    #[must_use]
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// When the switch was last moved, and by whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switched {
    /// When.
    pub at: Timestamp,
    /// The id by which the host knows who did it.
    pub by: String,
}

/// Shows the instant alone: the id may be an address.
impl fmt::Debug for Switched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Switched").field("at", &self.at).finish_non_exhaustive()
    }
}
