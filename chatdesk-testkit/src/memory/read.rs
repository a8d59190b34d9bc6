//! What is read, each in one snapshot: the caller holds the lock.

use std::cmp::Reverse;

use chatdesk_core::{
    At, ContactId, Loaded, Log, Message, Position, Scope, SessionId, SessionView, Side, Thread,
    UniqueKey, Window,
};

use super::state::{ContactRow, SessionRow, State};

pub(crate) fn load(state: &State, scope: &Scope, keys: &[UniqueKey]) -> Loaded {
    let mut loaded = Loaded { position: state.log.head, ..Loaded::default() };
    match scope {
        Scope::Address(address) => {
            let mut rows: Vec<_> = state.contacts.values().collect();
            rows.retain(|row| row.contact.address == *address);
            load_contact(state, rows.into_iter().min_by_key(|row| row.made), &mut loaded);
        }
        Scope::Contact(contact) => {
            load_contact(state, state.contacts.get(contact), &mut loaded);
        }
        Scope::Session(session) => {
            let row = state.sessions.get(session);
            loaded.sessions = row.and_then(|row| state.view(row)).into_iter().collect();
            loaded.contact = loaded.sessions.first().map(|view| view.contact.clone());
        }
        Scope::Ticket(number) => {
            let ticket = state.tickets.values().find(|ticket| ticket.number == *number);
            let row = ticket.and_then(|ticket| state.sessions.get(&ticket.session));
            loaded.sessions = row.and_then(|row| state.view(row)).into_iter().collect();
            loaded.contact = loaded.sessions.first().map(|view| view.contact.clone());
        }
        Scope::Desk => loaded.unread = unread(state, None, Side::Desk),
        Scope::Keys => {}
    }
    let owned = keys.iter().filter_map(|key| Some((key.clone(), state.keys.get(key)?.owner)));
    loaded.owners = owned.collect();
    loaded
}

fn load_contact(state: &State, row: Option<&ContactRow>, loaded: &mut Loaded) {
    let Some(row) = row else { return };
    loaded.sessions = open_sessions(state, row.contact.id);
    loaded.unread = unread(state, Some(row.contact.id), Side::Customer);
    loaded.contact = Some(row.contact.clone());
}

/// A contact's open sessions, the latest made first.
pub(super) fn open_sessions(state: &State, contact: ContactId) -> Vec<SessionView> {
    let mut rows: Vec<_> = state.sessions_of(contact).collect();
    rows.retain(|row| row.session.status.is_open());
    rows.sort_by_key(|row| Reverse(row.made));
    rows.into_iter().filter_map(|row| state.view(row)).collect()
}

/// Messages that `side` has not read: of a contact's sessions, or of all.
pub(super) fn unread(state: &State, contact: Option<ContactId>, side: Side) -> u64 {
    let rows = state.sessions.values();
    let rows = rows.filter(|row| contact.is_none_or(|contact| row.session.contact == contact));
    rows.filter_map(|row| state.view(row)).map(|view| view.unread(side)).sum()
}

pub(crate) fn thread(state: &State, session: SessionId, window: &Window) -> At<Option<Thread>> {
    let thread = state.sessions.get(&session).and_then(|row| {
        let (messages, has_more) = messages(row, window);
        Some(Thread { view: state.view(row)?, messages, has_more })
    });
    At { position: state.log.head, value: thread }
}

/// The messages, ascending, and whether there are more in the direction asked.
fn messages(row: &SessionRow, window: &Window) -> (Vec<Message>, bool) {
    let all = row.messages.as_slice();
    match window {
        Window::Newest { limit } => latest(all, *limit),
        Window::Before { seq, limit } => {
            latest(&all[..all.partition_point(|message| message.seq < *seq)], *limit)
        }
        Window::After { seq, limit } => {
            let found = &all[all.partition_point(|message| message.seq <= *seq)..];
            let taken = found.len().min(usize::from(*limit));
            (found[..taken].to_vec(), taken < found.len())
        }
        Window::Repeat { sender, client_id } => {
            let mut found = all.iter().filter(|message| {
                message.sender.is_same(sender) && message.client_id.as_ref() == Some(client_id)
            });
            (found.next().cloned().into_iter().collect(), false)
        }
        Window::LatestOf { sender, up_to } => {
            let mut found = all.iter().rev();
            let found = found.find(|it| it.sender.is_same(sender) && it.seq <= *up_to);
            (found.cloned().into_iter().collect(), false)
        }
    }
}

fn latest(messages: &[Message], limit: u16) -> (Vec<Message>, bool) {
    let left_out = messages.len().saturating_sub(usize::from(limit));
    (messages[left_out..].to_vec(), left_out > 0)
}

pub(crate) fn log(state: &State, after: Position, limit: u16) -> Log {
    use std::ops::Bound::{Excluded, Unbounded};
    let events = state.log.events.range((Excluded(after), Unbounded)).take(usize::from(limit));
    let event = |(position, fact): (&Position, &chatdesk_core::NewEvent)| chatdesk_core::Event {
        position: *position,
        fact: fact.clone(),
    };
    Log {
        epoch: state.log.epoch,
        floor: state.log.floor,
        head: state.log.head,
        events: events.map(event).collect(),
    }
}
