use chatdesk_api::{Channel, Notified, Ticket, TicketPriority, TicketStatus};
use chatdesk_widget_browser::say;

use crate::names;

/// Every status, in the order in which tickets pass through them.
pub(crate) const STATUSES: [TicketStatus; 4] =
    [TicketStatus::Open, TicketStatus::InProgress, TicketStatus::Resolved, TicketStatus::Closed];

/// Every priority, from the least.
pub(crate) const PRIORITIES: [TicketPriority; 4] =
    [TicketPriority::Low, TicketPriority::Medium, TicketPriority::High, TicketPriority::Urgent];

/// A status as the server writes it.
pub(crate) const fn status_key(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Open => "OPEN",
        TicketStatus::InProgress => "IN_PROGRESS",
        TicketStatus::Resolved => "RESOLVED",
        TicketStatus::Closed => "CLOSED",
    }
}

/// A status in a word.
pub(crate) fn status(status: TicketStatus) -> String {
    say(match status {
        TicketStatus::Open => "console.status.open",
        TicketStatus::InProgress => "console.status.in_progress",
        TicketStatus::Resolved => "console.status.resolved",
        TicketStatus::Closed => "console.status.closed",
    })
}

/// A priority as the server writes it.
pub(crate) const fn priority_key(priority: TicketPriority) -> &'static str {
    match priority {
        TicketPriority::Low => "LOW",
        TicketPriority::Medium => "MEDIUM",
        TicketPriority::High => "HIGH",
        TicketPriority::Urgent => "URGENT",
    }
}

/// A priority in a word.
pub(crate) fn priority(priority: TicketPriority) -> String {
    say(match priority {
        TicketPriority::Low => "console.priority.low",
        TicketPriority::Medium => "console.priority.medium",
        TicketPriority::High => "console.priority.high",
        TicketPriority::Urgent => "console.priority.urgent",
    })
}

/// What a channel is called.
pub(crate) fn channel(channel: Channel) -> String {
    match channel {
        Channel::Web => say("console.channel.web"),
        Channel::Whatsapp => "WhatsApp".into(),
        Channel::Telegram => "Telegram".into(),
    }
}

/// What became of the last word.
pub(crate) fn told(notified: Notified) -> String {
    say(match notified {
        Notified::Sent => "console.ticket.told",
        Notified::Queued => "console.ticket.told_soon",
        Notified::Failed => "console.ticket.untold",
        Notified::None => "console.ticket.quietly",
    })
}

/// What a ticket's customer is called.
pub(crate) fn customer(ticket: &Ticket) -> String {
    names::person(ticket.sender_name.as_deref(), &ticket.user_id)
}
