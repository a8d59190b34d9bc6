//! What changed, as streams tell it.

use crate::{Contact, Cursor, Entry, Message, Position, SessionView};

/// What changed for a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The changes, ascending by position; at one position contact, then session, message, cursor.
    pub items: Vec<Change>,
    /// There were more than the limit, or a session of theirs was deleted, or changed hands, after the position.
    pub more: bool,
}

/// One changed record of a customer, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The contact: identity or switch.
    Contact(Contact),
    /// A session's own record: opened, written to, ended.
    Session(SessionView),
    /// A message, with its session.
    Message(Message, SessionView),
    /// A read cursor, with its session.
    Cursor(Cursor, SessionView),
    /// A ticket, with its session, for the desk alone; what changed for a customer has none.
    Ticket(SessionView),
    /// A note, for the desk alone; what changed for a customer has none.
    Note(Entry),
    /// Settings or canned replies, for the desk alone: whoever shows them asks anew.
    Settings(Position),
}

impl Change {
    /// Where it happened.
    #[must_use]
    pub const fn position(&self) -> Position {
        match self {
            Self::Contact(contact) => contact.changed,
            Self::Session(view) => view.session.changed,
            Self::Ticket(view) => match &view.ticket {
                Some(ticket) => ticket.changed,
                None => view.session.changed,
            },
            Self::Message(message, _) => message.changed,
            Self::Cursor(cursor, _) => cursor.changed,
            Self::Note(entry) => entry.changed,
            Self::Settings(position) => *position,
        }
    }
}
