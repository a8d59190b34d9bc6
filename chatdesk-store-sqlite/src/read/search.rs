//! Sessions by words.

use std::{collections::HashSet, slice};

use chatdesk_core::{Page, PageKey, Search};
use rusqlite::{Connection, Result, params};
use uuid::Uuid;

use super::list::{inbox_statuses, sessions};
use crate::{
    row::{Cells, int},
    search::{SEQ_BITS, query},
    word::Word,
};

pub(crate) fn search(conn: &Connection, search: &Search) -> Result<Page> {
    let hits = hits(conn, &search.words)?;
    let mut keys = page(conn, &hits, search)?;
    let has_more = keys.len() > usize::from(search.limit);
    keys.truncate(usize::from(search.limit));
    let next = keys.last().copied().filter(|_| has_more);
    Ok(Page { sessions: sessions(conn, &keys)?, next, ..Page::default() })
}

/// The sessions, by the number of their making, that hold every word: in a message or in their contact.
fn hits(conn: &Connection, words: &[String]) -> Result<HashSet<i64>> {
    let mut hits: Option<HashSet<i64>> = None;
    for query in words.iter().filter_map(|word| query(slice::from_ref(word))) {
        let found = conn
            .prepare_cached(
                "SELECT rowid >> ?2 FROM message_words WHERE message_words MATCH ?1 \
                 UNION ALL SELECT s.made FROM contact_words w JOIN contacts c ON c.made = w.rowid \
                 JOIN sessions s ON s.contact = c.id WHERE contact_words MATCH ?1",
            )?
            .query_map(params![query, SEQ_BITS], |row| row.get(0))?
            .collect::<Result<HashSet<i64>>>()?;
        hits = Some(match hits {
            Some(hits) => hits.intersection(&found).copied().collect(),
            None => found,
        });
    }
    Ok(hits.unwrap_or_default())
}

/// The keys of one page and one more, newest change first.
fn page(conn: &Connection, hits: &HashSet<i64>, search: &Search) -> Result<Vec<PageKey>> {
    let after = search.after.unwrap_or(PageKey { order: u64::MAX, id: Uuid::max() });
    let statuses: Vec<_> =
        inbox_statuses(search.status).iter().map(|status| format!("'{}'", status.word())).collect();
    let hits: Vec<_> = hits.iter().map(i64::to_string).collect();
    conn.prepare_cached(&format!(
        "SELECT s.changed, s.id FROM json_each(?1) h JOIN sessions s ON s.made = h.value \
         WHERE s.last_seq > 0 AND s.status IN ({}) AND (s.changed, s.id) < (?2, ?3) \
         ORDER BY s.changed DESC, s.id DESC LIMIT ?4",
        statuses.join(", ")
    ))?
    .query_map(
        params![
            format!("[{}]", hits.join(",")),
            int(after.order),
            after.id.as_bytes(),
            u32::from(search.limit) + 1
        ],
        |row| {
            let mut cells = Cells::of(row);
            Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
        },
    )?
    .collect()
}
