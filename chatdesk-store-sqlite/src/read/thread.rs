//! A session and a window of its messages.

use chatdesk_core::{At, Message, Position, SessionId, Thread, Window};
use rusqlite::{Connection, Params, Result, params};

use super::view;
use crate::{
    row::{self, Cells, MESSAGE, int},
    word::Word,
};

pub(crate) fn thread(
    conn: &Connection,
    position: Position,
    session: SessionId,
    window: &Window,
) -> Result<At<Option<Thread>>> {
    let Some(view) = view(conn, session)? else { return Ok(At { position, value: None }) };
    let (messages, has_more) = messages(conn, session, window)?;
    Ok(At { position, value: Some(Thread { view, messages, has_more }) })
}

/// The messages, ascending, and whether there are more in the direction asked.
fn messages(
    conn: &Connection,
    session: SessionId,
    window: &Window,
) -> Result<(Vec<Message>, bool)> {
    let id = session.uuid();
    let id = id.as_bytes();
    match window {
        Window::Newest { limit } => {
            let found =
                select(conn, "ORDER BY m.seq DESC LIMIT ?2", params![id, u32::from(*limit) + 1])?;
            Ok(latest(found, *limit))
        }
        Window::Before { seq, limit } => {
            let params = params![id, int(seq.get()), u32::from(*limit) + 1];
            let found = select(conn, "AND m.seq < ?2 ORDER BY m.seq DESC LIMIT ?3", params)?;
            Ok(latest(found, *limit))
        }
        Window::After { seq, limit } => {
            let params = params![id, int(seq.get()), u32::from(*limit) + 1];
            let found = select(conn, "AND m.seq > ?2 ORDER BY m.seq LIMIT ?3", params)?;
            Ok(cut(found, *limit))
        }
        Window::Repeat { sender, client_id } => {
            let params = params![id, sender.kind.word(), sender.id, client_id.as_str()];
            let wanted = "AND m.sender_kind = ?2 AND m.sender_id = ?3 AND m.client_id = ?4";
            Ok((select(conn, wanted, params)?, false))
        }
        Window::LatestOf { sender, up_to } => {
            let params = params![id, sender.kind.word(), sender.id, int(up_to.get())];
            let wanted = "AND m.sender_kind = ?2 AND m.sender_id = ?3 AND m.seq <= ?4 \
                 ORDER BY m.seq DESC LIMIT 1";
            Ok((select(conn, wanted, params)?, false))
        }
    }
}

fn select(conn: &Connection, wanted: &str, params: impl Params) -> Result<Vec<Message>> {
    conn.prepare_cached(&format!("SELECT {MESSAGE} FROM messages m WHERE m.session = ?1 {wanted}"))?
        .query_map(params, |row| row::message(&mut Cells::of(row)))?
        .collect()
}

/// One more than the limit was asked for, to learn whether there is more.
fn cut(mut messages: Vec<Message>, limit: u16) -> (Vec<Message>, bool) {
    let has_more = messages.len() > usize::from(limit);
    messages.truncate(usize::from(limit));
    (messages, has_more)
}

/// The same for messages that were found from the newest backwards.
fn latest(messages: Vec<Message>, limit: u16) -> (Vec<Message>, bool) {
    let (mut messages, has_more) = cut(messages, limit);
    messages.reverse();
    (messages, has_more)
}
