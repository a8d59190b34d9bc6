//! Lists: first the keys of a page, by an index that is in the list's order, then each row by its id.

mod keys;

use std::sync::LazyLock;

use chatdesk_core::{
    Address, At, ContactId, ContactView, Entry, EntryId, EntryKind, JobState, JobView, List, Page,
    PageKey, Position, SessionId, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Result, params};
use uuid::Uuid;

use self::keys::Keys;
pub(crate) use self::keys::inbox_statuses;
use super::{panel::Panels, tickets::Tickets, view};
use crate::{
    jobs::job,
    row::{self, CONTACT, Cells, ENTRY, int},
    word::Word,
};

pub(crate) fn list(conn: &Connection, position: Position, list: &List) -> Result<At<Page>> {
    let value = match list {
        List::SessionsOf { after, limit, .. } | List::Inbox { after, limit, .. } => {
            let (keys, next) = page(conn, list, *after, *limit)?;
            Page { sessions: sessions(conn, &keys)?, next, ..Page::default() }
        }
        List::Waiting { before, limit } => {
            let keys = waiting(conn, *before, u32::from(*limit))?;
            Page { sessions: sessions(conn, &keys)?, ..Page::default() }
        }
        List::Conversations { limit } => {
            let keys = conversations(conn, u32::from(*limit))?;
            Page { sessions: sessions(conn, &keys)?, ..Page::default() }
        }
        List::Panel { member, words, after, limit } => {
            Panels { member, words }.page(conn, *after, *limit)?
        }
        List::Ended { before, limit } => {
            let keys = ended(conn, *before, u32::from(*limit))?;
            Page { sessions: sessions(conn, &keys)?, ..Page::default() }
        }
        List::Tickets { filter, sort, skip, limit } => {
            let tickets = Tickets { filter, sort: *sort }.page(conn, *skip, *limit)?;
            Page { tickets, ..Page::default() }
        }
        List::Contacts { after, limit, .. } => {
            let (keys, next) = page(conn, list, *after, *limit)?;
            Page { contacts: contacts(conn, &keys)?, next, ..Page::default() }
        }
        List::Entries { after, limit, .. } => {
            let (keys, next) = page(conn, list, *after, *limit)?;
            Page { entries: entries(conn, &keys)?, next, ..Page::default() }
        }
        List::ChangedEntries { kind, after, limit } => {
            let mut keys = changed_entries(conn, *kind, *after, u32::from(*limit) + 1)?;
            let next = cut(&mut keys, *limit);
            Page { entries: entries(conn, &keys)?, next, ..Page::default() }
        }
        List::Jobs { after, limit, .. } => {
            let (keys, next) = page(conn, list, *after, *limit)?;
            Page { jobs: jobs(conn, &keys)?, next, ..Page::default() }
        }
        List::ContactsAt { addresses } => {
            Page { contacts: contacts_at(conn, addresses)?, ..Page::default() }
        }
    };
    Ok(At { position, value })
}

pub(crate) fn count(conn: &Connection, list: &List, cap: u32) -> Result<u32> {
    let n_found = match list {
        List::Inbox { filter, .. } if *filter == filter.status.into() => {
            kept_count(conn, inbox_statuses(filter.status).iter().map(|status| status.word()))?
        }
        List::Waiting { before, .. } => waiting(conn, *before, cap)?.len() as u64,
        List::Conversations { .. } => conversations(conn, cap)?.len() as u64,
        List::Contacts { words, .. } if words.is_empty() => kept_count(conn, ["contacts"])?,
        List::Tickets { filter, sort, .. } => Tickets { filter, sort: *sort }.count(conn, cap)?,
        List::Ended { before, .. } => ended(conn, *before, cap)?.len() as u64,
        List::Panel { member, words, .. } => Panels { member, words }.count(conn, cap)?.into(),
        List::ChangedEntries { kind, .. } => changed_entries(conn, *kind, None, cap)?.len() as u64,
        List::ContactsAt { addresses } => contacts_at(conn, addresses)?.len() as u64,
        _ => match Keys::of(list) {
            Some(keys) => keys.count(conn, cap)?.into(),
            None => 0,
        },
    };
    Ok(u32::try_from(n_found).unwrap_or(u32::MAX).min(cap))
}

/// How many rows the desk's long lists have, as triggers keep it: counting them would take longer than reading a page.
fn kept_count(conn: &Connection, lists: impl IntoIterator<Item = &'static str>) -> Result<u64> {
    lists.into_iter().try_fold(0, |sum, list| {
        let n = conn
            .prepare_cached("SELECT n FROM list_counts WHERE list = ?1")?
            .query_row([list], |row| Cells::of(row).number())?;
        Ok(sum + n)
    })
}

/// The sessions of the web that wait, the first opened first.
fn waiting(
    conn: &Connection,
    before: Option<(Timestamp, SessionId)>,
    limit: u32,
) -> Result<Vec<PageKey>> {
    let before = before.map(|(at, id)| (at.as_micros(), id.uuid()));
    let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
    conn.prepare_cached(
        "SELECT changed, id FROM sessions INDEXED BY sessions_waiting \
         WHERE status = 'waiting' AND channel = 'web' AND last_seq > 0 \
         AND (created_at, id) < (?1, ?2) \
         ORDER BY created_at, id LIMIT ?3",
    )?
    .query_map(params![at, id.as_bytes(), limit], |row| {
        let mut cells = Cells::of(row);
        Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
    })?
    .collect()
}

/// Of each person of a text channel the newest session, the latest changed first.
fn conversations(conn: &Connection, limit: u32) -> Result<Vec<PageKey>> {
    conn.prepare_cached(
        "SELECT changed, id FROM sessions s INDEXED BY sessions_by_text WHERE channel <> 'web' \
         AND NOT EXISTS (SELECT 1 FROM sessions o WHERE o.contact = s.contact AND o.made > s.made) \
         ORDER BY changed DESC, id DESC LIMIT ?1",
    )?
    .query_map([limit], |row| {
        let mut cells = Cells::of(row);
        Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
    })?
    .collect()
}

/// The sessions that ended before an instant, the longest ended first.
fn ended(conn: &Connection, before: Timestamp, limit: u32) -> Result<Vec<PageKey>> {
    conn.prepare_cached(
        "SELECT changed, id FROM sessions WHERE status = 'ended' AND updated_at < ?1 \
         ORDER BY updated_at, id LIMIT ?2",
    )?
    .query_map(params![before.as_micros(), limit], |row| {
        let mut cells = Cells::of(row);
        Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
    })?
    .collect()
}

/// Entries of a kind after a key, the earliest changed first.
fn changed_entries(
    conn: &Connection,
    kind: EntryKind,
    after: Option<PageKey>,
    limit: u32,
) -> Result<Vec<PageKey>> {
    let after = after.unwrap_or(PageKey { order: 0, id: Uuid::nil() });
    conn.prepare_cached(
        "SELECT changed, id FROM entries WHERE kind = ?1 AND (changed, id) > (?2, ?3) \
         ORDER BY changed, id LIMIT ?4",
    )?
    .query_map(params![kind.as_str(), int(after.order), after.id.as_bytes(), limit], |row| {
        let mut cells = Cells::of(row);
        Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
    })?
    .collect()
}

/// The keys of one page, and the last of them where there is another page.
fn page(
    conn: &Connection,
    list: &List,
    after: Option<PageKey>,
    limit: u16,
) -> Result<(Vec<PageKey>, Option<PageKey>)> {
    let Some(keys) = Keys::of(list) else { return Ok((Vec::new(), None)) };
    let mut found = keys.select(conn, after, u32::from(limit) + 1)?;
    let next = cut(&mut found, limit);
    Ok((found, next))
}

/// Leaves as many keys as a page has, and answers the last of them where there were more.
fn cut(found: &mut Vec<PageKey>, limit: u16) -> Option<PageKey> {
    let has_more = found.len() > usize::from(limit);
    found.truncate(usize::from(limit));
    found.last().copied().filter(|_| has_more)
}

pub(super) fn sessions(
    conn: &Connection,
    keys: &[PageKey],
) -> Result<Vec<chatdesk_core::SessionView>> {
    let views = keys.iter().map(|key| view(conn, SessionId::from_uuid(key.id)));
    Ok(views.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn contacts(conn: &Connection, keys: &[PageKey]) -> Result<Vec<ContactView>> {
    let views = keys.iter().map(|key| contact_view(conn, ContactId::from_uuid(key.id)));
    Ok(views.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn contacts_at(conn: &Connection, addresses: &[Address]) -> Result<Vec<ContactView>> {
    let mut views = Vec::new();
    for address in addresses {
        let id = conn
            .prepare_cached("SELECT id FROM contacts WHERE address = ?1 ORDER BY made LIMIT 1")?
            .query_row([address.as_str()], |row| Cells::of(row).id())
            .optional()?;
        if let Some(id) = id {
            views.extend(contact_view(conn, id)?);
        }
    }
    Ok(views)
}

fn contact_view(conn: &Connection, contact: ContactId) -> Result<Option<ContactView>> {
    conn.prepare_cached(&CONTACT_VIEW)?
        .query_row([contact.uuid().as_bytes()], |row| {
            let mut cells = Cells::of(row);
            Ok(ContactView {
                contact: row::contact(&mut cells)?,
                last_wrote_at: cells.maybe_time()?,
                desk_unread: cells.number()?,
                open_session: cells.maybe_id()?,
            })
        })
        .optional()
}

pub(crate) static CONTACT_VIEW: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {CONTACT}, c.wrote_at, \
         (SELECT coalesce(sum(desk_unread), 0) FROM sessions \
          WHERE contact = ?1 AND desk_unread > 0), \
         (SELECT id FROM sessions WHERE contact = ?1 AND status <> 'ended' \
          ORDER BY made DESC LIMIT 1) \
         FROM contacts c WHERE c.id = ?1"
    )
});

fn entries(conn: &Connection, keys: &[PageKey]) -> Result<Vec<Entry>> {
    let read = |key: &PageKey| {
        conn.prepare_cached(&ENTRY_BY_ID)?
            .query_row([EntryId::from_uuid(key.id).uuid().as_bytes()], |row| {
                row::entry(&mut Cells::of(row))
            })
    };
    keys.iter().map(read).collect()
}

fn jobs(conn: &Connection, keys: &[PageKey]) -> Result<Vec<JobView>> {
    let read = |key: &PageKey| {
        conn.prepare_cached(
            "SELECT key, lane, notifier, due, task, contact, buried, attempt, error, made_at, \
             changed_at FROM jobs WHERE made = ?1",
        )?
        .query_row([int(key.order)], |row| {
            let mut cells = Cells::of(row);
            Ok(JobView {
                number: key.order,
                job: job(&mut cells)?,
                state: if cells.get()? { JobState::Failed } else { JobState::Waiting },
                attempt: cells.get()?,
                error: cells.get()?,
                made_at: cells.time()?,
                changed_at: cells.time()?,
            })
        })
    };
    keys.iter().map(read).collect()
}

static ENTRY_BY_ID: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {ENTRY} FROM entries e WHERE e.id = ?1"));
