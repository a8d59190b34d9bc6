//! Whether a batch fits: reads alone, all of them before its first write.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chatdesk_core::{
    Batch, ContactId, Expect, JobChange, JobKey, Message, MessageReceipt, Record, RecordId, Seq,
    SessionId, Ticket, Version,
};
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::{
    row::{Cells, int},
    word::Word,
};

/// Whether all that `batch` relies on is so. The answer holds until the next write of this connection.
pub(crate) fn fits(conn: &Connection, batch: &Batch) -> Result<bool> {
    Ok(versions_fit(conn, batch)?
        && tickets_fit(conn, batch)?
        && keys_fit(conn, batch)?
        && messages_fit(conn, batch)?
        && receipts_fit(conn, batch)?
        && cursors_fit(conn, batch)?
        && leases_fit(conn, batch)?)
}

fn versions_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    for Expect { record, version } in batch.expect.iter().chain(&batch.delete) {
        if stored_version(conn, *record)? != Some(*version) {
            return Ok(false);
        }
    }
    let mut written = BTreeSet::new();
    for Expect { record, .. } in &batch.delete {
        let stays = match record {
            RecordId::Contact(contact) => has_session_left(conn, batch, *contact)?,
            RecordId::Session(_) | RecordId::Ticket(_) | RecordId::Entry(_) => false,
        };
        if stays || !written.insert(*record) {
            return Ok(false);
        }
    }
    for record in &batch.put {
        let read_at = Some(record.version()).filter(|version| *version != Version::NONE);
        if !written.insert(record.id()) || stored_version(conn, record.id())? != read_at {
            return Ok(false);
        }
    }
    Ok(true)
}

fn stored_version(conn: &Connection, record: RecordId) -> Result<Option<Version>> {
    let (sql, id) = match record {
        RecordId::Contact(id) => ("SELECT version FROM contacts WHERE id = ?1", id.uuid()),
        RecordId::Session(id) => ("SELECT version FROM sessions WHERE id = ?1", id.uuid()),
        RecordId::Ticket(id) => ("SELECT version FROM tickets WHERE id = ?1", id.uuid()),
        RecordId::Entry(id) => ("SELECT version FROM entries WHERE id = ?1", id.uuid()),
    };
    let version: Option<i64> =
        conn.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
    Ok(version.map(|version| Version::new(u64::try_from(version).unwrap_or(0))))
}

/// Whether a contact who is to be deleted would leave a session behind.
fn has_session_left(conn: &Connection, batch: &Batch, contact: ContactId) -> Result<bool> {
    let gets_one = batch
        .put
        .iter()
        .any(|record| matches!(record, Record::Session(session) if session.contact == contact));
    let mut statement = conn.prepare_cached("SELECT id FROM sessions WHERE contact = ?1")?;
    let mut rows = statement.query([contact.uuid().as_bytes()])?;
    while let Some(row) = rows.next()? {
        let session = RecordId::Session(Cells::of(row).id()?);
        if !deletes(batch, session) {
            return Ok(true);
        }
    }
    Ok(gets_one)
}

fn deletes(batch: &Batch, record: RecordId) -> bool {
    batch.delete.iter().any(|expect| expect.record == record)
}

/// Whether each ticket that is put has a session that stays, and each that is made its number and session alone.
fn tickets_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    let (mut numbers, mut sessions) = (HashSet::new(), HashSet::new());
    for record in &batch.put {
        let Record::Ticket(ticket) = record else { continue };
        let session = RecordId::Session(ticket.session);
        let there = makes(batch, ticket.session) || stored_version(conn, session)?.is_some();
        let is_alone = numbers.insert(ticket.number) && sessions.insert(ticket.session);
        if !there || deletes(batch, session) || !is_alone {
            return Ok(false);
        }
        if ticket.version == Version::NONE && has_rival(conn, batch, ticket)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether another ticket that stays has the number or the session of one that is made.
fn has_rival(conn: &Connection, batch: &Batch, ticket: &Ticket) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT id, session FROM tickets WHERE number = ?1 UNION ALL \
         SELECT id, session FROM tickets \
         WHERE session_made = (SELECT made FROM sessions WHERE id = ?2)",
    )?;
    let mut rows =
        statement.query(params![int(ticket.number.get()), ticket.session.uuid().as_bytes()])?;
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        let (id, session) = (RecordId::Ticket(cells.id()?), RecordId::Session(cells.id()?));
        if !deletes(batch, id) && !deletes(batch, session) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keys are released, and records deleted with theirs, before others are claimed.
fn keys_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    let mut released = HashSet::new();
    for release in &batch.release {
        let taken = conn
            .prepare_cached("SELECT 1 FROM keys WHERE key = ?1 AND owner <> ?2")?
            .exists([release.key.as_str(), &release.owner.to_string()])?;
        if taken {
            return Ok(false);
        }
        released.insert(&release.key);
    }
    let mut claimed = HashSet::new();
    for claim in &batch.claim {
        if !claimed.insert(&claim.key) {
            return Ok(false);
        }
        if released.contains(&claim.key) {
            continue;
        }
        let owned = conn
            .prepare_cached("SELECT owner, until FROM keys WHERE key = ?1")?
            .query_row([claim.key.as_str()], |row| {
                let mut cells = Cells::of(row);
                Ok((cells.parsed()?, cells.maybe_time()?))
            })
            .optional()?;
        let free = owned.is_none_or(|(owner, until)| {
            until.is_some_and(|until| until <= batch.now) || deletes(batch, owner)
        });
        if !free {
            return Ok(false);
        }
    }
    Ok(true)
}

fn messages_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    let mut next: BTreeMap<SessionId, Seq> = BTreeMap::new();
    let mut repeats = HashSet::new();
    for message in &batch.messages {
        let last = match next.get(&message.session) {
            Some(last) => *last,
            None => match last_seq(conn, batch, message.session)? {
                Some(last) => last,
                None => return Ok(false),
            },
        };
        if message.seq != last.next() {
            return Ok(false);
        }
        next.insert(message.session, message.seq);
        if let Some(client_id) = &message.client_id {
            let repeat = (message.session, message.sender.kind, &message.sender.id, client_id);
            if !repeats.insert(repeat) || is_repeat(conn, message)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The position of a session's newest message; `None` when there is no such session.
///
/// Both the record and the rows are asked: the record alone knows what retention removed.
fn last_seq(conn: &Connection, batch: &Batch, session: SessionId) -> Result<Option<Seq>> {
    if deletes(batch, RecordId::Session(session)) {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(
        "SELECT max(last_seq, coalesce((SELECT max(seq) FROM messages WHERE session = ?1), 0)) \
         FROM sessions WHERE id = ?1",
    )?;
    let last: Option<i64> =
        statement.query_row([session.uuid().as_bytes()], |row| row.get(0)).optional()?;
    let stored = last.map(|last| Seq::new(u64::try_from(last).unwrap_or(0)));
    Ok(stored.or_else(|| makes(batch, session).then_some(Seq::ZERO)))
}

/// Whether this batch itself makes the session.
fn makes(batch: &Batch, session: SessionId) -> bool {
    batch.put.iter().any(|record| matches!(record, Record::Session(made) if made.id == session))
}

fn is_repeat(conn: &Connection, message: &Message) -> Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM messages WHERE session = ?1 AND sender_kind = ?2 AND sender_id = ?3 \
         AND client_id = ?4",
    )?
    .exists(params![
        message.session.uuid().as_bytes(),
        message.sender.kind.word(),
        message.sender.id,
        message.client_id.as_ref().map(chatdesk_core::ClientId::as_str),
    ])
}

/// Whether each is of a message that is there, or that the batch appends.
fn receipts_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    for MessageReceipt { session, seq, .. } in &batch.receipts {
        let is_appended = |message: &Message| message.session == *session && message.seq == *seq;
        let there = batch.messages.iter().any(is_appended)
            || conn
                .prepare_cached("SELECT 1 FROM messages WHERE session = ?1 AND seq = ?2")?
                .exists(params![session.uuid().as_bytes(), int(seq.get())])?;
        if !there || deletes(batch, RecordId::Session(*session)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn cursors_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    for cursor in &batch.cursors {
        let session = RecordId::Session(cursor.session);
        let there = makes(batch, cursor.session) || stored_version(conn, session)?.is_some();
        if !there || deletes(batch, session) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn leases_fit(conn: &Connection, batch: &Batch) -> Result<bool> {
    // Who settles twice in one batch, or after taking the job away, holds nothing the second time.
    let mut spent: HashSet<&JobKey> = HashSet::new();
    for change in &batch.jobs {
        match change {
            JobChange::Schedule(job) => {
                spent.insert(&job.key);
            }
            JobChange::Cancel(key) => {
                spent.insert(key);
            }
            JobChange::Revive { key, .. } => {
                let is_buried = conn
                    .prepare_cached("SELECT 1 FROM jobs WHERE key = ?1 AND buried = 1")?
                    .exists([key.as_str()])?;
                if !is_buried || !spent.insert(key) {
                    return Ok(false);
                }
            }
            JobChange::Settle { key, token }
            | JobChange::Retry { key, token, .. }
            | JobChange::PutBack { key, token, .. }
            | JobChange::Bury { key, token, .. } => {
                let current: bool = conn
                    .prepare_cached("SELECT 1 FROM jobs WHERE key = ?1 AND lease = ?2")?
                    .exists(params![key.as_str(), int(token.get())])?;
                if !current || !spent.insert(key) {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}
