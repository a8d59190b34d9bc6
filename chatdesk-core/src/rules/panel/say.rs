//! Somebody writes in a conversation of staff.

use super::{agent_of, seat, with_member};
use crate::{
    Batch, ClientId, Counts, Error, EventActor, EventKind, Message, MessageKind, MessageText,
    Position, Preview, Record, SessionView, Staff,
    rules::{Policy, alert, session, text::preview},
};

/// Adds the message and the session that now ends with it. `sent` of the message is what its sender wrote up to it, and
/// what all did.
pub(in crate::rules) fn say(
    view: &SessionView,
    (staff, text, client_id): (&Staff, &MessageText, Option<&ClientId>),
    policy: &Policy,
    mut batch: Batch,
) -> Result<(Batch, Message), Error> {
    let seat = seat(staff, Some(view))?.still_in()?;
    let mut session = view.session.clone();
    let at = batch.now.max(session.updated_at);
    let seq = session.last_seq.next();
    let sent = Counts { customer: seat.member.sent + 1, desk: seat.panel.n_sent + 1 };
    let sender = staff.sender();
    session.last_seq = seq;
    session.updated_at = at;
    session.preview = Some(Preview { text: preview(text.as_str()), sender: sender.kind, at });
    if let Some(panel) = &mut session.panel {
        panel.n_sent = sent.desk;
        panel.said_by = Some(Box::new(agent_of(staff)));
        with_member(panel, staff, |member| member.sent = sent.customer);
    }
    let message = Message {
        session: session.id,
        seq,
        changed: Position::ZERO,
        sender,
        kind: MessageKind::Text,
        content: text.as_str().to_owned(),
        client_id: client_id.cloned(),
        at,
        sent,
        receipt: None,
    };
    let actor = EventActor::Desk { id: staff.id.clone() };
    batch.events.push(session::event(EventKind::MessageSent { seq }, &session, actor));
    batch.messages.push(message.clone());
    alert::schedule(&session, policy, &mut batch);
    batch.put.push(Record::Session(session));
    Ok((batch, message))
}
