//! Sessions: one chat of a customer with the desk, or of staff among themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Contact, ContactId, Counts, Cursor, Dialog, DialogState, Entity, Id, Panel, Position, Reader,
    SenderKind, Seq, Side, Ticket, Timestamp, Version,
};

/// One chat.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The version that it was read at; 0 for a record that is to be made.
    pub version: Version,
    /// The log position of its last change; [`Position::ZERO`] until stored.
    pub changed: Position,
    /// Who talks with whom.
    pub kind: SessionKind,
    /// Where the customer writes from.
    pub channel: Channel,
    /// The customer; of a conversation of staff the desk itself.
    pub contact: ContactId,
    /// Who of the desk has it.
    pub agent: Option<Agent>,
    /// Where it stands.
    pub status: SessionStatus,
    /// What it is about.
    pub subject: Option<String>,
    /// What the desk sorts it by; no customer sees them.
    pub tags: Vec<String>,
    /// The position of its newest message; 0 while there is none.
    pub last_seq: Seq,
    /// How many countable messages each side has sent.
    pub sent: Counts,
    /// The newest message in short.
    pub preview: Option<Preview>,
    /// Where the dialog with its customer stands; `None` on the web.
    pub dialog: Option<Dialog>,
    /// Who is in it, where it is one of staff among themselves; then [`sent`](Self::sent) counts nothing.
    pub panel: Option<Box<Panel>>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it last changed; never before an earlier change.
    pub updated_at: Timestamp,
}

/// Shows all but what a person wrote or is called.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("changed", &self.changed)
            .field("kind", &self.kind)
            .field("contact", &self.contact)
            .field("status", &self.status)
            .field("last_seq", &self.last_seq)
            .field("sent", &self.sent)
            .field("created_at", &self.created_at)
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}

impl Entity for Session {
    const PREFIX: &'static str = "ses";
}

/// The id of a [`Session`].
pub type SessionId = Id<Session>;

/// Who talks with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// A logged-in user with the desk.
    Support,
    /// A visitor with the desk.
    Visitor,
    /// Staff among themselves.
    Panel,
}

/// Where a customer writes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The widget, or the HTTP interface.
    Web,
    /// WhatsApp.
    Whatsapp,
    /// Telegram.
    Telegram,
}

impl Channel {
    /// Those where people talk by text alone.
    pub const BY_TEXT: [Self; 2] = [Self::Whatsapp, Self::Telegram];

    /// Whether people talk by text alone there: what the desk says has to be carried to them.
    #[must_use]
    pub const fn is_by_text(self) -> bool {
        !matches!(self, Self::Web)
    }

    /// The word in keys, columns and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram",
        }
    }
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// Nobody of the desk has written yet.
    Waiting,
    /// Somebody of the desk has.
    Active,
    /// It is over; its history stays.
    Ended,
}

impl SessionStatus {
    /// Not ended.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Ended)
    }
}

/// Somebody of the desk, as the host names them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The id that the host knows.
    pub id: String,
    /// The display name.
    pub name: Option<String>,
}

/// Hides id and name: either may be an address.
impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Agent(…)")
    }
}

/// The newest message of a session in short.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Its first 120 characters, on one line.
    pub text: String,
    /// Who wrote it.
    pub sender: SenderKind,
    /// When.
    pub at: Timestamp,
}

/// Shows all but what a person wrote.
impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text: _, sender, at } = self;
        f.debug_struct("Preview").field("sender", sender).field("at", at).finish_non_exhaustive()
    }
}

/// A session with all that an answer about it needs, from one snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// The session.
    pub session: Session,
    /// Its customer.
    pub contact: Contact,
    /// How far the customer has read.
    pub customer_read: Cursor,
    /// How far the desk has read.
    pub desk_read: Cursor,
    /// The position of the last commit that put an entry of the session; [`Position::ZERO`] where none did.
    pub noted: Position,
    /// The ticket that is talked about in it.
    pub ticket: Option<Ticket>,
}

impl SessionView {
    /// Grows with every change of anything in this view that `reader` may see: the position of the youngest of them.
    ///
    /// What the desk notes for itself, and where it sees a ticket stand, moves no customer's version.
    #[must_use]
    pub fn version(&self, reader: Side) -> Position {
        let seen_by_both = self
            .session
            .changed
            .max(self.contact.changed)
            .max(self.customer_read.changed)
            .max(self.desk_read.changed);
        match reader {
            Side::Customer => seen_by_both,
            Side::Desk => {
                let ticket = self.ticket.as_ref().map_or(Position::ZERO, |ticket| ticket.changed);
                seen_by_both.max(self.noted).max(ticket)
            }
        }
    }

    /// Where the dialog with its customer stands, as far as is stored: a chat that may not be does not go on. `None` on the
    /// web.
    #[must_use]
    pub fn dialog_state(&self) -> Option<DialogState> {
        let dialog = self.session.dialog.as_ref()?;
        let may_chat = self.session.status.is_open() && self.contact.switch.is_on();
        let chat = dialog.chat.clone().filter(|_| may_chat);
        Some(Dialog { chat, ..dialog.clone() }.state())
    }

    /// How far `side` has read.
    #[must_use]
    pub const fn cursor(&self, side: Side) -> &Cursor {
        match side {
            Side::Customer => &self.customer_read,
            Side::Desk => &self.desk_read,
        }
    }

    /// Messages of the other side that `side` has not read: a subtraction, never a count of rows.
    #[must_use]
    pub const fn unread(&self, side: Side) -> u64 {
        self.session.sent.of(side.other()).saturating_sub(self.cursor(side).seen)
    }

    /// The cursor of a reader who has read nothing.
    #[must_use]
    pub const fn unread_cursor(session: SessionId, reader: Reader) -> Cursor {
        Cursor { session, reader, seq: Seq::ZERO, seen: 0, changed: Position::ZERO }
    }
}
