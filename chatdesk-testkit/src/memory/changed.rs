//! What changed for a customer after a position.

use chatdesk_core::{At, Change, Changed, ContactId, Position, Seq};

use super::state::State;

pub(crate) fn changed(
    state: &State,
    contact: ContactId,
    after: Position,
    limit: u16,
) -> At<Changed> {
    let mut items = find(state, contact);
    items.retain(|change| change.position() > after);
    items.sort_by_key(order);
    let trimmed = state.contacts.get(&contact).is_some_and(|row| row.trimmed > after);
    let value = if trimmed || items.len() > usize::from(limit) {
        Changed { items: Vec::new(), more: true }
    } else {
        Changed { items, more: false }
    };
    At { position: state.log.head, value }
}

/// Everything of a customer as a change.
fn find(state: &State, contact: ContactId) -> Vec<Change> {
    let row = state.contacts.get(&contact);
    let mut items: Vec<_> =
        row.map(|row| Change::Contact(row.contact.clone())).into_iter().collect();
    for row in state.sessions_of(contact) {
        let Some(view) = state.view(row) else { continue };
        let messages = row.messages.iter().cloned();
        items.extend(messages.map(|message| Change::Message(message, view.clone())));
        let cursors = [&row.customer_read, &row.desk_read].into_iter().cloned();
        items.extend(cursors.map(|cursor| Change::Cursor(cursor, view.clone())));
        items.push(Change::Session(view));
    }
    items
}

/// Ascending by position; at one position contact, then session, message, cursor.
fn order(change: &Change) -> (Position, u8, Seq) {
    let (kind, seq) = match change {
        Change::Contact(_) => (0, Seq::ZERO),
        Change::Session(_) => (1, Seq::ZERO),
        Change::Message(message, _) => (2, message.seq),
        Change::Cursor(..) => (3, Seq::ZERO),
        Change::Ticket(_) | Change::Note(_) | Change::Settings(_) => (4, Seq::ZERO),
    };
    (change.position(), kind, seq)
}
