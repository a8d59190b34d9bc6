//! Which sessions the desk asks for.

use std::fmt;

use crate::ContactId;

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
