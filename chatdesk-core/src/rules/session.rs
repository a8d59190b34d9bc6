//! How a session begins, and how the log tells of it, whatever rule it is part of.

use crate::{
    Audience, Channel, Contact, ContactKind, Counts, Dialog, EventActor, EventKind, Keep, NewEvent,
    Position, RecordId, Seq, Session, SessionId, SessionKind, SessionStatus, Timestamp, Version,
};

/// A session of somebody that holds nothing yet.
pub(super) fn begin(id: SessionId, contact: &Contact, channel: Channel, now: Timestamp) -> Session {
    Session {
        id,
        version: Version::NONE,
        changed: Position::ZERO,
        kind: match contact.kind {
            ContactKind::User => SessionKind::Support,
            ContactKind::Visitor => SessionKind::Visitor,
            ContactKind::Desk => SessionKind::Panel,
        },
        channel,
        contact: contact.id,
        agent: None,
        status: SessionStatus::Waiting,
        subject: None,
        tags: Vec::new(),
        last_seq: Seq::ZERO,
        sent: Counts::default(),
        preview: None,
        dialog: channel.is_by_text().then(Dialog::default),
        panel: None,
        created_at: now,
        updated_at: now,
    }
}

/// What happened to a session, for its customer and the desk or for its members, at the instant of its last change.
pub(super) fn event(kind: EventKind, session: &Session, actor: EventActor) -> NewEvent {
    NewEvent {
        kind,
        subject: RecordId::Session(session.id),
        version: session.version.next(),
        actor,
        at: session.updated_at,
        audience: match session.panel {
            Some(_) => Audience::Members(session.id),
            None => Audience::Customer(session.contact),
        },
        keep: Keep::Stream,
    }
}
