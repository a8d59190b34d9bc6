//! Facts added to the log.

use chatdesk_core::{Audience, NewEvent, Timestamp};
use rusqlite::{Connection, Error, Result, named_params};
use serde::Serialize;

use crate::{group::End, row::int, word::Word};

/// Writes events behind the end of the log, in their order; in the log time never goes back.
pub(super) fn write(conn: &Connection, events: &[NewEvent], end: End) -> Result<Timestamp> {
    let mut at = end.at;
    for (position, event) in (end.head.get() + 1..).zip(events) {
        at = at.max(event.at);
        let (contact, session) = match event.audience {
            Audience::Customer(contact) => (Some(contact.uuid()), None),
            Audience::Desk => (None, None),
            Audience::Members(session) => (None, Some(session.uuid())),
        };
        conn.prepare_cached(
            "INSERT INTO events (position, kind, subject, version, actor, at, contact, keep, session) \
             VALUES (:position, :kind, :subject, :version, :actor, :at, :contact, :keep, :session)",
        )?
        .execute(named_params! {
            ":position": int(position),
            ":kind": json(&event.kind)?,
            ":subject": event.subject.to_string(),
            ":version": int(event.version.get()),
            ":actor": json(&event.actor)?,
            ":at": at.as_micros(),
            ":contact": contact.as_ref().map(uuid::Uuid::as_bytes),
            ":keep": event.keep.word(),
            ":session": session.as_ref().map(uuid::Uuid::as_bytes),
        })?;
    }
    Ok(at)
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::ToSqlConversionFailure(error.into()))
}
