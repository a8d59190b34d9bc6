//! What is read, each in one snapshot.

mod changed;
mod list;
mod load;
mod log;
mod panel;
pub(crate) mod search;
mod thread;
pub(crate) mod tickets;

use std::sync::LazyLock;

use chatdesk_core::{SessionId, SessionView};
use rusqlite::{Connection, OptionalExtension, Result};

pub(crate) use self::{
    changed::changed,
    list::{count, list},
    load::load,
    log::log,
    thread::thread,
};
use crate::row::{self, CONTACT, Cells, SESSION, TICKET};

/// A session with its contact and cursors.
fn view(conn: &Connection, session: SessionId) -> Result<Option<SessionView>> {
    static SQL: LazyLock<String> = LazyLock::new(|| format!("{} WHERE s.id = ?1", *VIEW));
    conn.prepare_cached(&SQL)?
        .query_row([session.uuid().as_bytes()], |row| row::view(&mut Cells::of(row)))
        .optional()
}

/// The columns that [`row::view`] reads, from where they stand.
static VIEW: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {SESSION}, {CONTACT}, {CURSORS}, {TICKET} FROM sessions s \
         JOIN contacts c ON c.id = s.contact {WITH_REST}"
    )
});
const CURSORS: &str = "a.seq, a.seen, a.changed, b.seq, b.seen, b.changed";
const WITH_REST: &str = "LEFT JOIN cursors a ON a.session = s.id AND a.reader = 'customer' \
     LEFT JOIN cursors b ON b.session = s.id AND b.reader = 'desk' \
     LEFT JOIN tickets t ON t.session_made = s.made";
