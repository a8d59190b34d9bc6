//! A member of a conversation of staff has read further.

use super::{seat, with_member};
use crate::{
    Actor, Batch, Error, EventActor, EventKind, Given, Invalid, Message, Reader, Record, Thread,
    Timestamp,
    rules::{Decision, access, read::seq, session},
};

/// What [`read`] decides on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The session with the message that is read up to, where there is one.
    pub(crate) thread: Option<Thread>,
    /// The newest message of the reader's own up to there.
    pub(crate) own: Option<Message>,
}

/// Moves the reader's own cursor; comes to what is left unread.
pub(crate) fn read(
    facts: &Facts,
    (actor, up_to): (&Actor, &Given<i64>),
    now: Timestamp,
) -> Result<Decision<u64>, Error> {
    let staff = access::staff(actor)?;
    let seat = seat(staff, facts.thread.as_ref().map(|thread| &thread.view))?;
    let up_to = *up_to.as_ref().map_err(Clone::clone)?;
    if up_to < 1 {
        let detail = format!("is {up_to}; the id of a message read is needed, from 1");
        return Err(Invalid::new("/up_to", detail).into());
    }
    let n_unread = |seen: u64| {
        let others = seat.panel.n_sent.saturating_sub(seat.member.sent);
        others.saturating_sub(seen)
    };
    if !seat.member.is_in() {
        // What they saw stays as they saw it.
        let seen = seat.view.seen_by(&staff.id).ok_or(Error::NotFound)?;
        return Ok(Decision::nothing(seen.unread(crate::Side::Desk)));
    }
    let message = facts.thread.as_ref().and_then(|thread| thread.messages.first());
    let (seq, seen) = match message {
        Some(message) if message.seq == seq(up_to) => {
            let own = facts.own.as_ref().map_or(0, |own| own.sent.customer);
            (message.seq, message.sent.desk.saturating_sub(own))
        }
        // Past the last counts as the last.
        _ => (seat.view.session.last_seq, seat.panel.n_sent.saturating_sub(seat.member.sent)),
    };
    if seq <= seat.member.read {
        return Ok(Decision::nothing(n_unread(seat.member.seen)));
    }
    let mut session = seat.view.session.clone();
    if let Some(panel) = &mut session.panel {
        with_member(panel, staff, |member| {
            member.read = seq;
            member.seen = seen;
        });
    }
    let mut batch = Batch::at(now);
    let (kind, actor) = (
        EventKind::SessionRead { reader: Reader::Desk },
        EventActor::Desk { id: staff.id.clone() },
    );
    batch.events.push(session::event(kind, &session, actor));
    batch.put.push(Record::Session(session));
    Ok(Decision::write(batch, n_unread(seen)))
}
