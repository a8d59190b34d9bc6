//! A session while something is said in it: what changes is collected, and put once.

use super::{ByText, Facts, NewIds, carry, silence};
use crate::{
    ActiveChat, Batch, Channel, Claim, ClientId, Contact, Dialog, EventActor, EventKind, Message,
    MessageKind, MessageText, NewEvent, Record, RecordId, Reply, Sender, SenderKind, Session,
    SessionView, Staff, Ticket, TicketPriority, UniqueKey, Version,
    rules::{
        append::Append,
        dialog, send, session,
        ticket::{self, make::Wish},
    },
};

/// How what the desk says gets to its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Way {
    /// Whoever carries the channel brings it.
    Carried,
    /// It is the answer to the call that it is said in.
    Answered,
}

/// A session, its ticket, and all that is to be written with them.
pub(in crate::rules) struct Talk<'a> {
    by_text: &'a ByText,
    pub(in crate::rules) session: Session,
    pub(in crate::rules) ticket: Option<Ticket>,
    /// The ticket as it was read; `None` for one that is made.
    before: Option<Ticket>,
    pub(in crate::rules) batch: Batch,
}

impl<'a> Talk<'a> {
    /// In a session that there is.
    pub(in crate::rules) fn of(view: &SessionView, by_text: &'a ByText, batch: Batch) -> Self {
        let ticket = view.ticket.clone();
        Self { by_text, session: view.session.clone(), before: ticket.clone(), ticket, batch }
    }

    /// In the session that somebody of a text channel has open, or in a new one with a ticket.
    pub(super) fn open(
        facts: &Facts,
        (contact, channel, ids): (&Contact, Channel, &NewIds),
        (by_text, actor): (&'a ByText, EventActor),
        mut batch: Batch,
    ) -> Self {
        if let Some(view) = facts.open() {
            return Self::of(view, by_text, batch);
        }
        let session = session::begin(ids.session, contact, channel, batch.now);
        let key = UniqueKey::open(contact.id, channel);
        batch.claim.push(Claim { key, owner: RecordId::Session(session.id), until: None });
        let (priority, description) = (TicketPriority::default(), String::new());
        let wish = Wish { id: ids.ticket, priority, description, actor };
        let ticket = wish.make(&session, (facts.counter.as_ref(), ids.counter), &mut batch);
        Self { by_text, session, ticket: Some(ticket), before: None, batch }
    }

    /// Says something; comes to the message.
    pub(in crate::rules) fn say(
        &mut self,
        sender: &Sender,
        text: &MessageText,
        client_id: Option<&ClientId>,
        way: Way,
    ) -> Message {
        self.add((sender, MessageKind::Text), text, client_id, way)
    }

    /// The same for what may be an attachment.
    pub(in crate::rules) fn add(
        &mut self,
        (sender, kind): (&Sender, MessageKind),
        text: &MessageText,
        client_id: Option<&ClientId>,
        way: Way,
    ) -> Message {
        let is_desks = sender.kind.side() == crate::Side::Desk;
        let carrier = self.by_text.carrier(self.session.channel);
        let carrier = carrier.filter(|_| is_desks && way == Way::Carried);
        let append = Append { sender, text, client_id, kind, carrier };
        let message = append.message(&mut self.session, &mut self.batch);
        let after = |ticket| ticket::after_message(&ticket, &self.session, &message);
        self.ticket = self.ticket.take().map(after);
        message
    }

    /// Somebody of the desk says something: they have the session where nobody had it, and on a text channel the chat goes
    /// on, or starts again, so that what is answered lands here.
    pub(in crate::rules) fn answer(
        &mut self,
        staff: &Staff,
        text: &MessageText,
        client_id: Option<&ClientId>,
    ) -> Message {
        send::take(&mut self.session, staff);
        let message = self.say(&staff.sender(), text, client_id, Way::Carried);
        self.go_on();
        message
    }

    /// The bot says something; comes to the last of it.
    pub(in crate::rules) fn reply(&mut self, replies: &[Reply], way: Way) -> Option<Message> {
        let bot = Sender { kind: SenderKind::Bot, id: "bot".to_owned(), name: None };
        let mut last = None;
        for reply in replies {
            let text = MessageText::of_settings(reply.text.clone());
            last = Some(self.say(&bot, &text, None, way));
        }
        last
    }

    /// Lets the chat by text go on from now, or begin.
    pub(in crate::rules) fn go_on(&mut self) {
        let Some(dialog) = self.session.dialog.take() else { return };
        let now = self.batch.now;
        let dialog = dialog::settled(&dialog, now, &self.by_text.support);
        self.session.dialog = Some(if let Some(chat) = &dialog.chat {
            let chat = ActiveChat { spoke_at: now.max(chat.spoke_at) };
            Dialog { chat: Some(chat), ..dialog }
        } else {
            silence::wait(&self.session, &self.by_text.support, &mut self.batch);
            dialog::begun(&dialog, now)
        });
    }

    /// Ends the chat by text, where one goes on; comes to whether one did.
    pub(in crate::rules) fn end_chat(&mut self) -> bool {
        let Some(dialog) = self.session.dialog.as_mut() else { return false };
        let is_active = dialog.chat.is_some();
        if is_active {
            *dialog = dialog::ended(dialog, self.batch.now);
        }
        is_active
    }

    /// They have written: what waited for that may leave, and all after it.
    pub(super) fn release(&mut self) {
        let Some(dialog) = &mut self.session.dialog else { return };
        if let Some(seq) = dialog.held.take()
            && let Some(carrier) = self.by_text.carrier(self.session.channel)
        {
            self.batch.jobs.push(carry::wait(&self.session, seq, carrier, self.batch.now));
        }
    }

    /// All that is to be written.
    pub(in crate::rules) fn done(mut self, actor: EventActor) -> Batch {
        let tells = |event: &NewEvent| event.subject == RecordId::Session(self.session.id);
        if !self.batch.events.iter().any(tells) {
            self.session.updated_at = self.batch.now.max(self.session.updated_at);
            let is_new = self.session.version == Version::NONE;
            let kind = if is_new { EventKind::SessionOpened } else { EventKind::SessionChanged };
            self.batch.events.push(session::event(kind, &self.session, actor.clone()));
        }
        match (&self.before, self.ticket) {
            (Some(before), Some(after)) => ticket::save(before, after, actor, &mut self.batch),
            (None, Some(made)) => self.batch.put.push(Record::Ticket(made)),
            (_, None) => {}
        }
        self.batch.put.push(Record::Session(self.session));
        self.batch
    }
}
