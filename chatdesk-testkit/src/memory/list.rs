//! Lists, by key: each row has one, and a page begins after one.

use chatdesk_core::{
    AgentFilter, At, Channel, ContactKind, ContactView, List, Page, PageKey, SessionFilter,
    SessionId, SessionStatus, Side, StatusFilter, Timestamp,
};
use uuid::Uuid;

use super::{
    jobs, panel, read,
    state::{ContactRow, EntryRow, JobRow, SessionRow, State},
    tickets, words,
};

pub(crate) fn list(state: &State, list: &List) -> At<Page> {
    if let List::Tickets { filter, sort, skip, limit } = list {
        let tickets = tickets::page(state, (filter, *sort), *skip, *limit);
        return At { position: state.log.head, value: Page { tickets, ..Page::default() } };
    }
    if let List::Panel { member, words, after, limit } = list {
        let value = panel::page(state, (member, words), *after, *limit);
        return At { position: state.log.head, value };
    }
    let (mut rows, (after, limit)) = (rows(state, list), bounds(list));
    if let List::ChangedEntries { after: Some(after), .. } = list {
        rows.retain(|row| row.key > *after);
    }
    let mut page = page(state, rows, after, limit);
    if matches!(list, List::Ended { .. } | List::Waiting { .. } | List::Conversations { .. }) {
        // They have no pages: of the one what was listed is removed, of the other nobody reads on.
        page.next = None;
    }
    At { position: state.log.head, value: page }
}

pub(crate) fn count(state: &State, list: &List, cap: u32) -> u32 {
    let n_rows = match list {
        List::Tickets { filter, sort, .. } => tickets::rows(state, (filter, *sort)).len(),
        List::Panel { member, words, .. } => panel::found(state, (member, words)).len(),
        _ => rows(state, list).len(),
    };
    u32::try_from(n_rows).unwrap_or(u32::MAX).min(cap)
}

/// A row of a list, and its key.
pub(crate) struct Row<'s> {
    pub(crate) key: PageKey,
    pub(crate) of: Of<'s>,
}

#[derive(Clone, Copy)]
pub(crate) enum Of<'s> {
    Session(&'s SessionRow),
    Contact(&'s ContactRow),
    Entry(&'s EntryRow),
    Job(&'s JobRow),
}

/// All rows of a list in its order, whatever the page.
pub(crate) fn rows<'s>(state: &'s State, list: &List) -> Vec<Row<'s>> {
    match list {
        List::SessionsOf { contact, .. } => {
            let rows = state.sessions_of(*contact);
            descending(rows.map(|row| keyed(row.made, row.session.id.uuid(), Of::Session(row))))
        }
        List::Inbox { filter, .. } => {
            let rows = state.sessions.values().filter(|row| is_in_inbox(row, filter));
            descending(rows.map(by_change))
        }
        // The ones go by offset, and of the others who left sees another instant: they are no rows by key.
        List::Tickets { .. } | List::Panel { .. } => Vec::new(),
        List::Waiting { before, .. } => waiting(state, *before),
        List::Conversations { .. } => conversations(state),
        List::Ended { before, .. } => ended(state, *before),
        List::Contacts { words, .. } => {
            let rows = state.contacts.values();
            let rows = rows.filter(|row| row.contact.kind != ContactKind::Desk);
            let rows = rows.filter(|row| words::name(&row.contact, words));
            descending(rows.map(of_contact))
        }
        List::ContactsAt { addresses } => {
            let rows = state.contacts.values();
            rows.filter(|row| addresses.contains(&row.contact.address)).map(of_contact).collect()
        }
        List::Entries { subject, kind, .. } => {
            let rows = state
                .entries
                .values()
                .filter(|row| row.entry.subject == *subject && row.entry.content.kind() == *kind);
            descending(rows.map(|row| keyed(row.made, row.entry.id.uuid(), Of::Entry(row))))
        }
        List::ChangedEntries { kind, .. } => {
            let rows = state.entries.values().filter(|row| row.entry.content.kind() == *kind);
            let by_change = |row: &'s EntryRow| {
                keyed(row.entry.changed.get(), row.entry.id.uuid(), Of::Entry(row))
            };
            let mut rows = descending(rows.map(by_change));
            rows.reverse();
            rows
        }
        List::Jobs { state: wanted, .. } => {
            let rows = state.jobs.values().filter(|row| jobs::is_in(row, *wanted));
            descending(rows.map(|row| keyed(row.made, Uuid::nil(), Of::Job(row))))
        }
    }
}

/// Whether a session has a message and is one of those that the filter is for.
pub(super) fn is_in_inbox(row: &SessionRow, filter: &SessionFilter) -> bool {
    let (stands, agent) = (row.session.status, row.session.agent.as_ref());
    let is_theirs = match &filter.agent {
        AgentFilter::Any => true,
        AgentFilter::Nobody => agent.is_none(),
        AgentFilter::Agent(id) => agent.is_some_and(|agent| agent.id == *id),
    };
    let is_of = filter.contact.is_none_or(|contact| row.session.contact == contact);
    let fits = match filter.status {
        StatusFilter::Any => true,
        StatusFilter::Open => stands.is_open(),
        StatusFilter::Waiting => stands == SessionStatus::Waiting,
        StatusFilter::Active => stands == SessionStatus::Active,
        StatusFilter::Ended => stands == SessionStatus::Ended,
    };
    let is_customers = row.session.panel.is_none();
    fits && is_theirs && is_of && is_customers && row.session.last_seq.get() > 0
}

/// A session's row by the position of its own last change.
pub(super) fn by_change(row: &SessionRow) -> Row<'_> {
    keyed(row.session.changed.get(), row.session.id.uuid(), Of::Session(row))
}

fn of_contact(row: &ContactRow) -> Row<'_> {
    keyed(row.made, row.contact.id.uuid(), Of::Contact(row))
}

const fn keyed(order: u64, id: Uuid, of: Of<'_>) -> Row<'_> {
    Row { key: PageKey { order, id }, of }
}

/// Rows with the largest key first.
pub(super) fn descending<'s>(rows: impl Iterator<Item = Row<'s>>) -> Vec<Row<'s>> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.key));
    rows
}

fn waiting(state: &State, before: Option<(Timestamp, SessionId)>) -> Vec<Row<'_>> {
    let place = |row: &SessionRow| (row.session.created_at, row.session.id);
    let waits = |row: &&SessionRow| {
        is_in_inbox(row, &StatusFilter::Waiting.into())
            && row.session.channel == Channel::Web
            && before.is_none_or(|before| place(row) < before)
    };
    let mut rows: Vec<_> = state.sessions.values().filter(waits).collect();
    rows.sort_by_key(|row| place(row));
    rows.into_iter().map(by_change).collect()
}

fn conversations(state: &State) -> Vec<Row<'_>> {
    let is_newest = |row: &SessionRow| {
        state.sessions_of(row.session.contact).all(|other| other.made <= row.made)
    };
    let talks = |row: &&SessionRow| row.session.channel.is_by_text() && is_newest(row);
    descending(state.sessions.values().filter(talks).map(by_change))
}

fn ended(state: &State, before: Timestamp) -> Vec<Row<'_>> {
    let is_over = |row: &&SessionRow| {
        row.session.status == SessionStatus::Ended && row.session.updated_at < before
    };
    let mut rows: Vec<_> = state.sessions.values().filter(is_over).collect();
    rows.sort_by_key(|row| (row.session.updated_at, row.session.id));
    rows.into_iter().map(by_change).collect()
}

/// Where a page begins, and how many rows it has; `None` where a list is one page.
fn bounds(list: &List) -> (Option<PageKey>, Option<u16>) {
    match list {
        List::SessionsOf { after, limit, .. }
        | List::Inbox { after, limit, .. }
        | List::Contacts { after, limit, .. }
        | List::Entries { after, limit, .. }
        | List::Jobs { after, limit, .. } => (*after, Some(*limit)),
        List::Waiting { limit, .. }
        | List::Conversations { limit }
        | List::Ended { limit, .. }
        | List::ChangedEntries { limit, .. } => (None, Some(*limit)),
        List::ContactsAt { .. } | List::Tickets { .. } | List::Panel { .. } => (None, None),
    }
}

/// The rows after a key, and the key of the last where there are more.
pub(crate) fn page(
    state: &State,
    rows: Vec<Row<'_>>,
    after: Option<PageKey>,
    limit: Option<u16>,
) -> Page {
    let mut rows: Vec<_> =
        rows.into_iter().filter(|row| after.is_none_or(|after| row.key < after)).collect();
    let limit = limit.map_or(rows.len(), usize::from);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let mut page = Page { next: rows.last().map(|row| row.key), ..Page::default() };
    page.next = page.next.filter(|_| has_more);
    for row in rows {
        match row.of {
            Of::Session(row) => page.sessions.extend(state.view(row)),
            Of::Contact(row) => page.contacts.push(contact_view(state, row)),
            Of::Entry(row) => page.entries.push(row.entry.clone()),
            Of::Job(row) => page.jobs.push(jobs::view(row)),
        }
    }
    page
}

fn contact_view(state: &State, row: &ContactRow) -> ContactView {
    let contact = row.contact.id;
    ContactView {
        contact: row.contact.clone(),
        desk_unread: read::unread(state, Some(contact), Side::Desk),
        open_session: read::open_sessions(state, contact).first().map(|view| view.session.id),
        last_wrote_at: row.wrote_at,
    }
}
