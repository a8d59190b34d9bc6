//! A ticket is resolved by the desk, and closed by the clock once it stayed so.

use super::{beside, save, stand, wait_for_close};
use crate::{
    Actor, Batch, Claim, Claimed, ClientId, Error, EventActor, Given, Job, JobChange, Message,
    MessageText, Record, RecordId, SessionView, Ticket, TicketNumber, TicketStatus, Timestamp,
    UniqueKey,
    rules::{
        Decision, Policy, access,
        conversation::{ByText, Talk, Way},
        dialog, end,
        open::REPEATS_KNOWN_FOR,
        send,
    },
};

/// Who resolves a ticket, and what they say to it.
#[derive(Clone, Debug)]
pub(crate) struct Resolve<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) message: &'a Given<Option<String>>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
}

/// Resolves the ticket, and ends the chat by text; what is said to it is a message of the agent, or on a text channel the
/// words of the settings. One that is resolved stays so.
pub(crate) fn resolve(
    view: Option<&SessionView>,
    resolve: &Resolve<'_>,
    (policy, by_text): (&Policy, &ByText),
) -> Result<Decision<Option<Message>>, Error> {
    let staff = access::staff(resolve.actor)?;
    let view = view.ok_or(Error::NotFound)?;
    let ticket = view.ticket.as_ref().ok_or(Error::NotFound)?;
    let typed = resolve.message.as_ref().map_err(Clone::clone)?.as_deref();
    let typed = typed.filter(|typed| !typed.trim().is_empty());
    let text = typed.map(|typed| MessageText::parse("/message", typed, policy)).transpose()?;
    if ticket.status == TicketStatus::Closed {
        return Err(Error::Conflict("a closed ticket stays closed"));
    }
    if text.is_some() && !view.session.status.is_open() {
        return Err(Error::SessionEnded);
    }
    let mut talk = Talk::of(view, by_text, Batch::at(resolve.now));
    let was_active = talk.end_chat();
    if text.is_none() && !was_active && ticket.status == TicketStatus::Resolved {
        return Ok(Decision::nothing(None));
    }
    let message = match &text {
        Some(text) => {
            send::take(&mut talk.session, staff);
            Some(talk.say(&staff.sender(), text, resolve.client_id, Way::Carried))
        }
        None => say_resolved(&mut talk, view, by_text),
    };
    if was_active {
        let name = view.contact.profile.name.as_deref();
        talk.reply(&dialog::menu(name, &by_text.support), Way::Carried);
    }
    if let Some(after) = talk.ticket.as_mut().filter(|it| it.status != TicketStatus::Resolved) {
        stand(after, TicketStatus::Resolved, resolve.now.max(ticket.updated_at));
        wait_for_close(after, policy, &mut talk.batch);
    }
    if let Some(client_id) = resolve.client_id {
        talk.batch.claim.push(Claim {
            key: UniqueKey::close_ticket(ticket.id, client_id, &staff.id),
            owner: RecordId::Ticket(ticket.id),
            until: Some(resolve.now.plus(REPEATS_KNOWN_FOR)),
        });
    }
    let actor = EventActor::Desk { id: staff.id.clone() };
    if message.is_some() || was_active {
        return Ok(Decision::write(talk.done(actor), message));
    }
    let Talk { ticket: after, mut batch, .. } = talk;
    save(ticket, after.unwrap_or_else(|| ticket.clone()), actor, &mut batch);
    Ok(Decision::write(batch, message))
}

/// Who writes by text sees no ticket, so that it is resolved has to be said.
fn say_resolved(talk: &mut Talk<'_>, view: &SessionView, by_text: &ByText) -> Option<Message> {
    if !view.session.channel.is_by_text() || !view.session.status.is_open() {
        return None;
    }
    let name = view.contact.profile.name.as_deref();
    let resolved = dialog::said(&by_text.support.resolved, name, &[]);
    talk.reply(resolved.as_slice(), Way::Carried)
}

/// What the job is to do that closes a ticket, in the words that are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) number: TicketNumber,
}

impl Task {
    /// Reads what [`Task::text`] wrote; `None` for a task of somebody else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix("close ")?.parse().ok()?;
        Some(Self { number: TicketNumber::new(number) })
    }

    pub(super) fn text(self) -> String {
        format!("close {}", self.number)
    }
}

/// Closes the ticket, and ends its session, where it was resolved for long enough and still is; else looks later, or no more.
pub(crate) fn look(
    facts: &end::Facts,
    claimed: &Claimed,
    policy: &Policy,
    now: Timestamp,
) -> Decision<()> {
    let mut batch = Batch::at(now);
    let (key, token) = (claimed.job.key.clone(), claimed.token);
    batch.jobs.push(JobChange::Settle { key, token });
    let Some((view, ticket, resolved_at)) = facts.view.as_ref().and_then(resolved) else {
        return Decision::write(batch, ());
    };
    let due = resolved_at.plus(policy.close_after);
    if due > now {
        batch.jobs.push(JobChange::Schedule(Job { due, ..claimed.job.clone() }));
        return Decision::write(batch, ());
    }
    let mut session = view.session.clone();
    if session.status.is_open() {
        session = end::over(session, &facts.contact, EventActor::System, &mut batch);
        batch.put.push(Record::Session(session.clone()));
    }
    let mut after = beside(ticket, &session);
    stand(&mut after, TicketStatus::Closed, now);
    save(ticket, after, EventActor::System, &mut batch);
    Decision::write(batch, ())
}

fn resolved(view: &SessionView) -> Option<(&SessionView, &Ticket, Timestamp)> {
    let ticket = view.ticket.as_ref()?;
    let is_resolved = ticket.status == TicketStatus::Resolved;
    Some((view, ticket, ticket.resolved_at.filter(|_| is_resolved)?))
}

#[cfg(test)]
mod tests {
    use super::Task;
    use crate::TicketNumber;

    #[test]
    fn a_task_is_read_back_and_others_are_not() {
        let task = Task { number: TicketNumber::new(7) };
        assert_eq!(Task::parse(&task.text()), Some(task));
        for other in ["", "close", "close ", "close x", "look ses_1", "close -1"] {
            assert_eq!(Task::parse(other), None, "{other}");
        }
    }
}
