//! The desk moves a ticket by hand, says how much it presses, hands it over and sorts it.

use std::fmt;

use super::{beside, save, stand, wait_for_close};
use crate::{
    Actor, Batch, EntryId, Error, EventActor, Given, Record, TicketPriority, TicketStatus,
    Timestamp,
    rules::{
        Decision, Policy, access,
        amend::{self, Amend, Amendment, By},
        end,
        text::parse_line,
    },
};

/// What is to be changed of a ticket.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TicketAmendment {
    /// Where it is to stand; `None`: as before.
    pub status: Option<TicketStatus>,
    /// How much it presses; `None`: as before.
    pub priority: Option<TicketPriority>,
    /// Who has it and its session: the id by which the host knows somebody of the desk; cleared: nobody.
    pub agent: Amend<String>,
    /// The session's tags: at most 20, each of 1–40 characters, none twice.
    pub tags: Amend<Vec<String>>,
    /// The host's own reference; one line of up to 100 characters, an empty one is none.
    pub reference: Amend<String>,
}

/// Hides what a person wrote or is called.
impl fmt::Debug for TicketAmendment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketAmendment")
            .field("status", &self.status)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

/// Who amends.
#[derive(Clone, Debug)]
pub(crate) struct Amending<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) amendment: &'a Given<TicketAmendment>,
    pub(crate) now: Timestamp,
    /// For the entry that keeps who had it.
    pub(crate) entry: EntryId,
}

/// Amends; what is so already changes nothing.
pub(crate) fn decide(
    facts: &end::Facts,
    amending: &Amending<'_>,
    policy: &Policy,
) -> Result<Decision<()>, Error> {
    let staff = access::staff(amending.actor)?;
    let view = facts.view.as_ref().ok_or(Error::NotFound)?;
    let ticket = view.ticket.as_ref().ok_or(Error::NotFound)?;
    let TicketAmendment { status, priority, agent, tags, reference } =
        amending.amendment.as_ref().map_err(Clone::clone)?;
    let reference = amend::amend(reference, |line| parse_line("/student_id", Some(line), 100))?;
    let wish = Amendment { agent: agent.clone(), subject: Amend::Keep, tags: tags.clone() };
    let (now, entry) = (amending.now, amending.entry);
    let by = By { staff, now, entry, agent_field: "/assigned_admin_id" };
    let mut session = amend::amended(&view.session, &wish, &by)?;
    let mut after = beside(ticket, &session);
    after.priority = priority.unwrap_or(after.priority);
    after.reference = reference.unwrap_or(after.reference);
    let status = status.filter(|status| *status != ticket.status);
    if let Some(status) = status {
        may_move(ticket.status, status)?;
        stand(&mut after, status, now.max(ticket.updated_at));
    }
    if after == *ticket && session == view.session {
        return Ok(Decision::nothing(()));
    }
    let actor = EventActor::Desk { id: staff.id.clone() };
    let mut batch = Batch::at(now);
    let is_amended = session != view.session;
    if is_amended {
        amend::tell(&view.session, &session, &by, &mut batch);
    }
    let ends = status == Some(TicketStatus::Closed) && session.status.is_open();
    if ends {
        session = end::over(session, &facts.contact, actor.clone(), &mut batch);
    }
    if is_amended || ends {
        batch.put.push(Record::Session(session));
    }
    if after != *ticket {
        if status == Some(TicketStatus::Resolved) {
            wait_for_close(&after, policy, &mut batch);
        }
        save(ticket, after, actor, &mut batch);
    }
    Ok(Decision::write(batch, ()))
}

/// The moves by hand.
fn may_move(from: TicketStatus, to: TicketStatus) -> Result<(), Error> {
    match (from, to) {
        (TicketStatus::Closed, _) => Err(Error::Conflict("a closed ticket stays closed")),
        (TicketStatus::Open | TicketStatus::InProgress, TicketStatus::Closed) => {
            Err(Error::Conflict("a ticket is resolved before it is closed"))
        }
        _ => Ok(()),
    }
}
