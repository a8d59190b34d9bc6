//! What the database says.

use std::collections::BTreeMap;

use chatdesk_tests::Server;
use rusqlite::{Connection, OpenFlags, Row};

/// Texts by session, in their order.
pub(crate) type Texts = BTreeMap<String, Vec<(u64, String)>>;

/// All messages, and how many are unread on either side by session.
pub(crate) struct Stored {
    pub(crate) texts: Texts,
    /// The customer's, and the desk's.
    pub(crate) unread: BTreeMap<String, (u64, u64)>,
}

impl Stored {
    pub(crate) fn read(server: &Server) -> Self {
        let path = server.folder().database();
        let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut texts = Texts::new();
        let mut messages = file
            .prepare(
                "SELECT 'ses_' || lower(hex(session)), seq, content FROM messages ORDER BY 1, 2",
            )
            .unwrap();
        let rows = messages.query_map([], |row| Ok((row.get(0)?, number(row, 1)?, row.get(2)?)));
        for row in rows.unwrap() {
            let (session, seq, content): (String, u64, String) = row.unwrap();
            texts.entry(session).or_default().push((seq, content));
        }
        let mut sessions = file
            .prepare("SELECT 'ses_' || lower(hex(id)), customer_unread, desk_unread FROM sessions")
            .unwrap();
        let rows =
            sessions.query_map([], |row| Ok((row.get(0)?, (number(row, 1)?, number(row, 2)?))));
        let unread = rows.unwrap().map(Result::unwrap).collect();
        Self { texts, unread }
    }
}

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}
