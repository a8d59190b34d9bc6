//! Somebody types: what others are told of it.

use super::access;
use crate::{Actor, Error, SessionView, Timestamp, Typing, live::TypingTo};

/// What is told, or a refusal: not theirs, switched off, over; in this order.
pub(crate) fn decide(
    actor: &Actor,
    view: Option<&SessionView>,
    now: Timestamp,
) -> Result<Typing, Error> {
    access::seat(actor, view)?;
    let Some(view) = view else { return Err(Error::NotFound) };
    let by = match actor {
        Actor::Customer(_) if !view.contact.switch.is_on() => return Err(Error::ChatDisabled),
        Actor::Customer(customer) => view.contact.sender(customer),
        Actor::Staff(staff) => staff.sender(),
        Actor::Host | Actor::Ticket(_) => return Err(Error::Forbidden),
    };
    let session = &view.session;
    if !session.status.is_open() {
        return Err(Error::SessionEnded);
    }
    let to = match &session.panel {
        Some(panel) => {
            let own = panel.member(&by.id).ok_or(Error::NotFound)?;
            if !own.is_in() {
                return Err(Error::SessionEnded);
            }
            TypingTo::Members(panel.present().map(|member| member.agent.id.clone()).collect())
        }
        // A session without messages is the customer's own affair.
        None if session.last_seq.get() == 0 => TypingTo::Customer,
        None => TypingTo::All,
    };
    Ok(Typing { session: session.id, contact: session.contact, by, until: now, to })
}
