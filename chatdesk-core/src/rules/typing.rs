//! Somebody types: what others are told of it.

use super::access;
use crate::{Actor, Error, SessionView, Timestamp, Typing};

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
    // A session without messages is the customer's own affair.
    let to_desk = session.last_seq.get() > 0;
    Ok(Typing { session: session.id, contact: session.contact, by, until: now, to_desk })
}
