//! What a round of the server wrote, read back.

use std::{collections::HashMap, path::Path, rc::Rc};

use rusqlite::{Connection, OpenFlags, Result, Row};

use crate::Outcome;

/// The messages of a round, in the order in which they were committed.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) messages: Vec<Written>,
}

/// A message, and what was written with it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) session: Rc<Session>,
    pub(super) contact: Vec<u8>,
    pub(super) seq: i64,
    pub(super) changed: i64,
    pub(super) sender_kind: String,
    pub(super) sender_id: String,
    pub(super) sender_name: Option<String>,
    pub(super) kind: String,
    pub(super) content: String,
    pub(super) client_id: Option<String>,
    pub(super) at: i64,
    pub(super) customer_sent: i64,
    pub(super) desk_sent: i64,
    pub(super) event: Event,
}

/// What of a session no message changes.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: Vec<u8>,
    pub(super) kind: String,
    pub(super) channel: String,
    pub(super) agent_id: Option<String>,
    pub(super) agent_name: Option<String>,
    pub(super) status: String,
    pub(super) subject: Option<String>,
    pub(super) created_at: i64,
}

/// The event that tells of a message.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) version: i64,
    pub(super) actor: String,
    pub(super) at: i64,
    pub(super) keep: String,
}

impl Rows {
    /// What `written` has and `template` has not.
    ///
    /// # Errors
    /// When either cannot be read, or nothing was written.
    pub(super) fn between(template: &Path, written: &Path) -> Outcome<Self> {
        let head: i64 =
            open(template)?.query_row("SELECT head FROM log_head", [], |row| row.get(0))?;
        let conn = open(written)?;
        let sessions = sessions(&conn)?;
        let mut statement = conn.prepare(
            "SELECT m.session, e.contact, m.seq, m.changed, m.sender_kind, m.sender_id, \
             m.sender_name, m.kind, m.content, m.client_id, m.at, m.customer_sent, m.desk_sent, \
             e.kind, e.subject, e.version, e.actor, e.at, e.keep \
             FROM messages m JOIN events e ON e.position = m.changed \
             WHERE m.changed > ?1 ORDER BY m.changed",
        )?;
        let rows = statement.query_map([head], |row| message(row, &sessions))?;
        let messages = rows.collect::<Result<Vec<_>>>()?;
        if messages.is_empty() {
            Err("no message was written".into())
        } else {
            Ok(Self { messages })
        }
    }
}

fn open(path: &Path) -> Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn sessions(conn: &Connection) -> Result<HashMap<Vec<u8>, Rc<Session>>> {
    let mut statement = conn.prepare(
        "SELECT id, kind, channel, agent_id, agent_name, status, subject, created_at FROM sessions",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Session {
            id: row.get(0)?,
            kind: row.get(1)?,
            channel: row.get(2)?,
            agent_id: row.get(3)?,
            agent_name: row.get(4)?,
            status: row.get(5)?,
            subject: row.get(6)?,
            created_at: row.get(7)?,
        })
    })?;
    rows.map(|row| row.map(|session| (session.id.clone(), Rc::new(session)))).collect()
}

fn message(row: &Row<'_>, sessions: &HashMap<Vec<u8>, Rc<Session>>) -> Result<Written> {
    let session: Vec<u8> = row.get(0)?;
    let session = sessions.get(&session).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(Written {
        session: Rc::clone(session),
        contact: row.get(1)?,
        seq: row.get(2)?,
        changed: row.get(3)?,
        sender_kind: row.get(4)?,
        sender_id: row.get(5)?,
        sender_name: row.get(6)?,
        kind: row.get(7)?,
        content: row.get(8)?,
        client_id: row.get(9)?,
        at: row.get(10)?,
        customer_sent: row.get(11)?,
        desk_sent: row.get(12)?,
        event: Event {
            kind: row.get(13)?,
            subject: row.get(14)?,
            version: row.get(15)?,
            actor: row.get(16)?,
            at: row.get(17)?,
            keep: row.get(18)?,
        },
    })
}
