//! Messages appended.

use chatdesk_core::{ClientId, Message, MessageReceipt, Position, Side};
use rusqlite::{Connection, Result, named_params, params};

use crate::{row::int, word::Word};

pub(super) fn append(conn: &Connection, messages: &[Message], last: Position) -> Result<()> {
    for message in messages {
        insert(conn, message, last)?;
        if message.sender.kind.side() == Side::Customer {
            conn.prepare_cached(
                "UPDATE contacts SET wrote_at = max(coalesce(wrote_at, ?2), ?2) \
                 WHERE id = (SELECT contact FROM sessions WHERE id = ?1)",
            )?
            .execute(params![message.session.uuid().as_bytes(), message.at.as_micros()])?;
        }
    }
    Ok(())
}

fn insert(conn: &Connection, message: &Message, last: Position) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO messages (session, seq, changed, sender_kind, sender_id, sender_name, \
         kind, content, client_id, at, customer_sent, desk_sent, receipt) \
         VALUES (:session, :seq, :changed, :sender_kind, :sender_id, :sender_name, \
         :kind, :content, :client_id, :at, :customer_sent, :desk_sent, :receipt)",
    )?
    .execute(named_params! {
        ":session": message.session.uuid().as_bytes(),
        ":seq": int(message.seq.get()),
        ":changed": int(last.get()),
        ":sender_kind": message.sender.kind.word(),
        ":sender_id": message.sender.id,
        ":sender_name": message.sender.name,
        ":kind": message.kind.word(),
        ":content": message.content,
        ":client_id": message.client_id.as_ref().map(ClientId::as_str),
        ":at": message.at.as_micros(),
        ":customer_sent": int(message.sent.customer),
        ":desk_sent": int(message.sent.desk),
        ":receipt": message.receipt.as_ref().map(super::events::json).transpose()?,
    })?;
    Ok(())
}

/// Says how far messages got.
pub(super) fn receive(conn: &Connection, receipts: &[MessageReceipt]) -> Result<()> {
    for MessageReceipt { session, seq, receipt } in receipts {
        let receipt = super::events::json(receipt)?;
        conn.prepare_cached("UPDATE messages SET receipt = ?3 WHERE session = ?1 AND seq = ?2")?
            .execute(params![session.uuid().as_bytes(), int(seq.get()), receipt])?;
    }
    Ok(())
}
