//! What a rule decides on.

use std::{collections::BTreeMap, sync::LazyLock};

use chatdesk_core::{
    Contact, Loaded, Position, RecordId, Scope, SessionId, SessionView, UniqueKey,
};
use rusqlite::{Connection, OptionalExtension, Params, Result};

use super::{CURSORS, WITH_REST, view};
use crate::row::{self, CONTACT, Cells, SESSION, TICKET, int};

pub(crate) fn load(
    conn: &Connection,
    position: Position,
    scope: &Scope,
    keys: &[UniqueKey],
) -> Result<Loaded> {
    let mut loaded = Loaded { position, ..Loaded::default() };
    match scope {
        Scope::Address(address) => {
            let found = contact(conn, &CONTACT_AT, [address.as_str()])?;
            take_contact(conn, found, &mut loaded)?;
        }
        Scope::Contact(id) => {
            let found = contact(conn, &CONTACT_BY_ID, [id.uuid().as_bytes()])?;
            take_contact(conn, found, &mut loaded)?;
        }
        Scope::Session(session) => take_session(conn, Some(*session), &mut loaded)?,
        Scope::Ticket(number) => {
            let session = conn
                .prepare_cached("SELECT session FROM tickets WHERE number = ?1")?
                .query_row([int(number.get())], |row| Cells::of(row).id())
                .optional()?;
            take_session(conn, session, &mut loaded)?;
        }
        Scope::Desk => {
            loaded.unread = sum(conn, DESK_UNREAD, [])?;
        }
        Scope::Keys => {}
    }
    loaded.owners = owners(conn, keys)?;
    Ok(loaded)
}

pub(crate) const DESK_UNREAD: &str =
    "SELECT coalesce(sum(desk_unread), 0) FROM sessions WHERE desk_unread > 0";
/// A contact, and what they have not read.
static CONTACT_WITH_UNREAD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {CONTACT}, (SELECT coalesce(sum(customer_unread), 0) FROM sessions \
         WHERE contact = c.id AND customer_unread > 0) FROM contacts c"
    )
});
static CONTACT_AT: LazyLock<String> = LazyLock::new(|| {
    format!("{} WHERE c.address = ?1 ORDER BY c.made LIMIT 1", *CONTACT_WITH_UNREAD)
});
static CONTACT_BY_ID: LazyLock<String> =
    LazyLock::new(|| format!("{} WHERE c.id = ?1", *CONTACT_WITH_UNREAD));

fn contact(conn: &Connection, sql: &str, params: impl Params) -> Result<Option<(Contact, u64)>> {
    conn.prepare_cached(sql)?
        .query_row(params, |row| {
            let mut cells = Cells::of(row);
            Ok((row::contact(&mut cells)?, cells.number()?))
        })
        .optional()
}

fn take_session(conn: &Connection, session: Option<SessionId>, loaded: &mut Loaded) -> Result<()> {
    if let Some(session) = session {
        loaded.sessions = view(conn, session)?.into_iter().collect();
        loaded.contact = loaded.sessions.first().map(|view| view.contact.clone());
    }
    Ok(())
}

fn take_contact(
    conn: &Connection,
    found: Option<(Contact, u64)>,
    loaded: &mut Loaded,
) -> Result<()> {
    let Some((contact, unread)) = found else { return Ok(()) };
    loaded.sessions = open_sessions(conn, &contact)?;
    loaded.unread = unread;
    loaded.contact = Some(contact);
    Ok(())
}

/// The contact was read just before, in the same snapshot.
fn open_sessions(conn: &Connection, contact: &Contact) -> Result<Vec<SessionView>> {
    conn.prepare_cached(&OPEN_SESSIONS)?
        .query_map([contact.id.uuid().as_bytes()], |row| {
            row::view_for(&mut Cells::of(row), contact.clone())
        })?
        .collect()
}

pub(crate) static OPEN_SESSIONS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {SESSION}, {CURSORS}, {TICKET} FROM sessions s {WITH_REST} \
         WHERE s.contact = ?1 AND s.status <> 'ended' ORDER BY s.made DESC"
    )
});

fn sum(conn: &Connection, sql: &str, params: impl Params) -> Result<u64> {
    conn.prepare_cached(sql)?.query_row(params, |row| Cells::of(row).number())
}

fn owners(conn: &Connection, keys: &[UniqueKey]) -> Result<BTreeMap<UniqueKey, RecordId>> {
    let mut owners = BTreeMap::new();
    for key in keys {
        let owner = conn
            .prepare_cached("SELECT owner FROM keys WHERE key = ?1")?
            .query_row([key.as_str()], |row| Cells::of(row).parsed())
            .optional()?;
        if let Some(owner) = owner {
            owners.insert(key.clone(), owner);
        }
    }
    Ok(owners)
}
