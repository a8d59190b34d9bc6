//! What a rule decides on.

use std::{collections::BTreeMap, sync::LazyLock};

use chatdesk_core::{Contact, ContactId, Loaded, RecordId, Scope, SessionView, UniqueKey};
use rusqlite::{Connection, OptionalExtension, Params, Result};

use super::{VIEW, head, view};
use crate::row::{self, CONTACT, Cells};

pub(crate) fn load(conn: &Connection, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded> {
    let mut loaded = Loaded { position: head(conn)?, ..Loaded::default() };
    match scope {
        Scope::Address(address) => {
            loaded.contact =
                contact(conn, "c.address = ?1 ORDER BY c.made LIMIT 1", [address.as_str()])?;
            sessions_of_contact(conn, &mut loaded)?;
        }
        Scope::Contact(id) => {
            loaded.contact = contact(conn, "c.id = ?1", [id.uuid().as_bytes()])?;
            sessions_of_contact(conn, &mut loaded)?;
        }
        Scope::Session(session) => {
            loaded.sessions = view(conn, *session)?.into_iter().collect();
            loaded.contact = loaded.sessions.first().map(|view| view.contact.clone());
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
pub(crate) const CUSTOMER_UNREAD: &str = "SELECT coalesce(sum(customer_unread), 0) FROM sessions \
     WHERE contact = ?1 AND customer_unread > 0";

fn contact(conn: &Connection, wanted: &str, params: impl Params) -> Result<Option<Contact>> {
    conn.prepare_cached(&format!("SELECT {CONTACT} FROM contacts c WHERE {wanted}"))?
        .query_row(params, |row| row::contact(&mut Cells::of(row)))
        .optional()
}

fn sessions_of_contact(conn: &Connection, loaded: &mut Loaded) -> Result<()> {
    let Some(contact) = &loaded.contact else { return Ok(()) };
    loaded.sessions = open_sessions(conn, contact.id)?;
    loaded.unread = sum(conn, CUSTOMER_UNREAD, [contact.id.uuid().as_bytes()])?;
    Ok(())
}

fn open_sessions(conn: &Connection, contact: ContactId) -> Result<Vec<SessionView>> {
    conn.prepare_cached(&OPEN_SESSIONS)?
        .query_map([contact.uuid().as_bytes()], |row| row::view(&mut Cells::of(row)))?
        .collect()
}

pub(crate) static OPEN_SESSIONS: LazyLock<String> = LazyLock::new(|| {
    format!("{} WHERE s.contact = ?1 AND s.status <> 'ended' ORDER BY s.made DESC", *VIEW)
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
