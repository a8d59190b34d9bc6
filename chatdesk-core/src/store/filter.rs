//! Which sessions and tickets the desk asks for.

use std::{collections::BTreeSet, fmt};

use crate::{ContactId, TicketPriority, TicketStatus};

/// Which sessions by where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StatusFilter {
    /// All.
    #[default]
    Any,
    /// Waiting or active.
    Open,
    /// Nobody of the desk has written yet.
    Waiting,
    /// Somebody of the desk has, and it is not over.
    Active,
    /// Over.
    Ended,
}

/// Which sessions of the desk; all that is said must hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// By where they stand.
    pub status: StatusFilter,
    /// By who of the desk has them.
    pub agent: AgentFilter,
    /// This customer's; `None` for all.
    pub contact: Option<ContactId>,
}

/// Hides who: an id may be an address.
impl fmt::Debug for SessionFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionFilter").field("status", &self.status).finish_non_exhaustive()
    }
}

impl From<StatusFilter> for SessionFilter {
    fn from(status: StatusFilter) -> Self {
        Self { status, ..Self::default() }
    }
}

/// Which sessions by who of the desk has them.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum AgentFilter {
    /// All.
    #[default]
    Any,
    /// Those that nobody has.
    Nobody,
    /// Those of somebody, by the id by which the host knows them.
    Agent(String),
}

/// Hides who: an id may be an address.
impl fmt::Debug for AgentFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "Any",
            Self::Nobody => "Nobody",
            Self::Agent(_) => "Agent(…)",
        })
    }
}

/// Which tickets; all that is said must hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Those that stand so; empty for all.
    pub statuses: BTreeSet<TicketStatus>,
    /// Those that press so; `None` for all.
    pub priority: Option<TicketPriority>,
    /// By who of the desk has them.
    pub agent: AgentFilter,
    /// Those whose customer's profile holds exactly this phone number; `None` for all.
    pub phone: Option<String>,
    /// Beginnings of words, as those of [`Store::search`](crate::Store::search), all of which must occur: in the
    /// description, in messages or in the contact; empty for all.
    pub words: Vec<String>,
}

/// Hides who, and what was typed.
impl fmt::Debug for TicketFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketFilter")
            .field("statuses", &self.statuses)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

/// In which order tickets are listed; where that is equal, by number in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TicketSort {
    /// By what.
    pub by: TicketOrder,
    /// The largest first: the latest, the most pressing.
    pub descending: bool,
}

/// The latest change first.
impl Default for TicketSort {
    fn default() -> Self {
        Self { by: TicketOrder::UpdatedAt, descending: true }
    }
}

/// What tickets are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketOrder {
    /// [`Ticket::created_at`](crate::Ticket::created_at).
    CreatedAt,
    /// [`Ticket::updated_at`](crate::Ticket::updated_at).
    UpdatedAt,
    /// [`Ticket::priority`](crate::Ticket::priority).
    Priority,
    /// [`Ticket::number`](crate::Ticket::number).
    Number,
}

impl TicketOrder {
    /// Every order, for tables.
    pub const ALL: [Self; 4] = [Self::CreatedAt, Self::UpdatedAt, Self::Priority, Self::Number];
}
