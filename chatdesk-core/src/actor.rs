//! Who is asking.

use serde::{Deserialize, Serialize};

use crate::{Address, ContactKind, Profile, Sender, SenderKind, Side, TicketNumber};

/// Somebody who was recognised, and in which role they ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A user or a visitor.
    Customer(Customer),
    /// Somebody of the desk.
    Staff(Staff),
    /// A host's own server. Not a person: it chats with nobody.
    Host,
    /// Somebody with a ticket's token: it opens that ticket and nothing else.
    Ticket(TicketNumber),
}

/// A user or a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// With a login or without.
    pub kind: ContactKind,
    /// How they are named.
    pub address: Address,
    /// What their token says of them.
    pub profile: Profile,
}

impl Customer {
    /// This customer as the sender of a message.
    #[must_use]
    pub fn sender(&self) -> Sender {
        let kind = match self.kind {
            ContactKind::User => SenderKind::User,
            ContactKind::Visitor => SenderKind::Visitor,
            ContactKind::Desk => SenderKind::System,
        };
        Sender { kind, id: self.address.to_string(), name: self.profile.name.clone() }
    }
}

/// Somebody of the desk.
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// What they may do.
    pub role: StaffRole,
    /// The id by which the host knows them.
    pub id: String,
    /// The display name.
    pub name: Option<String>,
}

/// Shows the role alone: the id may be an address.
impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Staff").field("role", &self.role).finish_non_exhaustive()
    }
}

impl Staff {
    /// This person as the sender of a message.
    #[must_use]
    pub fn sender(&self) -> Sender {
        Sender { kind: SenderKind::Admin, id: self.id.clone(), name: self.name.clone() }
    }
}

/// What somebody of the desk may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Answer.
    Agent,
    /// Answer, and switch chat on and off.
    Admin,
}

impl Actor {
    /// The side that this actor writes and reads on; `None` for a host's server and a ticket.
    #[must_use]
    pub const fn side(&self) -> Option<Side> {
        match self {
            Self::Customer(_) => Some(Side::Customer),
            Self::Staff(_) => Some(Side::Desk),
            Self::Host | Self::Ticket(_) => None,
        }
    }

    /// This actor as the sender of a message; `None` for a host's server and a ticket.
    #[must_use]
    pub fn sender(&self) -> Option<Sender> {
        match self {
            Self::Customer(customer) => Some(customer.sender()),
            Self::Staff(staff) => Some(staff.sender()),
            Self::Host | Self::Ticket(_) => None,
        }
    }
}
