//! A session ends; its history stays.

use super::{
    Decision, Policy, access,
    conversation::{ByText, desk},
    dialog, session,
};
use crate::{
    Actor, Batch, Claim, Error, EventActor, EventKind, Loaded, Record, RecordId, Release, Session,
    SessionStatus, SessionView, Side, Timestamp, UniqueKey,
};

/// Who ends it.
#[derive(Clone, Debug)]
pub(crate) struct End<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: Timestamp,
}

/// What [`decide`] decides on.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The session.
    pub(crate) view: Option<SessionView>,
    /// Its contact's open sessions, and who has the key of the newest.
    pub(crate) contact: Loaded,
}

/// Ends the session; when it was the newest open one, the next newest takes its place.
///
/// On a text channel the chat ends and the session stays, for that is its ticket's.
pub(crate) fn decide(
    facts: &Facts,
    end: &End<'_>,
    (policy, by_text): (&Policy, &ByText),
) -> Result<Decision<()>, Error> {
    let side = access::seat(end.actor, facts.view.as_ref())?;
    let Some(view) = &facts.view else { return Err(Error::NotFound) };
    if view.session.panel.is_some() {
        return Err(Error::Conflict("a conversation of staff does not end; leave it"));
    }
    if !view.session.status.is_open() {
        return Ok(Decision::nothing(()));
    }
    if view.session.channel.is_by_text() {
        let (message, client_id) = (&Ok(None), None);
        let speak = desk::Speak { actor: end.actor, message, client_id, now: end.now };
        return match desk::end(Some(view), &speak, (policy, by_text)) {
            Ok(Decision { batch, .. }) => Ok(Decision { batch, outcome: () }),
            Err(Error::SessionEnded) => Ok(Decision::nothing(())),
            Err(error) => Err(error),
        };
    }
    let mut batch = Batch::at(end.now);
    let actor = match (side, end.actor.sender()) {
        (Side::Desk, Some(sender)) => EventActor::Desk { id: sender.id },
        _ => EventActor::Customer,
    };
    let session = over(view.session.clone(), &facts.contact, actor, &mut batch);
    batch.put.push(Record::Session(session));
    Ok(Decision::write(batch, ()))
}

/// The session once it is over; the caller puts it.
pub(super) fn over(
    mut session: Session,
    contact: &Loaded,
    actor: EventActor,
    batch: &mut Batch,
) -> Session {
    pass_open_key(&session, contact, batch);
    session.status = SessionStatus::Ended;
    session.dialog = session.dialog.map(|it| match it.chat {
        Some(_) => dialog::ended(&it, batch.now),
        None => it,
    });
    session.updated_at = batch.now.max(session.updated_at);
    batch.events.push(session::event(EventKind::SessionEnded, &session, actor));
    session
}

fn pass_open_key(session: &Session, contact: &Loaded, batch: &mut Batch) {
    let key = UniqueKey::open(session.contact, session.channel);
    let owner = RecordId::Session(session.id);
    let holder = contact.owners.get(&key);
    if holder != Some(&owner) {
        // The holder may be ending too and then passes the key to this session: let all be looked at again.
        let views = &mut contact.sessions.iter();
        let view = views.find(|view| holder == Some(&RecordId::Session(view.session.id)));
        if let Some(SessionView { session: holder, .. }) = view {
            batch.expect(RecordId::Session(holder.id), holder.version);
        }
        return;
    }
    batch.release.push(Release { key: key.clone(), owner });
    let next = contact.sessions.iter().find(|view| view.session.id != session.id);
    if let Some(next) = next {
        let owner = RecordId::Session(next.session.id);
        // The next one must still be open when it gets the key.
        batch.expect(owner, next.session.version);
        batch.claim.push(Claim { key, owner, until: None });
    }
}
