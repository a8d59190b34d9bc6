//! One more message in a session: the same for opening with a message and for sending.

use super::{conversation::carry, session, text::preview, ticket};
use crate::{
    Batch, ClientId, EventActor, EventKind, Message, MessageKind, MessageText, Preview, Receipt,
    Record, Sender, SenderKind, Session, SessionStatus, Side, Ticket,
};

/// What is appended.
pub(super) struct Append<'a> {
    pub(super) sender: &'a Sender,
    pub(super) text: &'a MessageText,
    pub(super) client_id: Option<&'a ClientId>,
    pub(super) kind: MessageKind,
    /// Who brings it to its customer; `None` where nobody does.
    pub(super) carrier: Option<&'a str>,
}

impl Append<'_> {
    /// Adds to `batch` the message, the session that now ends with it, the ticket that is talked about there, and the events
    /// that say so.
    pub(super) fn to(
        &self,
        mut session: Session,
        ticket: Option<&Ticket>,
        batch: &mut Batch,
    ) -> Message {
        let message = self.message(&mut session, batch);
        if let Some(ticket) = ticket {
            let after = ticket::after_message(ticket, &session, &message);
            ticket::save(ticket, after, self.actor(), batch);
        }
        batch.put.push(Record::Session(session));
        message
    }

    /// Adds the message and its event alone; whoever calls puts the session, and the ticket where there is one.
    pub(super) fn message(&self, session: &mut Session, batch: &mut Batch) -> Message {
        let at = batch.now.max(session.updated_at);
        let seq = session.last_seq.next();
        let sent = session.sent.with(self.kind, self.sender.kind);
        session.last_seq = seq;
        session.sent = sent;
        session.updated_at = at;
        // What the bot says is the same in every chat: lists show what people say.
        if self.sender.kind != SenderKind::Bot || session.preview.is_none() {
            let text = preview(self.text.as_str());
            session.preview = Some(Preview { text, sender: self.sender.kind, at });
        }
        if self.sender.kind == SenderKind::Admin && session.status == SessionStatus::Waiting {
            session.status = SessionStatus::Active;
        }
        let receipt = self.carrier.map(|carrier| {
            batch.jobs.push(carry::wait(session, seq, carrier, batch.now));
            Receipt::QUEUED
        });
        let message = Message {
            session: session.id,
            seq,
            changed: crate::Position::ZERO,
            sender: self.sender.clone(),
            kind: self.kind,
            content: self.text.as_str().to_owned(),
            client_id: self.client_id.cloned(),
            at,
            sent,
            receipt,
        };
        batch.events.push(session::event(EventKind::MessageSent { seq }, session, self.actor()));
        batch.messages.push(message.clone());
        message
    }

    fn actor(&self) -> EventActor {
        match (self.sender.kind.side(), self.sender.kind) {
            (Side::Customer, _) => EventActor::Customer,
            (Side::Desk, SenderKind::Bot | SenderKind::System) => EventActor::System,
            (Side::Desk, _) => EventActor::Desk { id: self.sender.id.clone() },
        }
    }
}
