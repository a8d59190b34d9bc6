//! What changed for a customer after a position.

use std::{collections::HashMap, sync::LazyLock};

use chatdesk_core::{At, Change, Changed, ContactId, Position, Seq, SessionId, SessionView};
use rusqlite::{Connection, Error, Result, Row, params};
use uuid::Uuid;

use super::view;
use crate::row::{self, CONTACT, CURSOR, Cells, MESSAGE, int};

pub(crate) fn changed(
    conn: &Connection,
    position: Position,
    contact: ContactId,
    after: Position,
    limit: u16,
) -> Result<At<Changed>> {
    let found = find(conn, contact, after, limit)?;
    let trimmed = conn
        .prepare_cached("SELECT 1 FROM contacts WHERE id = ?1 AND trimmed > ?2")?
        .exists(params![contact.uuid().as_bytes(), int(after.get())])?;
    let value = if trimmed || found.len() > usize::from(limit) {
        Changed { items: Vec::new(), more: true }
    } else {
        Changed { items: with_views(conn, found)?, more: false }
    };
    Ok(At { position, value })
}

/// A change that may still lack its session's view.
enum Found {
    Contact(chatdesk_core::Contact),
    Session(Position, SessionId),
    Message(chatdesk_core::Message),
    Cursor(chatdesk_core::Cursor),
}

impl Found {
    /// Ascending by position; at one position contact, then session, message, cursor.
    fn order(&self) -> (Position, u8, Seq) {
        match self {
            Self::Contact(contact) => (contact.changed, 0, Seq::ZERO),
            Self::Session(changed, _) => (*changed, 1, Seq::ZERO),
            Self::Message(message) => (message.changed, 2, message.seq),
            Self::Cursor(cursor) => (cursor.changed, 3, Seq::ZERO),
        }
    }
}

type Read = fn(&Row<'_>) -> Result<Found>;

/// All changes in order, or more than `limit`.
fn find(conn: &Connection, contact: ContactId, after: Position, limit: u16) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    let contact = contact.uuid();
    let reads: [(&str, Read); 3] = [
        (&CONTACTS, |row| row::contact(&mut Cells::of(row)).map(Found::Contact)),
        (SESSIONS, |row| {
            let mut cells = Cells::of(row);
            Ok(Found::Session(cells.position()?, cells.id()?))
        }),
        (&CURSORS, |row| row::cursor(&mut Cells::of(row)).map(Found::Cursor)),
    ];
    for (sql, read) in reads {
        let left = (usize::from(limit) + 1).saturating_sub(found.len());
        let params = params![contact.as_bytes(), int(after.get()), int(left as u64)];
        for item in conn.prepare_cached(sql)?.query_map(params, read)? {
            found.push(item?);
        }
    }
    messages(conn, &contact, after, limit, &mut found)?;
    found.sort_by_key(Found::order);
    Ok(found)
}

/// Goes back from the newest message of each session until one is known: within a session later ones changed later.
fn messages(
    conn: &Connection,
    contact: &Uuid,
    after: Position,
    limit: u16,
    found: &mut Vec<Found>,
) -> Result<()> {
    let mut sessions = conn.prepare_cached("SELECT id FROM sessions WHERE contact = ?1")?;
    let mut sessions = sessions.query([contact.as_bytes()])?;
    let mut newest_first = conn.prepare_cached(&MESSAGES)?;
    while let Some(session) = sessions.next()? {
        let mut rows = newest_first.query([session.get::<_, [u8; 16]>(0)?])?;
        while let Some(row) = rows.next()? {
            let message = row::message(&mut Cells::of(row))?;
            if message.changed <= after || found.len() > usize::from(limit) {
                break;
            }
            found.push(Found::Message(message));
        }
    }
    Ok(())
}

pub(crate) const SESSIONS: &str = "SELECT changed, id FROM sessions WHERE contact = ?1 AND changed > ?2 ORDER BY changed LIMIT ?3";
pub(crate) static CONTACTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {CONTACT} FROM contacts c WHERE c.id = ?1 AND c.changed > ?2 LIMIT ?3")
});
pub(crate) static MESSAGES: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {MESSAGE} FROM messages m WHERE m.session = ?1 ORDER BY m.seq DESC")
});
pub(crate) static CURSORS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {CURSOR} FROM cursors r WHERE r.contact = ?1 AND r.changed > ?2 \
         ORDER BY r.changed LIMIT ?3"
    )
});

fn with_views(conn: &Connection, found: Vec<Found>) -> Result<Vec<Change>> {
    let mut views = Views { conn, known: HashMap::new() };
    let complete = |found| {
        Ok(match found {
            Found::Contact(contact) => Change::Contact(contact),
            Found::Session(_, session) => Change::Session(views.of(session)?),
            Found::Message(message) => {
                let view = views.of(message.session)?;
                Change::Message(message, view)
            }
            Found::Cursor(cursor) => {
                let view = views.of(cursor.session)?;
                Change::Cursor(cursor, view)
            }
        })
    };
    found.into_iter().map(complete).collect()
}

/// Each session is read once, however much changed in it.
struct Views<'c> {
    conn: &'c Connection,
    known: HashMap<SessionId, SessionView>,
}

impl Views<'_> {
    fn of(&mut self, session: SessionId) -> Result<SessionView> {
        if let Some(view) = self.known.get(&session) {
            return Ok(view.clone());
        }
        let view = view(self.conn, session)?.ok_or(Error::QueryReturnedNoRows)?;
        self.known.insert(session, view.clone());
        Ok(view)
    }
}
