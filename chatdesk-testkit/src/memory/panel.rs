//! The conversations of staff that somebody is in, or was.

use std::cmp::Reverse;

use chatdesk_core::{Member, Message, Page, PageKey};

use super::{
    state::{SessionRow, State},
    words,
};

/// One of them, where it stands, and where words were found in it.
pub(crate) struct Row<'s> {
    key: PageKey,
    row: &'s SessionRow,
    found: Option<&'s Message>,
}

pub(crate) fn page(
    state: &State,
    wanted: (&str, &[String]),
    after: Option<PageKey>,
    limit: u16,
) -> Page {
    let mut rows = found(state, wanted);
    rows.retain(|row| after.is_none_or(|after| row.key < after));
    let has_more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let next = rows.last().map(|row| row.key).filter(|_| has_more);
    let found = |row: &Row<'_>| Some((row.row.session.id, row.found?.clone()));
    Page {
        matches: rows.iter().filter_map(found).collect(),
        sessions: rows.iter().filter_map(|row| state.view(row.row)).collect(),
        next,
        ..Page::default()
    }
}

/// All of them, the latest changed first.
pub(crate) fn found<'s>(state: &'s State, (id, words): (&str, &[String])) -> Vec<Row<'s>> {
    let row = |row: &'s SessionRow| {
        let member = row.session.panel.as_ref()?.member(id)?;
        let found = words::newest_with_all(seen(row, member), words);
        if found.is_none() && !words.is_empty() {
            return None;
        }
        let at = member.left.as_ref().map_or(row.session.updated_at, |left| left.at);
        let order = u64::try_from(at.as_micros()).unwrap_or(0);
        Some(Row { key: PageKey { order, id: row.session.id.uuid() }, row, found })
    };
    let mut rows: Vec<_> = state.sessions.values().filter_map(row).collect();
    rows.sort_by_key(|row| Reverse(row.key));
    rows
}

/// What somebody saw of it.
fn seen<'s>(row: &'s SessionRow, member: &Member) -> &'s [Message] {
    let Some(left) = &member.left else { return &row.messages };
    let n_seen = row.messages.partition_point(|message| message.seq <= left.last_seq);
    row.messages.get(..n_seen).unwrap_or(&row.messages)
}
