//! Tickets, without their messages.

use chatdesk_api::{Session, Ticket, TicketPriority, TicketStatus};
use chatdesk_core::{self as core, SessionView, Side};

use super::{Reader, time};

impl Reader {
    /// The ticket of a session; `None` where it has none.
    pub(crate) fn ticket(&self, view: &SessionView) -> Option<Ticket> {
        let ticket = view.ticket.as_ref()?;
        let Session { user, agent, channel, tags, unread_count, chat_enabled, version, .. } =
            self.session(view);
        let agent = agent.filter(|_| self.side == Side::Desk);
        let (assigned_admin_id, assigned_admin_name) =
            agent.map_or((None, None), |agent| (agent.id, agent.name));
        Some(Ticket {
            id: ticket.number.get(),
            phone_number: user.phone,
            sender_name: user.name,
            issue_description: ticket.description.clone(),
            status: status(ticket.status),
            priority: priority(ticket.priority),
            assigned_admin_id,
            assigned_admin_name,
            student_id: ticket.reference.clone(),
            created_at: time(ticket.created_at),
            updated_at: time(ticket.updated_at),
            resolved_at: ticket.resolved_at.map(time),
            first_answered_at: ticket.first_answered_at.map(time),
            session_id: view.session.id.to_string(),
            user_id: user.id,
            channel,
            tags,
            message_count: view.session.last_seq.get(),
            unread_count,
            chat_enabled,
            version,
        })
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

const fn priority(priority: core::TicketPriority) -> TicketPriority {
    match priority {
        core::TicketPriority::Low => TicketPriority::Low,
        core::TicketPriority::Medium => TicketPriority::Medium,
        core::TicketPriority::High => TicketPriority::High,
        core::TicketPriority::Urgent => TicketPriority::Urgent,
    }
}
