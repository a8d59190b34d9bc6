//! Conversations on text channels: what becomes of sessions, tickets and messages once the dialog has decided, and how
//! what the desk says gets to its customer.

pub(crate) mod carry;
pub(crate) mod desk;
pub(crate) mod hear;
mod meet;
pub(crate) mod silence;
mod talk;

use std::collections::BTreeMap;

pub(in crate::rules) use self::talk::{Talk, Way};
use super::dialog;
use crate::{
    Channel, Contact, ContactId, Dialog, Entry, EntryId, SessionId, SessionView, Support, TicketId,
    Timestamp,
};

/// How it is talked by text: the operator's words, and who carries what the desk says.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByText {
    pub(crate) support: Support,
    pub(crate) carriers: BTreeMap<Channel, String>,
}

impl ByText {
    /// Who carries to the customers of a channel, by its kind; `None` where nobody does, and on the web.
    pub(crate) fn carrier(&self, channel: Channel) -> Option<&str> {
        self.carriers.get(&channel).map(String::as_str)
    }

    /// Whether a chat by text goes on in a session: it was begun, nobody was silent for too long, and it may be.
    pub(crate) fn is_active(&self, view: &SessionView, now: Timestamp) -> bool {
        let is_allowed = view.session.status.is_open() && view.contact.switch.is_on();
        is_allowed && self.dialog(Some(view), now).chat.is_some()
    }

    /// Where the dialog stands with whose newest session this is.
    pub(crate) fn dialog(&self, newest: Option<&SessionView>, now: Timestamp) -> Dialog {
        let dialog = newest.and_then(|view| view.session.dialog.as_ref());
        dialog.map_or_else(Dialog::default, |dialog| dialog::settled(dialog, now, &self.support))
    }
}

/// What is decided on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The person.
    pub(crate) contact: Option<Contact>,
    /// Their newest session of the channel, over or not.
    pub(crate) newest: Option<SessionView>,
    /// The row of numbers of tickets.
    pub(crate) counter: Option<Entry>,
}

impl Facts {
    /// The session that a chat goes on in: that of their newest ticket that is not closed.
    fn open(&self) -> Option<&SessionView> {
        self.newest.as_ref().filter(|view| view.session.status.is_open())
    }
}

/// The ids of what may be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewIds {
    pub(crate) contact: ContactId,
    pub(crate) session: SessionId,
    pub(crate) ticket: TicketId,
    /// For the counter, where there is none yet.
    pub(crate) counter: EntryId,
    /// For what was answered.
    pub(crate) heard: EntryId,
}
