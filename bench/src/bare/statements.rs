//! The statements of `chatdesk-store-sqlite` for one more message of a customer, word for word.
//!
//! A test looks each of them up in that crate, so that the limit stays the limit of what is really done.

pub(super) const PRAGMAS: &str = "PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000;";

pub(super) const HEAD: &str = "SELECT head, at FROM log_head WHERE one = 1";

pub(super) const CONTACT_VERSION: &str = "SELECT version FROM contacts WHERE id = ?1";

pub(super) const SESSION_VERSION: &str = "SELECT version FROM sessions WHERE id = ?1";

pub(super) const LAST_SEQ: &str = "SELECT max(last_seq, coalesce((SELECT max(seq) FROM messages WHERE session = ?1), 0)) \
     FROM sessions WHERE id = ?1";

pub(super) const REPEAT: &str = "SELECT 1 FROM messages WHERE session = ?1 AND sender_kind = ?2 AND sender_id = ?3 \
     AND client_id = ?4";

pub(super) const STAYS: &str = "SELECT 1 FROM sessions WHERE id = ?1 AND contact = ?2 AND status = ?3 AND kind = ?4 \
         AND channel = ?5 AND created_at = ?6 AND last_seq > 0 AND ?7 > 0";

pub(super) const WRITE_ON: &str = "UPDATE sessions SET version = :version, changed = :changed, agent_id = :agent_id, \
         agent_name = :agent_name, subject = :subject, tags = :tags, last_seq = :last_seq, \
         customer_sent = :customer_sent, desk_sent = :desk_sent, preview_text = :preview_text, \
         preview_sender = :preview_sender, preview_at = :preview_at, updated_at = :updated_at, \
         dialog = :dialog, panel = :panel, \
         customer_unread = max(0, :desk_sent - coalesce((SELECT seen FROM cursors \
             WHERE session = :id AND reader = 'customer'), 0)), \
         desk_unread = max(0, :customer_sent - coalesce((SELECT seen FROM cursors \
             WHERE session = :id AND reader = 'desk'), 0)) \
         WHERE id = :id";

pub(super) const INSERT_MESSAGE: &str = "INSERT INTO messages (session, seq, changed, sender_kind, sender_id, sender_name, \
         kind, content, client_id, at, customer_sent, desk_sent, receipt) \
         VALUES (:session, :seq, :changed, :sender_kind, :sender_id, :sender_name, \
         :kind, :content, :client_id, :at, :customer_sent, :desk_sent, :receipt)";

pub(super) const WROTE: &str = "UPDATE contacts SET wrote_at = max(coalesce(wrote_at, ?2), ?2) \
     WHERE id = (SELECT contact FROM sessions WHERE id = ?1)";

pub(super) const INSERT_EVENT: &str = "INSERT INTO events (position, kind, subject, version, actor, at, contact, keep, session) \
             VALUES (:position, :kind, :subject, :version, :actor, :at, :contact, :keep, :session)";

pub(super) const WRITE_HEAD: &str = "UPDATE log_head SET head = ?1, at = ?2 WHERE one = 1";

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// All source texts of the store, with single blanks, as its statements are when they run.
    fn store() -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chatdesk-store-sqlite/src");
        let mut folders = vec![folder];
        let mut text = String::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    text.push_str(&fs::read_to_string(path).unwrap());
                }
            }
        }
        single_blanks(&text.replace("\\\n", ""))
    }

    fn single_blanks(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_statement_of_the_bare_loop_is_one_of_the_store() {
        let store = store();
        let statements = [
            super::PRAGMAS,
            super::HEAD,
            super::CONTACT_VERSION,
            super::SESSION_VERSION,
            super::LAST_SEQ,
            super::REPEAT,
            super::STAYS,
            super::WRITE_ON,
            super::INSERT_MESSAGE,
            super::WROTE,
            super::INSERT_EVENT,
            super::WRITE_HEAD,
        ];
        for statement in statements {
            assert!(
                store.contains(&single_blanks(statement)),
                "the store no longer says `{statement}`; bring bench/src/bare in line with it"
            );
        }
    }
}
