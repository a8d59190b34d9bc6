//! What is asked of a desk, what it answers, and what everybody sees afterwards.

use chatdesk_core::{ErrorKind, SessionStatus, Side};

/// Somebody: one of two users, or one of two admins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    User(usize),
    Staff(usize),
}

/// The session that a user opened as their first, second…; whether there is one or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) user: usize,
    pub(crate) nth: usize,
}

/// One command; switching and erasing are done by the admin of the desk that is asked. Client ids and texts come from a few, so that steps repeat one another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Command {
    Open { user: usize, id: &'static str, text: Option<&'static str>, another: bool },
    Send { by: Who, place: Place, id: &'static str, text: &'static str },
    Read { by: Who, place: Place, up_to: usize },
    End { by: Who, place: Place },
    Switch { user: usize, on: bool },
    Erase { user: usize },
}

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Which session; unknown where it was erased since.
    Opened {
        nth: Option<usize>,
        new: bool,
    },
    Sent {
        seq: usize,
        text: &'static str,
        new: bool,
    },
    Unread(usize),
    Done,
}

/// A message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) by: Who,
    pub(crate) id: &'static str,
    pub(crate) text: &'static str,
}

/// All that anybody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) users: [SeenUser; 2],
    /// The sum that the desk is shown.
    pub(crate) desk_unread: usize,
}

/// What one user is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenUser {
    pub(crate) is_on: bool,
    pub(crate) unread: usize,
    pub(crate) newest_open: Option<usize>,
    pub(crate) chats: Vec<SeenChat>,
}

/// What both sides are shown of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenChat {
    pub(crate) status: SessionStatus,
    pub(crate) unread: [usize; 2],
    pub(crate) said: Vec<Said>,
}

impl Who {
    pub(crate) const fn side(self) -> Side {
        match self {
            Self::User(_) => Side::Customer,
            Self::Staff(_) => Side::Desk,
        }
    }

    /// Users their own, the desk all.
    pub(crate) fn may_see(self, place: Place) -> bool {
        self == Self::User(place.user) || self.side() == Side::Desk
    }
}

impl Answer {
    /// Whether this may have been heard where `written` was expected.
    pub(crate) fn fits(self, written: Self) -> bool {
        match (self, written) {
            (Self::Opened { nth: None, new }, Self::Opened { new: expected, .. }) => {
                new == expected
            }
            _ => self == written,
        }
    }
}

impl Command {
    /// The same command for a session that exists, where the user has any.
    pub(crate) fn among(mut self, n_chats: [usize; 2]) -> Self {
        match &mut self {
            Self::Send { place, .. } | Self::Read { place, .. } | Self::End { place, .. } => {
                place.nth %= n_chats[place.user].max(1);
            }
            Self::Open { .. } | Self::Switch { .. } | Self::Erase { .. } => {}
        }
        self
    }
}

/// The text as it is kept.
pub(crate) fn fit(text: &'static str) -> Result<&'static str, ErrorKind> {
    unless(text.trim().is_empty(), ErrorKind::Invalid)?;
    Ok(text.trim())
}

/// Refuses where something stands against it.
pub(crate) fn unless(is_against: bool, refusal: ErrorKind) -> Result<(), ErrorKind> {
    if is_against { Err(refusal) } else { Ok(()) }
}
