use serde::{Deserialize, Serialize};

use crate::{Message, Session, Ticket, ToggleChange, User};

/// One line of `GET /admin/user/{userId}/export`: JSON, one object a line.
///
/// The user comes first, then the changes of the switch, then each session, its ticket and its messages after it. An
/// export that is whole ends with `end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportLine {
    /// Whom it is about.
    User(User),
    /// A change of their switch, the latest first.
    ToggleChange(ToggleChange),
    /// One of their sessions, the latest opened first.
    Session(Box<Session>),
    /// The ticket of the session before.
    Ticket(Box<Ticket>),
    /// A message of the session before, ascending.
    Message(Message),
    /// That was all.
    End {},
}
