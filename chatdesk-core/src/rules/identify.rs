//! A visitor turns out to be a user of the host: their sessions become the user's.

use std::collections::BTreeMap;

use super::{Decision, Policy, access, alert, contact, ticket};
use crate::{
    Actor, Address, Audience, Batch, Contact, ContactId, ContactKind, Customer, EntryId, Error,
    EventActor, EventKind, Expect, Given, Keep, NewEvent, Record, RecordId, Release, Session,
    SessionKind, SessionView, Switch, Switched, Timestamp, UniqueKey, Version,
};

/// Who is identified, as whom.
#[derive(Clone, Debug)]
pub(crate) struct Identify<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) visitor: &'a Given<Address>,
    pub(crate) now: Timestamp,
    /// For the user's contact, where there is none.
    pub(crate) contact: ContactId,
    /// For the entry that keeps why the switch moved.
    pub(crate) entry: EntryId,
}

/// What [`decide`] decides on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) user: Option<Contact>,
    pub(crate) visitor: Option<Contact>,
    /// As many of the visitor's sessions as one step moves.
    pub(crate) sessions: Vec<SessionView>,
    /// Who has the keys of both's newest open sessions.
    pub(crate) owners: BTreeMap<UniqueKey, RecordId>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identified {
    /// Sessions were moved: take another step.
    Partly,
    /// Nothing of the visitor is left; also when there never was anything.
    Wholly,
}

/// Who may identify: a user, never a visitor.
pub(crate) fn user(actor: &Actor) -> Result<&Customer, Error> {
    let customer = access::customer(actor)?;
    if customer.kind == ContactKind::User { Ok(customer) } else { Err(Error::Forbidden) }
}

/// Takes one step: moves sessions; where none is left, removes the visitor's contact.
///
/// A session that the visitor opens meanwhile would stay, and then the store refuses that its contact goes. The contact
/// does not stay empty: what the visitor had said of themself would outlive the user's erasure.
pub(crate) fn decide(
    facts: &Facts,
    identify: &Identify<'_>,
    policy: &Policy,
) -> Result<Decision<Identified>, Error> {
    let customer = user(identify.actor)?;
    identify.visitor.as_ref().map_err(Clone::clone)?;
    let Some(visitor) = &facts.visitor else { return Ok(Decision::nothing(Identified::Wholly)) };
    let mut batch = Batch::at(identify.now);
    let is_off = visitor.switch == Switch::Off && visitor.switched.is_some();
    let is_last = facts.sessions.is_empty();
    if !is_last || is_off {
        let user = take_in(facts, customer, (identify, policy), &mut batch);
        for view in &facts.sessions {
            give(view, (user, policy), &mut batch);
        }
        release_open_keys(facts, &mut batch);
        batch.events.push(identified(visitor.id, identify.now));
        // The last one: whoever goes on from here has missed nothing.
        batch.events.push(identified(user, identify.now));
    } else {
        batch.events.push(identified(visitor.id, identify.now));
    }
    let subject = RecordId::Contact(visitor.id);
    if is_last {
        batch.delete.push(Expect { record: subject, version: visitor.version });
        return Ok(Decision::write(batch, Identified::Wholly));
    }
    batch.expect(subject, visitor.version);
    Ok(Decision::write(batch, Identified::Partly))
}

/// The user's contact, made where there is none. Whoever was switched off as a visitor is so as a user.
fn take_in(
    facts: &Facts,
    customer: &Customer,
    (identify, policy): (&Identify<'_>, &Policy),
    batch: &mut Batch,
) -> ContactId {
    let mut user = facts.user.clone().unwrap_or_else(|| {
        contact::meet(customer, (identify.contact, identify.now), policy, batch)
    });
    let switched = facts.visitor.as_ref().filter(|visitor| visitor.switch == Switch::Off);
    let switched = switched.and_then(|visitor| visitor.switched.as_ref());
    let id = user.id;
    if let Some(switched) = switched.filter(|_| user.switch.is_on()) {
        switch_off(&mut user, switched, identify, batch);
    } else if facts.user.is_some() {
        batch.expect(RecordId::Contact(id), user.version);
        return id;
    }
    batch.put.push(Record::Contact(user));
    id
}

fn switch_off(user: &mut Contact, switched: &Switched, identify: &Identify<'_>, batch: &mut Batch) {
    let turn = contact::Turn {
        to: Switch::Off,
        by: &switched.by,
        reason: Some("switched off before, as a visitor".to_owned()),
        now: identify.now,
        entry: identify.entry,
    };
    contact::turn(user, turn, batch);
}

fn give(view: &SessionView, (user, policy): (ContactId, &Policy), batch: &mut Batch) {
    let session = view.session.clone();
    let mut session = Session { contact: user, kind: SessionKind::Support, ..session };
    if session.status.is_open() {
        session.updated_at = batch.now.max(session.updated_at);
    }
    batch.events.push(NewEvent {
        kind: EventKind::SessionChanged,
        subject: RecordId::Session(session.id),
        version: session.version.next(),
        actor: EventActor::Customer,
        at: batch.now,
        audience: Audience::Desk,
        keep: Keep::Stream,
    });
    alert::hand_over(&session, policy, batch);
    if let Some(before) = &view.ticket {
        let ticket = ticket::beside(before, &session);
        ticket::wait_for_close(&ticket, policy, batch);
        ticket::save(before, ticket, EventActor::Customer, batch);
    }
    batch.put.push(Record::Session(session));
}

/// Of the open sessions of both another may now be the newest, and then the key would name the wrong one. Nobody needs it
/// while a session is open: whoever opens finds that one, and the next that is made claims the key.
fn release_open_keys(facts: &Facts, batch: &mut Batch) {
    let owned = facts.owners.iter();
    batch.release.extend(owned.map(|(key, owner)| Release { key: key.clone(), owner: *owner }));
}

fn identified(contact: ContactId, at: Timestamp) -> NewEvent {
    NewEvent {
        kind: EventKind::ContactIdentified,
        subject: RecordId::Contact(contact),
        // No version moves by it.
        version: Version::NONE,
        actor: EventActor::Customer,
        at,
        audience: Audience::Customer(contact),
        keep: Keep::Stream,
    }
}
