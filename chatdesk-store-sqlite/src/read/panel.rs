//! The conversations of staff that somebody is in, or was.

use std::collections::BTreeMap;

use chatdesk_core::{Message, Page, PageKey, SessionId};
use rusqlite::{Connection, Result, params};
use uuid::Uuid;

use super::{list::sessions, search::message_at};
use crate::{
    row::{Cells, int},
    search::{SEQ_BITS, query},
};

/// Which of them.
pub(super) struct Panels<'a> {
    pub(super) member: &'a str,
    pub(super) words: &'a [String],
}

/// Of one who left what they saw is looked at, by its position.
const HOLDS: &str = "SELECT rowid - ((s.made) << ?5) FROM message_words WHERE message_words MATCH ?6 \
     AND rowid BETWEEN s.made << ?5 AND (s.made << ?5) + coalesce(p.left_seq, (1 << ?5) - 1) \
     ORDER BY rowid DESC LIMIT 1";

impl Panels<'_> {
    pub(super) fn page(
        &self,
        conn: &Connection,
        after: Option<PageKey>,
        limit: u16,
    ) -> Result<Page> {
        let mut found = self.find(conn, after, u32::from(limit) + 1)?;
        let has_more = found.len() > usize::from(limit);
        found.truncate(usize::from(limit));
        let next = found.last().map(|(key, _)| *key).filter(|_| has_more);
        let mut matches = BTreeMap::new();
        for (key, seq) in &found {
            let session = SessionId::from_uuid(key.id);
            let message: Option<Message> = match seq {
                Some(seq) => message_at(conn, session, *seq)?,
                None => None,
            };
            matches.extend(message.map(|message| (session, message)));
        }
        let keys: Vec<_> = found.into_iter().map(|(key, _)| key).collect();
        Ok(Page { sessions: sessions(conn, &keys)?, matches, next, ..Page::default() })
    }

    pub(super) fn count(&self, conn: &Connection, cap: u32) -> Result<u32> {
        let n_found = self.find(conn, None, cap)?.len();
        Ok(u32::try_from(n_found).unwrap_or(cap))
    }

    /// The keys after one, each with the newest message that holds all words, where words are looked for.
    fn find(
        &self,
        conn: &Connection,
        after: Option<PageKey>,
        limit: u32,
    ) -> Result<Vec<(PageKey, Option<i64>)>> {
        let after = after.unwrap_or(PageKey { order: u64::MAX, id: Uuid::max() });
        let words = query(self.words);
        if words.is_none() && !self.words.is_empty() {
            // Nothing of it is a word.
            return Ok(Vec::new());
        }
        let holds = if words.is_some() { format!("({HOLDS})") } else { "NULL".to_owned() };
        // Those of one person are few: they are put in order as they are found.
        let sql = format!(
            "SELECT coalesce(p.left_at, s.updated_at) AS at, s.id AS id, {holds} AS seq \
             FROM panel_members p JOIN sessions s ON s.id = p.session \
             WHERE p.member = ?1 AND (at, s.id) < (?2, ?3) AND (?6 IS NULL OR seq IS NOT NULL) \
             AND ?5 = ?5 ORDER BY at DESC, id DESC LIMIT ?4"
        );
        conn.prepare_cached(&sql)?
            .query_map(
                params![self.member, int(after.order), after.id.as_bytes(), limit, SEQ_BITS, words],
                |row| {
                    let mut cells = Cells::of(row);
                    let order = u64::try_from(cells.get::<i64>()?).unwrap_or(0);
                    let key = PageKey { order, id: cells.id::<()>()?.uuid() };
                    Ok((key, cells.get()?))
                },
            )?
            .collect()
    }
}
