//! Tickets in the desk's orders.

use chatdesk_core::{AgentFilter, SessionView, Ticket, TicketFilter, TicketOrder, TicketSort};

use super::{state::State, words};

/// All tickets of a list, in its order.
pub(crate) fn rows<'s>(
    state: &'s State,
    (filter, sort): (&TicketFilter, TicketSort),
) -> Vec<&'s Ticket> {
    let mut rows: Vec<_> =
        state.tickets.values().filter(|ticket| is_meant(state, ticket, filter)).collect();
    rows.sort_by_key(|ticket| {
        let place = match sort.by {
            TicketOrder::CreatedAt => ticket.created_at.as_micros(),
            TicketOrder::UpdatedAt => ticket.updated_at.as_micros(),
            TicketOrder::Priority => ticket.priority as i64,
            TicketOrder::Number => 0,
        };
        (place, ticket.number)
    });
    if sort.descending {
        rows.reverse();
    }
    rows
}

/// One page, each ticket with its session.
pub(crate) fn page(
    state: &State,
    list: (&TicketFilter, TicketSort),
    skip: u32,
    limit: u16,
) -> Vec<SessionView> {
    let rows = rows(state, list).into_iter().skip(skip as usize).take(usize::from(limit));
    let sessions = rows.filter_map(|ticket| state.sessions.get(&ticket.session));
    sessions.filter_map(|row| state.view(row)).collect()
}

fn is_meant(state: &State, ticket: &Ticket, filter: &TicketFilter) -> bool {
    let TicketFilter { statuses, priority, agent, phone, words } = filter;
    let is_theirs = match agent {
        AgentFilter::Any => true,
        AgentFilter::Nobody => ticket.agent.is_none(),
        AgentFilter::Agent(id) => ticket.agent.as_ref().is_some_and(|agent| agent.id == *id),
    };
    let Some(session) = state.sessions.get(&ticket.session) else { return false };
    let contact = state.contacts.get(&session.session.contact);
    let has_phone =
        phone.is_none() || contact.is_some_and(|row| row.contact.profile.phone == *phone);
    is_theirs
        && has_phone
        && (statuses.is_empty() || statuses.contains(&ticket.status))
        && priority.is_none_or(|priority| ticket.priority == priority)
        && words::ticket(state, (ticket, session), words)
}
