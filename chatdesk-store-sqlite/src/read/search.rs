//! Sessions by words.

use std::{collections::HashSet, slice};

use chatdesk_core::{Page, PageKey, Search, StatusFilter};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use uuid::Uuid;

use super::list::{inbox_statuses, sessions};
use crate::{
    row::{Cells, int},
    search::{SEQ_BITS, query},
    word::Word,
};

/// So many sessions are looked up one by one.
const FEW: usize = 1_000;
/// What every key comes after.
const FIRST: PageKey = PageKey { order: u64::MAX, id: Uuid::max() };

pub(crate) fn search(conn: &Connection, search: &Search) -> Result<Page> {
    let mut keys = keys(conn, search, FEW)?;
    let has_more = keys.len() > usize::from(search.limit);
    keys.truncate(usize::from(search.limit));
    let next = keys.last().copied().filter(|_| has_more);
    Ok(Page { sessions: sessions(conn, &keys)?, next, ..Page::default() })
}

/// How many sessions there are over all pages, counted no further than `cap`.
pub(crate) fn count(conn: &Connection, search: &Search, cap: u32) -> Result<u32> {
    let limit = u16::try_from(cap).unwrap_or(u16::MAX);
    let all = Search { after: None, limit, ..search.clone() };
    Ok(u32::try_from(keys(conn, &all, FEW)?.len()).unwrap_or(cap).min(cap))
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
///
/// A `few` hits are looked up one by one. Where there are more, a walk along the sessions in their order soon has met
/// enough.
pub(crate) fn keys(conn: &Connection, search: &Search, few: usize) -> Result<Vec<PageKey>> {
    let hits = hits(conn, &search.words)?;
    if hits.len() <= few { look_up(conn, &hits, search) } else { walk(conn, &hits, search) }
}

fn look_up(conn: &Connection, hits: &HashSet<i64>, search: &Search) -> Result<Vec<PageKey>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT changed, id FROM sessions WHERE made = ?1 AND last_seq > 0 AND status IN ({})",
        words_of(search.status).join(", ")
    ))?;
    let after = search.after.unwrap_or(FIRST);
    let mut keys = Vec::new();
    for made in hits {
        let key = statement.query_row([made], key).optional()?;
        keys.extend(key.filter(|key| *key < after));
    }
    keys.sort_unstable_by(|one, other| other.cmp(one));
    keys.truncate(usize::from(search.limit) + 1);
    Ok(keys)
}

fn walk(conn: &Connection, hits: &HashSet<i64>, search: &Search) -> Result<Vec<PageKey>> {
    let mut statement = conn.prepare_cached(&walk_sql(search.status))?;
    let after = search.after.unwrap_or(FIRST);
    let mut rows = statement.query(params![int(after.order), after.id.as_bytes()])?;
    let mut keys = Vec::new();
    while keys.len() <= usize::from(search.limit) {
        let Some(row) = rows.next()? else { break };
        if hits.contains(&row.get(2)?) {
            keys.push(key(row)?);
        }
    }
    Ok(keys)
}

pub(crate) fn walk_sql(filter: StatusFilter) -> String {
    let part = |status: String| {
        format!(
            "SELECT changed, id, made FROM sessions WHERE last_seq > 0 AND status = {status} \
             AND (changed, id) < (?1, ?2)"
        )
    };
    let parts: Vec<_> = words_of(filter).into_iter().map(part).collect();
    format!("{} ORDER BY changed DESC, id DESC", parts.join(" UNION ALL "))
}

fn words_of(filter: StatusFilter) -> Vec<String> {
    inbox_statuses(filter).iter().map(|status| format!("'{}'", status.word())).collect()
}

fn key(row: &Row<'_>) -> Result<PageKey> {
    let mut cells = Cells::of(row);
    Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
}
