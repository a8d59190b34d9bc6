//! Conversations on text channels: what becomes of sessions, tickets and messages once the dialog has decided, and how
//! what the desk says gets to its customer.

pub(crate) mod carry;
pub(crate) mod desk;
pub(crate) mod hear;
mod meet;
pub(crate) mod moved;
pub(crate) mod silence;
mod talk;

use std::collections::BTreeMap;

pub(in crate::rules) use self::talk::{Talk, Way};
use super::dialog;
use crate::{
    Carriage, Channel, Contact, ContactId, Dialog, Entry, EntryId, Error, RecordId, SessionId,
    SessionView, Support, TicketId, Timestamp, UniqueKey,
};

/// How it is talked by text: the operator's words, and who carries what the desk says.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByText {
    pub(crate) support: Support,
    pub(crate) carriers: BTreeMap<Channel, (String, Carriage)>,
}

impl ByText {
    /// Who carries to the customers of a channel, by its kind; `None` where nobody does, and on the web.
    pub(crate) fn carrier(&self, channel: Channel) -> Option<&str> {
        self.carriers.get(&channel).map(|(carrier, _)| carrier.as_str())
    }

    /// What somebody carries.
    pub(crate) fn carried_by(&self, kind: &str) -> Vec<Channel> {
        let mine = self.carriers.iter().filter(|(_, (carrier, _))| carrier == kind);
        mine.map(|(channel, _)| *channel).collect()
    }

    /// Whether somebody who carries has something fixed to bring where a text is not taken.
    pub(crate) fn has_template(&self, carrier: Option<&str>) -> bool {
        let mut carriers = self.carriers.values();
        carriers.any(|(kind, carriage)| Some(kind.as_str()) == carrier && carriage.has_template)
    }

    /// The dialog with somebody who writes just now: the channel takes what is said to them for as long as it does.
    pub(super) fn opened(&self, dialog: Dialog, channel: Channel, now: Timestamp) -> Dialog {
        let window = self.carriers.get(&channel).and_then(|(_, carriage)| carriage.window);
        Dialog { window_until: window.map(|window| now.plus(window)), ..dialog }
    }

    /// Whether what the desk says can be brought to somebody of a text channel now, by their newest dialog.
    pub(crate) fn window(
        &self,
        channel: Channel,
        dialog: Option<&Dialog>,
        now: Timestamp,
    ) -> ReplyWindow {
        let Some((_, carriage)) = self.carriers.get(&channel) else { return ReplyWindow::Open };
        let until = dialog.and_then(|dialog| dialog.window_until);
        match (carriage.window, carriage.has_template) {
            (None, _) => ReplyWindow::Open,
            (Some(_), _) if until.is_some_and(|until| now < until) => ReplyWindow::Open,
            (Some(_), true) => ReplyWindow::Template,
            (Some(_), false) => ReplyWindow::Closed,
        }
    }

    /// Refuses what somebody of the desk would say and nobody could bring.
    pub(crate) fn may_say(
        &self,
        channel: Channel,
        dialog: Option<&Dialog>,
        now: Timestamp,
    ) -> Result<(), Error> {
        match self.window(channel, dialog, now) {
            ReplyWindow::Open | ReplyWindow::Template => Ok(()),
            ReplyWindow::Closed => Err(Error::WindowClosed),
        }
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

/// What a text channel takes for somebody now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReplyWindow {
    /// Whatever is said.
    Open,
    /// A template alone: what is said waits for their answer.
    Template,
    /// Nothing.
    Closed,
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
    /// Whether what is handed in was answered before.
    pub(crate) is_known: bool,
    /// Which of the names that they are called by have an owner.
    pub(crate) taken: BTreeMap<UniqueKey, RecordId>,
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
    /// For what an attachment is.
    pub(crate) attachment: EntryId,
}
