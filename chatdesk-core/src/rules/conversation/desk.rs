//! The desk begins, goes on and ends a chat by text.

use super::{
    ByText, Facts, NewIds, Talk, Way,
    meet::{Called, meet},
};
use crate::{
    Actor, Address, Batch, Channel, Claim, ClientId, Error, EventActor, Given, Message,
    MessageText, RecordId, Reply, SessionView, Staff, Timestamp, UniqueKey,
    rules::{Decision, Policy, access, dialog, open::REPEATS_KNOWN_FOR, send},
};

/// Who talks to somebody of a text channel.
#[derive(Clone, Debug)]
pub(crate) struct Speak<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) message: &'a Given<Option<String>>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
}

impl Speak<'_> {
    /// What is to be said; blank is nothing.
    fn text(&self, policy: &Policy) -> Result<Option<MessageText>, Error> {
        let typed = self.message.as_ref().map_err(Clone::clone)?.as_deref();
        let typed = typed.filter(|typed| !typed.trim().is_empty());
        Ok(typed.map(|typed| MessageText::parse("/message", typed, policy)).transpose()?)
    }

    /// Under the same client id the same is found again, whether or not something was said.
    fn remember(&self, talk: &mut Talk<'_>, staff: &Staff) {
        let Some(client_id) = self.client_id else { return };
        let (id, until) = (talk.session.id, Some(self.now.plus(REPEATS_KNOWN_FOR)));
        let key = UniqueKey::spoken(id, client_id, &staff.id);
        talk.batch.claim.push(Claim { key, owner: RecordId::Session(id), until });
    }
}

fn of_desk(staff: &Staff) -> EventActor {
    EventActor::Desk { id: staff.id.clone() }
}

/// With whom a chat is begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct With<'a> {
    pub(crate) channel: Channel,
    pub(crate) address: &'a Address,
    pub(crate) ids: &'a NewIds,
}

/// Begins a chat, or goes on: says what is to be said, or else greets. Comes to what was said; nothing where one goes on
/// and there is nothing to say.
pub(crate) fn start(
    facts: &Facts,
    (speak, with): (&Speak<'_>, With<'_>),
    (policy, by_text): (&Policy, &ByText),
) -> Result<Decision<Option<Message>>, Error> {
    let staff = access::staff(speak.actor)?;
    let text = speak.text(policy)?;
    let known = facts.contact.as_ref();
    if !known.map_or(policy.default_switch, |known| known.switch).is_on() {
        return Err(Error::ChatDisabled);
    }
    let is_active = facts.open().is_some_and(|view| by_text.is_active(view, speak.now));
    if is_active && text.is_none() {
        return Ok(Decision::nothing(None));
    }
    let mut batch = Batch::at(speak.now);
    let (address, aliases) = (with.address, [].as_slice());
    let called = Called { address, aliases, name: None, id: with.ids.contact };
    let before = by_text.dialog(facts.newest.as_ref(), speak.now);
    by_text.may_say(with.channel, Some(&before), speak.now)?;
    let contact = meet(facts, called, policy, &mut batch);
    let of = (&contact, with.channel, with.ids);
    let mut talk = Talk::open(facts, of, (by_text, of_desk(staff)), batch);
    talk.session.dialog = Some(before);
    let said = if let Some(text) = &text {
        Some(talk.answer(staff, text, speak.client_id))
    } else {
        talk.go_on();
        let name = contact.profile.name.as_deref();
        let greeting = dialog::said(&by_text.support.greeting, name, &[]);
        talk.reply(greeting.as_slice(), Way::Carried)
    };
    speak.remember(&mut talk, staff);
    Ok(Decision::write(talk.done(of_desk(staff)), said))
}

/// Says something in a chat that goes on.
pub(crate) fn say(
    facts: &Facts,
    speak: &Speak<'_>,
    (policy, by_text): (&Policy, &ByText),
) -> Result<Decision<Option<Message>>, Error> {
    let staff = access::staff(speak.actor)?;
    let newest = facts.newest.as_ref().ok_or(Error::NotFound)?;
    let typed = speak.message.as_ref().map_err(Clone::clone)?;
    let text = MessageText::parse("/message", typed.as_deref().unwrap_or_default(), policy)?;
    if !by_text.is_active(newest, speak.now) {
        return Err(Error::SessionEnded);
    }
    let dialog = newest.session.dialog.as_ref();
    by_text.may_say(newest.session.channel, dialog, speak.now)?;
    let mut talk = Talk::of(newest, by_text, Batch::at(speak.now));
    let said = talk.answer(staff, &text, speak.client_id);
    Ok(Decision::write(talk.done(of_desk(staff)), Some(said)))
}

/// Ends the chat, with a last word or the one of the settings; the ticket stays. Comes to when it ended.
pub(crate) fn end(
    newest: Option<&SessionView>,
    speak: &Speak<'_>,
    (policy, by_text): (&Policy, &ByText),
) -> Result<Decision<Timestamp>, Error> {
    let staff = access::staff(speak.actor)?;
    let newest = newest.ok_or(Error::NotFound)?;
    let text = speak.text(policy)?;
    let mut talk = Talk::of(newest, by_text, Batch::at(speak.now));
    if !talk.end_chat() {
        let ended_at = newest.session.dialog.as_ref().and_then(|dialog| dialog.ended_at);
        return Ok(Decision::nothing(ended_at.ok_or(Error::SessionEnded)?));
    }
    let mut farewell: Vec<Reply> =
        dialog::farewell(newest.contact.profile.name.as_deref(), &by_text.support);
    if let Some(text) = &text {
        send::take(&mut talk.session, staff);
        talk.say(&staff.sender(), text, speak.client_id, Way::Carried);
        farewell = dialog::menu(newest.contact.profile.name.as_deref(), &by_text.support);
    }
    talk.reply(&farewell, Way::Carried);
    speak.remember(&mut talk, staff);
    Ok(Decision::write(talk.done(of_desk(staff)), speak.now))
}
