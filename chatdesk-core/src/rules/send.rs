//! A message in a session that exists.

use super::{
    Decision, Policy,
    access::Door,
    alert, contact,
    conversation::{ByText, Talk, Way},
    panel,
};
use crate::{
    Actor, Agent, Batch, ClientId, Error, EventActor, Given, Message, MessageText, RecordId,
    Sender, Session, SessionView, Timestamp,
};

/// What is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Send<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) door: Door,
    pub(crate) content: &'a Given<String>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
    pub(crate) by_text: &'a ByText,
}

/// Accepts the message, or refuses: not theirs, unfit text, switched off, over; in this order.
pub(crate) fn decide(
    view: Option<&SessionView>,
    send: &Send<'_>,
    policy: &Policy,
) -> Result<Decision<Message>, Error> {
    send.door.seat(send.actor, view)?;
    let Some(view) = view else { return Err(Error::NotFound) };
    let content = send.content.as_ref().map_err(Clone::clone)?;
    let text = MessageText::parse(send.field(), content, policy)?;
    let mut batch = Batch::at(send.now);
    if let (Actor::Staff(staff), Some(_)) = (send.actor, &view.session.panel) {
        let said = (staff, &text, send.client_id);
        let (batch, message) = panel::say(view, said, policy, batch)?;
        return Ok(Decision::write(batch, message));
    }
    match send.actor {
        Actor::Customer(customer) => {
            if !view.contact.switch.is_on() {
                return Err(Error::ChatDisabled);
            }
            let profile = view.contact.profile_of(customer);
            contact::with_profile(&view.contact, profile, &mut batch);
            alert::schedule(&view.session, policy, &mut batch);
        }
        Actor::Ticket(_) => {
            if !view.contact.switch.is_on() {
                return Err(Error::ChatDisabled);
            }
            batch.expect(RecordId::Contact(view.contact.id), view.contact.version);
            alert::schedule(&view.session, policy, &mut batch);
        }
        Actor::Staff(_) => alert::answer::schedule(&view.session, policy, &mut batch),
        Actor::Host => return Err(Error::Forbidden),
    }
    let sender = sender(send.actor, view).ok_or(Error::Forbidden)?;
    if !view.session.status.is_open() {
        return Err(Error::SessionEnded);
    }
    if let Actor::Staff(_) = send.actor {
        let session = &view.session;
        send.by_text.may_say(session.channel, session.dialog.as_ref(), send.now)?;
    }
    let mut talk = Talk::of(view, send.by_text, batch);
    let (message, actor) = match send.actor {
        Actor::Staff(staff) => {
            (talk.answer(staff, &text, send.client_id), EventActor::Desk { id: staff.id.clone() })
        }
        _ => (talk.say(&sender, &text, send.client_id, Way::Answered), EventActor::Customer),
    };
    Ok(Decision::write(talk.done(actor), message))
}

impl Send<'_> {
    /// What the text is called on the wire.
    const fn field(&self) -> &'static str {
        match self.door {
            Door::Chat => "/content",
            Door::Ticket => "/message",
        }
    }
}

/// Who writes, as a message names them; `None` for a host's server. With a ticket's token it is the ticket's customer.
pub(crate) fn sender(actor: &Actor, view: &SessionView) -> Option<Sender> {
    match actor {
        Actor::Customer(customer) => Some(view.contact.sender(customer)),
        Actor::Ticket(_) => Some(view.contact.named_sender()),
        Actor::Staff(_) | Actor::Host => actor.sender(),
    }
}

/// The first of the desk who answers has the session. Whom it was handed over to is known by name once they write.
pub(super) fn take(session: &mut Session, staff: &crate::Staff) {
    let agent = session
        .agent
        .get_or_insert_with(|| Agent { id: staff.id.clone(), name: staff.name.clone() });
    if agent.id == staff.id && agent.name.is_none() {
        agent.name.clone_from(&staff.name);
    }
}
