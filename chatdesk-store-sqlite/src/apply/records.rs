//! Records put: contacts, sessions and entries here, tickets beside.

use chatdesk_core::{Contact, Entry, Position, Record, RecordId, Session, Timestamp, Version};
use rusqlite::{Connection, Result, named_params, params};

use super::{panel, tickets};
use crate::{
    row::{PANEL, int},
    search,
    word::Word,
};

pub(super) fn put(conn: &Connection, records: &[Record], last: Position) -> Result<()> {
    for record in records {
        match record {
            Record::Contact(contact) => put_contact(conn, contact, last)?,
            Record::Session(session) => put_session(conn, session, last)?,
            Record::Entry(entry) => put_entry(conn, entry, last)?,
            Record::Ticket(_) => {}
        }
    }
    // Their sessions may be made by the same batch.
    let tickets = records.iter().filter_map(|record| match record {
        Record::Ticket(ticket) => Some(ticket),
        _ => None,
    });
    tickets.into_iter().try_for_each(|ticket| tickets::put(conn, ticket, last))
}

fn put_contact(conn: &Connection, contact: &Contact, last: Position) -> Result<()> {
    let is_new = contact.version == Version::NONE;
    if !is_new {
        search::forget_contact(conn, contact.id)?;
    }
    let sql = if is_new {
        "INSERT INTO contacts (id, version, changed, kind, address, name, email, phone, said_at, \
         switch, switched_at, switched_by, created_at) VALUES (:id, :version, :changed, :kind, :address, \
         :name, :email, :phone, :said_at, :switch, :switched_at, :switched_by, :created_at)"
    } else {
        "UPDATE contacts SET version = :version, changed = :changed, kind = :kind, \
         address = :address, name = :name, email = :email, phone = :phone, said_at = :said_at, switch = :switch, \
         switched_at = :switched_at, switched_by = :switched_by, created_at = :created_at \
         WHERE id = :id"
    };
    conn.prepare_cached(sql)?.execute(named_params! {
        ":id": contact.id.uuid().as_bytes(),
        ":version": int(contact.version.next().get()),
        ":changed": int(last.get()),
        ":kind": contact.kind.word(),
        ":address": contact.address.as_str(),
        ":name": contact.profile.name,
        ":email": contact.profile.email,
        ":phone": contact.profile.phone,
        ":said_at": contact.said_at.map(Timestamp::as_micros),
        ":switch": contact.switch.word(),
        ":switched_at": contact.switched.as_ref().map(|switched| switched.at.as_micros()),
        ":switched_by": contact.switched.as_ref().map(|switched| &switched.by),
        ":created_at": contact.created_at.as_micros(),
    })?;
    search::learn_contact(conn, contact.id)
}

fn put_session(conn: &Connection, session: &Session, last: Position) -> Result<()> {
    panel::put(conn, session)?;
    let sql = if session.version == Version::NONE {
        MAKE_SESSION
    } else if stays_where_it_is(conn, session)? {
        return write_on(conn, session, last);
    } else {
        follow_contact(conn, session, last)?;
        PUT_SESSION
    };
    let (agent, preview) = (session.agent.as_ref(), session.preview.as_ref());
    conn.prepare_cached(sql)?.execute(named_params! {
        ":id": session.id.uuid().as_bytes(),
        ":version": int(session.version.next().get()),
        ":changed": int(last.get()),
        ":kind": session.kind.word(),
        ":channel": session.channel.word(),
        ":contact": session.contact.uuid().as_bytes(),
        ":agent_id": agent.map(|agent| &agent.id),
        ":agent_name": agent.map(|agent| &agent.name),
        ":status": status(session),
        ":subject": session.subject,
        ":tags": tags(session)?,
        ":last_seq": int(session.last_seq.get()),
        ":customer_sent": int(session.sent.customer),
        ":desk_sent": int(session.sent.desk),
        ":preview_text": preview.map(|preview| &preview.text),
        ":preview_sender": preview.map(|preview| preview.sender.word()),
        ":preview_at": preview.map(|preview| preview.at.as_micros()),
        ":created_at": session.created_at.as_micros(),
        ":updated_at": session.updated_at.as_micros(),
        ":dialog": dialog(session)?,
        ":panel": panel_text(session)?,
    })?;
    Ok(())
}

const MAKE_SESSION: &str = "INSERT INTO sessions (id, version, changed, kind, channel, contact, agent_id, agent_name, \
     status, subject, tags, last_seq, customer_sent, desk_sent, preview_text, preview_sender, \
     preview_at, created_at, updated_at, dialog, panel, customer_unread, desk_unread) \
     VALUES (:id, :version, :changed, :kind, :channel, :contact, :agent_id, :agent_name, \
     :status, :subject, :tags, :last_seq, :customer_sent, :desk_sent, :preview_text, :preview_sender, \
     :preview_at, :created_at, :updated_at, :dialog, :panel, :desk_sent, :customer_sent)";

const PUT_SESSION: &str = "UPDATE sessions SET version = :version, changed = :changed, kind = :kind, \
     channel = :channel, contact = :contact, agent_id = :agent_id, agent_name = :agent_name, \
     status = :status, subject = :subject, tags = :tags, last_seq = :last_seq, \
     customer_sent = :customer_sent, desk_sent = :desk_sent, preview_text = :preview_text, \
     preview_sender = :preview_sender, preview_at = :preview_at, created_at = :created_at, \
     updated_at = :updated_at, dialog = :dialog, panel = :panel, \
     customer_unread = max(0, :desk_sent - coalesce((SELECT seen FROM cursors \
         WHERE session = :id AND reader = 'customer'), 0)), \
     desk_unread = max(0, :customer_sent - coalesce((SELECT seen FROM cursors \
         WHERE session = :id AND reader = 'desk'), 0)) \
     WHERE id = :id";

/// Whether all stays that most indexes and the counts of the desk's lists are about, as it does on every message but the
/// first.
fn stays_where_it_is(conn: &Connection, session: &Session) -> Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM sessions WHERE id = ?1 AND contact = ?2 AND status = ?3 AND kind = ?4 \
         AND channel = ?5 AND created_at = ?6 AND last_seq > 0 AND ?7 > 0",
    )?
    .exists(params![
        session.id.uuid().as_bytes(),
        session.contact.uuid().as_bytes(),
        status(session),
        session.kind.word(),
        session.channel.word(),
        session.created_at.as_micros(),
        int(session.last_seq.get()),
    ])
}

/// Writes the rest: SQLite puts every index in order that has a column in the statement, changed or not.
fn write_on(conn: &Connection, session: &Session, last: Position) -> Result<()> {
    let (agent, preview) = (session.agent.as_ref(), session.preview.as_ref());
    conn.prepare_cached(
        "UPDATE sessions SET version = :version, changed = :changed, agent_id = :agent_id, \
         agent_name = :agent_name, subject = :subject, tags = :tags, last_seq = :last_seq, \
         customer_sent = :customer_sent, desk_sent = :desk_sent, preview_text = :preview_text, \
         preview_sender = :preview_sender, preview_at = :preview_at, updated_at = :updated_at, \
         dialog = :dialog, panel = :panel, \
         customer_unread = max(0, :desk_sent - coalesce((SELECT seen FROM cursors \
             WHERE session = :id AND reader = 'customer'), 0)), \
         desk_unread = max(0, :customer_sent - coalesce((SELECT seen FROM cursors \
             WHERE session = :id AND reader = 'desk'), 0)) \
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": session.id.uuid().as_bytes(),
        ":version": int(session.version.next().get()),
        ":changed": int(last.get()),
        ":agent_id": agent.map(|agent| &agent.id),
        ":agent_name": agent.map(|agent| &agent.name),
        ":subject": session.subject,
        ":tags": tags(session)?,
        ":last_seq": int(session.last_seq.get()),
        ":customer_sent": int(session.sent.customer),
        ":desk_sent": int(session.sent.desk),
        ":preview_text": preview.map(|preview| &preview.text),
        ":preview_sender": preview.map(|preview| preview.sender.word()),
        ":preview_at": preview.map(|preview| preview.at.as_micros()),
        ":updated_at": session.updated_at.as_micros(),
        ":dialog": dialog(session)?,
        ":panel": panel_text(session)?,
    })?;
    Ok(())
}

/// Cursors name their session's contact; where that becomes another, they follow, and both begin anew.
fn follow_contact(conn: &Connection, session: &Session, last: Position) -> Result<()> {
    let (id, contact) = (session.id.uuid(), session.contact.uuid());
    let from: [u8; 16] = conn
        .prepare_cached("SELECT contact FROM sessions WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    if from == *contact.as_bytes() {
        return Ok(());
    }
    conn.prepare_cached("UPDATE contacts SET trimmed = ?3 WHERE id IN (?1, ?2)")?
        .execute(params![from, contact.as_bytes(), int(last.get())])?;
    conn.prepare_cached(
        "UPDATE contacts SET wrote_at = max(coalesce(wrote_at, f.at), f.at) \
         FROM (SELECT wrote_at AS at FROM contacts WHERE id = ?1) f \
         WHERE id = ?2 AND f.at IS NOT NULL",
    )?
    .execute(params![from, contact.as_bytes()])?;
    conn.prepare_cached("UPDATE cursors SET contact = ?2 WHERE session = ?1 AND contact <> ?2")?
        .execute([id.as_bytes(), contact.as_bytes()])
        .map(drop)
}

/// How it stands, in the word of the desk's lists, of which conversations of staff are none.
fn status(session: &Session) -> &'static str {
    if session.panel.is_some() { PANEL } else { session.status.word() }
}

/// Null for a customer's.
fn panel_text(session: &Session) -> Result<Option<String>> {
    session.panel.as_ref().map(super::events::json).transpose()
}

/// Null for none, as it mostly is.
fn tags(session: &Session) -> Result<Option<String>> {
    if session.tags.is_empty() { Ok(None) } else { super::events::json(&session.tags).map(Some) }
}

/// Null on the web.
fn dialog(session: &Session) -> Result<Option<String>> {
    session.dialog.as_ref().map(super::events::json).transpose()
}

fn put_entry(conn: &Connection, entry: &Entry, last: Position) -> Result<()> {
    if let RecordId::Session(session) = entry.subject {
        conn.prepare_cached("UPDATE sessions SET noted = ?2 WHERE id = ?1")?
            .execute(params![session.uuid().as_bytes(), int(last.get())])?;
    }
    let content = super::events::json(&entry.content)?;
    // Its row may have gone with the record that it belongs to: an entry that is put in the same batch stays.
    conn.prepare_cached(
        "INSERT INTO entries (id, version, changed, subject, kind, at, content) \
         VALUES (:id, :version, :changed, :subject, :kind, :at, :content) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, changed = excluded.changed, \
         subject = excluded.subject, kind = excluded.kind, at = excluded.at, \
         content = excluded.content",
    )?
    .execute(named_params! {
        ":id": entry.id.uuid().as_bytes(),
        ":version": int(entry.version.next().get()),
        ":changed": int(last.get()),
        ":subject": entry.subject.to_string(),
        ":kind": entry.content.kind().as_str(),
        ":at": entry.at.as_micros(),
        ":content": content,
    })?;
    Ok(())
}
