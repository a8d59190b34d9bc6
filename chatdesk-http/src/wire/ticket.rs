//! Tickets, as one reader may see them.

use chatdesk_api::{
    Notified, SenderType, Ticket, TicketMessage, TicketNotifications, TicketPriority, TicketStatus,
};
use chatdesk_core::{self as core, ReceiptState, SessionView, Side};

use super::{Reader, channel, conversation::delivery as delivered, sender_type, time};

impl Reader {
    /// The ticket of a session, without its messages; `None` where there is none.
    ///
    /// The desk's ids and tags are hidden from customers.
    pub(crate) fn ticket(&self, view: &SessionView) -> Option<Ticket> {
        let SessionView { session, contact, ticket, .. } = view;
        let ticket = ticket.as_ref()?;
        let is_desk = self.side == Side::Desk;
        let agent = ticket.agent.as_ref();
        Some(Ticket {
            id: ticket.number.get(),
            phone_number: contact.profile.phone.clone(),
            sender_name: contact.profile.name.clone(),
            issue_description: ticket.description.clone(),
            status: status(ticket.status),
            priority: priority(ticket.priority),
            assigned_admin_id: agent.filter(|_| is_desk).map(|agent| agent.id.clone()),
            assigned_admin_name: agent.and_then(|agent| agent.name.clone()),
            student_id: ticket.reference.clone(),
            created_at: time(ticket.created_at),
            updated_at: time(ticket.updated_at),
            resolved_at: ticket.resolved_at.map(time),
            first_answered_at: ticket.first_answered_at.map(time),
            session_id: session.id.to_string(),
            user_id: contact.address.to_string(),
            channel: channel(session.channel),
            tags: is_desk.then(|| session.tags.clone()),
            message_count: session.last_seq.get(),
            unread_count: view.unread(self.side),
            chat_enabled: contact.switch.is_on(),
            // Both sides see where it stands, so both see that move.
            version: view.version(self.side).max(ticket.changed).get(),
        })
    }

    /// A message of a ticket.
    pub(crate) fn ticket_message(message: &core::Message) -> TicketMessage {
        TicketMessage {
            id: message.seq.get(),
            sender_type: match sender_type(message.sender.kind) {
                SenderType::Visitor => SenderType::User,
                other => other,
            },
            sender_name: message.sender.name.clone(),
            message: message.content.clone(),
            created_at: time(message.at),
            delivery: message.receipt.as_ref().map(delivered),
        }
    }
}

/// How far what the desk said got, beyond being stored.
pub(crate) const fn notified(state: Option<ReceiptState>) -> Notified {
    match state {
        None => Notified::None,
        Some(ReceiptState::Queued) => Notified::Queued,
        Some(ReceiptState::Failed) => Notified::Failed,
        Some(ReceiptState::Sent | ReceiptState::Delivered | ReceiptState::Read) => Notified::Sent,
    }
}

/// How many tickets wait for the desk, up to a cursor.
pub(crate) fn counts(counts: core::TicketCounts, cursor: String) -> TicketNotifications {
    let core::TicketCounts { open, in_progress, unassigned } = counts;
    TicketNotifications {
        open_tickets: open.into(),
        in_progress: in_progress.into(),
        unassigned: unassigned.into(),
        has_alerts: open > 0 || unassigned > 0,
        cursor,
    }
}

const fn status(status: core::TicketStatus) -> TicketStatus {
    match status {
        core::TicketStatus::Open => TicketStatus::Open,
        core::TicketStatus::InProgress => TicketStatus::InProgress,
        core::TicketStatus::Resolved => TicketStatus::Resolved,
        core::TicketStatus::Closed => TicketStatus::Closed,
    }
}

/// Where somebody wants a ticket to stand.
pub(crate) const fn given_status(given: TicketStatus) -> core::TicketStatus {
    match given {
        TicketStatus::Open => core::TicketStatus::Open,
        TicketStatus::InProgress => core::TicketStatus::InProgress,
        TicketStatus::Resolved => core::TicketStatus::Resolved,
        TicketStatus::Closed => core::TicketStatus::Closed,
    }
}

const fn priority(priority: core::TicketPriority) -> TicketPriority {
    match priority {
        core::TicketPriority::Low => TicketPriority::Low,
        core::TicketPriority::Medium => TicketPriority::Medium,
        core::TicketPriority::High => TicketPriority::High,
        core::TicketPriority::Urgent => TicketPriority::Urgent,
    }
}

/// How much somebody says that a ticket presses.
pub(crate) const fn given_priority(given: TicketPriority) -> core::TicketPriority {
    match given {
        TicketPriority::Low => core::TicketPriority::Low,
        TicketPriority::Medium => core::TicketPriority::Medium,
        TicketPriority::High => core::TicketPriority::High,
        TicketPriority::Urgent => core::TicketPriority::Urgent,
    }
}
