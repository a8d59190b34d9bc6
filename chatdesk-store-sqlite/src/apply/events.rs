//! Facts added to the log.

use chatdesk_core::{Audience, NewEvent, Position};
use rusqlite::{Connection, Error, Result, named_params};
use serde::Serialize;

use crate::{row::int, word::Word};

/// Writes events after position `head`, in their order.
pub(super) fn write(conn: &Connection, events: &[NewEvent], head: Position) -> Result<()> {
    for (position, event) in (head.get() + 1..).zip(events) {
        let contact = match event.audience {
            Audience::Customer(contact) => Some(contact.uuid()),
            Audience::Desk => None,
        };
        conn.prepare_cached(
            "INSERT INTO events (position, kind, subject, version, actor, at, contact, keep) \
             VALUES (:position, :kind, :subject, :version, :actor, :at, :contact, :keep)",
        )?
        .execute(named_params! {
            ":position": int(position),
            ":kind": json(&event.kind)?,
            ":subject": event.subject.to_string(),
            ":version": int(event.version.get()),
            ":actor": json(&event.actor)?,
            ":at": event.at.as_micros(),
            ":contact": contact.as_ref().map(uuid::Uuid::as_bytes),
            ":keep": event.keep.word(),
        })?;
    }
    Ok(())
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::ToSqlConversionFailure(error.into()))
}
