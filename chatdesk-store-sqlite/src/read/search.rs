//! Sessions by words.

use std::{
    collections::{BTreeMap, HashSet},
    slice,
    sync::LazyLock,
};

use chatdesk_core::{
    AgentFilter, Message, Page, PageKey, Search, SessionFilter, SessionId, StatusFilter,
};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use uuid::Uuid;

use super::list::{inbox_statuses, sessions};
use crate::{
    row::{self, Cells, MESSAGE, int},
    search::{SEQ_BITS, any, query},
    word::Word,
};

/// Whose it is and who has it, where that is asked for.
const ALSO: &str = "(?3 IS NULL OR contact = ?3) \
     AND (?4 = 'any' OR (?4 = 'nobody' AND agent_id IS NULL) OR (?4 = 'agent' AND agent_id = ?5))";

/// The values in [`ALSO`].
struct Also<'s> {
    contact: Option<[u8; 16]>,
    which: &'static str,
    agent: Option<&'s str>,
}

impl<'s> Also<'s> {
    fn of(filter: &'s SessionFilter) -> Self {
        let contact = filter.contact.map(|contact| contact.uuid().into_bytes());
        let (which, agent) = match &filter.agent {
            AgentFilter::Any => ("any", None),
            AgentFilter::Nobody => ("nobody", None),
            AgentFilter::Agent(id) => ("agent", Some(id.as_str())),
        };
        Self { contact, which, agent }
    }
}

/// So many sessions are looked up one by one.
pub(super) const FEW: usize = 1_000;
/// What every key comes after.
const FIRST: PageKey = PageKey { order: u64::MAX, id: Uuid::max() };

pub(crate) fn search(conn: &Connection, search: &Search) -> Result<Page> {
    let mut keys = keys(conn, search, FEW)?;
    let has_more = keys.len() > usize::from(search.limit);
    keys.truncate(usize::from(search.limit));
    let next = keys.last().copied().filter(|_| has_more);
    let mut matches = BTreeMap::new();
    for key in &keys {
        let session = SessionId::from_uuid(key.id);
        matches.extend(newest(conn, session, &search.words)?.map(|message| (session, message)));
    }
    Ok(Page { sessions: sessions(conn, &keys)?, matches, next, ..Page::default() })
}

/// The newest message of a session that holds all words, or else the newest that holds one.
fn newest(conn: &Connection, session: SessionId, words: &[String]) -> Result<Option<Message>> {
    let made: i64 = conn
        .prepare_cached("SELECT made FROM sessions WHERE id = ?1")?
        .query_row([session.uuid().as_bytes()], |row| row.get(0))?;
    let (first, last) = (made << SEQ_BITS, ((made + 1) << SEQ_BITS) - 1);
    let mut newest = conn.prepare_cached(
        "SELECT rowid - ?2 FROM message_words WHERE message_words MATCH ?1 \
         AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT 1",
    )?;
    for query in [query(words), any(words)].into_iter().flatten() {
        let seq: Option<i64> =
            newest.query_row(params![query, first, last], |row| row.get(0)).optional()?;
        if let Some(seq) = seq {
            return message_at(conn, session, seq);
        }
    }
    Ok(None)
}

pub(super) fn message_at(
    conn: &Connection,
    session: SessionId,
    seq: i64,
) -> Result<Option<Message>> {
    conn.prepare_cached(&MESSAGE_AT)?
        .query_row(params![session.uuid().as_bytes(), seq], |row| row::message(&mut Cells::of(row)))
        .optional()
}

static MESSAGE_AT: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {MESSAGE} FROM messages m WHERE m.session = ?1 AND m.seq = ?2")
});

/// How many sessions there are over all pages, counted no further than `cap`.
pub(crate) fn count(conn: &Connection, search: &Search, cap: u32) -> Result<u32> {
    let limit = u16::try_from(cap).unwrap_or(u16::MAX);
    let all = Search { after: None, limit, ..search.clone() };
    Ok(u32::try_from(keys(conn, &all, FEW)?.len()).unwrap_or(cap).min(cap))
}

/// Where words of a session are: in its messages, and in its contact.
const IN_SESSION: &str = "SELECT rowid >> ?2 FROM message_words WHERE message_words MATCH ?1 \
     UNION ALL SELECT s.made FROM contact_words w JOIN contacts c ON c.made = w.rowid \
     JOIN sessions s ON s.contact = c.id WHERE contact_words MATCH ?1";
/// The same, and in its ticket.
pub(super) const IN_TICKET: &str = "SELECT rowid >> ?2 FROM message_words WHERE message_words MATCH ?1 \
     UNION ALL SELECT s.made FROM contact_words w JOIN contacts c ON c.made = w.rowid \
     JOIN sessions s ON s.contact = c.id WHERE contact_words MATCH ?1 \
     UNION ALL SELECT t.session_made FROM ticket_words w JOIN tickets t ON t.number = w.rowid \
     WHERE ticket_words MATCH ?1";

/// The sessions, by the number of their making, that hold every word.
pub(super) fn hits(
    conn: &Connection,
    words: &[String],
    within: &'static str,
) -> Result<HashSet<i64>> {
    let mut hits: Option<HashSet<i64>> = None;
    for query in words.iter().filter_map(|word| query(slice::from_ref(word))) {
        let found = conn
            .prepare_cached(within)?
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
    let hits = hits(conn, &search.words, IN_SESSION)?;
    if hits.len() <= few { look_up(conn, &hits, search) } else { walk(conn, &hits, search) }
}

fn look_up(conn: &Connection, hits: &HashSet<i64>, search: &Search) -> Result<Vec<PageKey>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT changed, id FROM sessions WHERE made = ?1 AND last_seq > 0 AND status IN ({}) \
         AND {ALSO}",
        words_of(search.filter.status).join(", ")
    ))?;
    let also = Also::of(&search.filter);
    let after = search.after.unwrap_or(FIRST);
    let mut keys = Vec::new();
    for made in hits {
        let key = statement
            .query_row(params![made, 0, also.contact, also.which, also.agent], key)
            .optional()?;
        keys.extend(key.filter(|key| *key < after));
    }
    keys.sort_unstable_by(|one, other| other.cmp(one));
    keys.truncate(usize::from(search.limit) + 1);
    Ok(keys)
}

fn walk(conn: &Connection, hits: &HashSet<i64>, search: &Search) -> Result<Vec<PageKey>> {
    let mut statement = conn.prepare_cached(&walk_sql(search.filter.status))?;
    let after = search.after.unwrap_or(FIRST);
    let also = Also::of(&search.filter);
    let (order, id) = (int(after.order), after.id.as_bytes());
    let mut rows = statement.query(params![order, id, also.contact, also.which, also.agent])?;
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
             AND (changed, id) < (?1, ?2) AND {ALSO}"
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
