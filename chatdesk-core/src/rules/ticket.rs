//! A ticket's life: how it moves, and how it goes along with its session.

pub(crate) mod amend;
pub(crate) mod close;
pub(crate) mod make;

use super::Policy;
use crate::{
    Audience, Batch, Channel, EventActor, EventKind, Job, JobChange, JobKey, Keep, Message,
    NewEvent, Record, RecordId, SenderKind, Session, Ticket, TicketStatus, Timestamp,
};

/// The ticket as it goes with its session: whoever has the one has the other, and so is whose it is.
pub(super) fn beside(ticket: &Ticket, session: &Session) -> Ticket {
    Ticket { agent: session.agent.clone(), contact: session.contact, ..ticket.clone() }
}

/// The ticket once its session has one more message: an agent's answer takes it up, and what a customer writes on the web
/// reopens it.
pub(super) fn after_message(ticket: &Ticket, session: &Session, message: &Message) -> Ticket {
    let mut ticket = beside(ticket, session);
    match message.sender.kind {
        SenderKind::Admin => {
            ticket.first_answered_at.get_or_insert(message.at);
            if ticket.status == TicketStatus::Open {
                stand(&mut ticket, TicketStatus::InProgress, message.at);
            }
        }
        SenderKind::User | SenderKind::Visitor
            if session.channel == Channel::Web && ticket.status == TicketStatus::Resolved =>
        {
            stand(&mut ticket, TicketStatus::Open, message.at);
        }
        SenderKind::User | SenderKind::Visitor | SenderKind::Bot | SenderKind::System => {}
    }
    ticket
}

/// The ticket once its customer asks for support again by text: one that is resolved is open again.
pub(super) fn asked_again(ticket: &Ticket, session: &Session, at: Timestamp) -> Ticket {
    let mut ticket = beside(ticket, session);
    if ticket.status == TicketStatus::Resolved {
        stand(&mut ticket, TicketStatus::Open, at);
    }
    ticket
}

/// Lets a ticket stand somewhere else, whether or not it may.
fn stand(ticket: &mut Ticket, status: TicketStatus, at: Timestamp) {
    ticket.status = status;
    match status {
        TicketStatus::Open | TicketStatus::InProgress => ticket.resolved_at = None,
        TicketStatus::Resolved => ticket.resolved_at = Some(at),
        TicketStatus::Closed => {}
    }
}

/// Puts a ticket that changed, and says so where the desk sees it change: beyond what its messages tell.
pub(super) fn save(before: &Ticket, mut ticket: Ticket, actor: EventActor, batch: &mut Batch) {
    ticket.updated_at = batch.now.max(before.updated_at);
    let was_resolved = before.status == TicketStatus::Resolved;
    if was_resolved && ticket.status != TicketStatus::Resolved {
        batch.jobs.push(JobChange::Cancel(close_key(&ticket)));
    }
    let seen = |it: &Ticket| (it.status, it.priority, it.agent.clone(), it.reference.clone());
    if seen(before) != seen(&ticket) {
        let kind = EventKind::TicketChanged { number: ticket.number };
        batch.events.push(event(kind, &ticket, actor));
    }
    batch.put.push(Record::Ticket(ticket));
}

/// Lets the look wait that closes a ticket once it was resolved for long enough.
pub(super) fn wait_for_close(ticket: &Ticket, policy: &Policy, batch: &mut Batch) {
    let Some(resolved_at) = ticket.resolved_at.filter(|_| ticket.status == TicketStatus::Resolved)
    else {
        return;
    };
    // What waits under this key may be about an earlier time, or about another contact, with whom it would go.
    batch.jobs.push(JobChange::Cancel(close_key(ticket)));
    batch.jobs.push(JobChange::Schedule(Job {
        key: close_key(ticket),
        lane: None,
        due: resolved_at.plus(policy.close_after),
        task: close::Task { number: ticket.number }.text(),
        notifier: None,
        contact: Some(ticket.contact),
    }));
}

fn close_key(ticket: &Ticket) -> JobKey {
    JobKey::new(format!("close:{}", ticket.id))
}

fn event(kind: EventKind, ticket: &Ticket, actor: EventActor) -> NewEvent {
    NewEvent {
        kind,
        subject: RecordId::Ticket(ticket.id),
        version: ticket.version.next(),
        actor,
        at: ticket.updated_at,
        audience: Audience::Desk,
        keep: Keep::Audit,
    }
}
