//! Who may do what. Every way from a request to a record leads through here.
//!
//! "Not yours" and "not there" answer alike: [`Error::NotFound`].

use crate::{Actor, Customer, Error, SessionView, Side, Staff, StaffRole};

/// Things that only customers do: open a chat, list one's own.
pub(crate) const fn customer(actor: &Actor) -> Result<&Customer, Error> {
    match actor {
        Actor::Customer(customer) => Ok(customer),
        Actor::Staff(_) | Actor::Host | Actor::Ticket(_) => Err(Error::Forbidden),
    }
}

/// Things that only the desk does: list all chats, list people.
pub(crate) const fn staff(actor: &Actor) -> Result<&Staff, Error> {
    match actor {
        Actor::Staff(staff) => Ok(staff),
        Actor::Customer(_) | Actor::Host | Actor::Ticket(_) => Err(Error::Forbidden),
    }
}

/// Things that any person does: have notifications come.
pub(crate) const fn person(actor: &Actor) -> Result<(), Error> {
    match actor {
        Actor::Customer(_) | Actor::Staff(_) => Ok(()),
        Actor::Host | Actor::Ticket(_) => Err(Error::Forbidden),
    }
}

/// Things that only administrators do: switch chat.
pub(crate) const fn admin(actor: &Actor) -> Result<&Staff, Error> {
    match actor {
        Actor::Staff(staff) if matches!(staff.role, StaffRole::Admin) => Ok(staff),
        Actor::Staff(_) | Actor::Customer(_) | Actor::Host | Actor::Ticket(_) => {
            Err(Error::Forbidden)
        }
    }
}

/// Things that only a host's own server does: hand in what its bot was sent.
pub(crate) const fn host(actor: &Actor) -> Result<(), Error> {
    match actor {
        Actor::Host => Ok(()),
        Actor::Customer(_) | Actor::Staff(_) | Actor::Ticket(_) => Err(Error::Forbidden),
    }
}

/// A chat of a customer's, for things that the desk does to it: of staff among themselves there is none such.
pub(crate) fn customers_session(view: Option<&SessionView>) -> Result<&SessionView, Error> {
    view.filter(|view| view.session.panel.is_none()).ok_or(Error::NotFound)
}

/// A conversation of staff that somebody is, or was, in.
pub(crate) fn panel<'a>(
    staff: &Staff,
    view: Option<&'a SessionView>,
) -> Result<&'a SessionView, Error> {
    let is_theirs = |view: &&SessionView| {
        view.session.panel.as_ref().is_some_and(|panel| panel.member(&staff.id).is_some())
    };
    view.filter(is_theirs).ok_or(Error::NotFound)
}

/// By which way somebody comes to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// As to a chat.
    Chat,
    /// As to the ticket that is talked about in it.
    Ticket,
}

impl Door {
    /// The side on which an actor sits who comes this way.
    pub(crate) fn seat(self, actor: &Actor, view: Option<&SessionView>) -> Result<Side, Error> {
        match self {
            Self::Chat => seat(actor, view),
            Self::Ticket => ticket_seat(actor, view),
        }
    }
}

/// The side on which an actor sits at a ticket. Its token opens it and nothing else.
pub(crate) fn ticket_seat(actor: &Actor, view: Option<&SessionView>) -> Result<Side, Error> {
    let view = view.filter(|view| view.ticket.is_some());
    match (actor, view.and_then(|view| view.ticket.as_ref())) {
        (Actor::Ticket(own), Some(ticket)) if *own == ticket.number => Ok(Side::Customer),
        _ => seat(actor, view),
    }
}

/// The side on which an actor sits in a session.
pub(crate) fn seat(actor: &Actor, view: Option<&SessionView>) -> Result<Side, Error> {
    match (actor, view) {
        (Actor::Customer(customer), Some(view)) if customer.address == view.contact.address => {
            Ok(Side::Customer)
        }
        (Actor::Staff(staff), Some(view)) => match &view.session.panel {
            Some(panel) if panel.member(&staff.id).is_none() => Err(Error::NotFound),
            _ => Ok(Side::Desk),
        },
        (Actor::Customer(_) | Actor::Staff(_) | Actor::Ticket(_), _) => Err(Error::NotFound),
        (Actor::Host, _) => Err(Error::Forbidden),
    }
}
