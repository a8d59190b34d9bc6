//! A side has read further.

use super::{Decision, access};
use crate::{
    Actor, Audience, Batch, Cursor, Error, EventActor, EventKind, Given, Invalid, Keep, NewEvent,
    Position, Reader, RecordId, Seq, Side, Thread, Timestamp,
};

/// How far somebody has read.
#[derive(Clone, Debug)]
pub(crate) struct Read<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) up_to: &'a Given<i64>,
    pub(crate) now: Timestamp,
}

/// The window of messages that [`decide`] needs: the one at `up_to`, which knows what had been sent by then.
pub(crate) fn seq(up_to: i64) -> Seq {
    Seq::new(u64::try_from(up_to).unwrap_or(0))
}

/// Moves the cursor of the actor's side; comes to what is left unread.
pub(crate) fn decide(thread: Option<&Thread>, read: &Read<'_>) -> Result<Decision<u64>, Error> {
    let side = access::seat(read.actor, thread.map(|thread| &thread.view))?;
    let Some(thread) = thread else { return Err(Error::NotFound) };
    let up_to = *read.up_to.as_ref().map_err(Clone::clone)?;
    if up_to < 1 {
        let detail = format!("is {up_to}; the id of a message read is needed, from 1");
        return Err(Invalid::new("/up_to", detail).into());
    }
    let view = &thread.view;
    let session = &view.session;
    let (seq, sent) = match thread.messages.first() {
        Some(message) if message.seq == seq(up_to) => (message.seq, message.sent),
        // Past the last counts as the last.
        _ => (session.last_seq, session.sent),
    };
    if seq <= view.cursor(side).seq {
        return Ok(Decision::nothing(view.unread(side)));
    }
    let seen = sent.of(side.other());
    let reader = Reader::from(side);
    let mut batch = Batch::at(read.now);
    batch.cursors.push(Cursor { session: session.id, reader, seq, seen, changed: Position::ZERO });
    batch.events.push(NewEvent {
        kind: EventKind::SessionRead { reader },
        subject: RecordId::Session(session.id),
        version: session.version,
        actor: match (side, read.actor.sender()) {
            (Side::Desk, Some(sender)) => EventActor::Desk { id: sender.id },
            _ => EventActor::Customer,
        },
        at: read.now.max(session.updated_at),
        audience: Audience::Customer(session.contact),
        keep: Keep::Stream,
    });
    Ok(Decision::write(batch, session.sent.of(side.other()).saturating_sub(seen)))
}
