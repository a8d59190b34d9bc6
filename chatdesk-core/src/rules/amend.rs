//! The desk takes, hands over or releases a session, and says what it is about.

use std::{collections::BTreeSet, fmt};

use super::{Decision, access, text::parse_optional, ticket};
use crate::{
    Actor, Address, Agent, Audience, Batch, Entry, EntryContent, EntryId, Error, EventActor,
    EventKind, Given, Invalid, Keep, NewEvent, Position, Record, RecordId, Session, SessionStatus,
    SessionView, Staff, Timestamp, Version,
};

/// How many tags a session may have.
const MAX_TAGS: usize = 20;
/// How many characters a tag may have.
const MAX_TAG_CHARS: usize = 40;

/// What is to be changed of a session.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Amendment {
    /// Who has it: the id by which the host knows somebody of the desk; cleared: nobody.
    pub agent: Amend<String>,
    /// What it is about; up to 200 characters.
    pub subject: Amend<String>,
    /// What the desk sorts it by: at most 20, each of 1–40 characters, none twice.
    pub tags: Amend<Vec<String>>,
}

/// Hides what a person wrote or is called.
impl fmt::Debug for Amendment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Amendment").finish_non_exhaustive()
    }
}

/// What is to become of one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Amend<T> {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Clear,
    /// It becomes this.
    Set(T),
}

/// Who amends.
#[derive(Clone, Debug)]
pub(crate) struct Amending<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) amendment: &'a Given<Amendment>,
    pub(crate) now: Timestamp,
    /// For the entry that keeps who had it.
    pub(crate) entry: EntryId,
}

/// Amends; what is so already changes nothing. Who has a session that is over does not change any more.
pub(crate) fn decide(
    view: Option<&SessionView>,
    amending: &Amending<'_>,
) -> Result<Decision<()>, Error> {
    let staff = access::staff(amending.actor)?;
    let view = access::customers_session(view)?;
    let amendment = amending.amendment.as_ref().map_err(Clone::clone)?;
    let by = By { staff, now: amending.now, entry: amending.entry, agent_field: "/agent_id" };
    let session = amended(&view.session, amendment, &by)?;
    if session == view.session {
        return Ok(Decision::nothing(()));
    }
    let mut batch = Batch::at(amending.now);
    tell(&view.session, &session, &by, &mut batch);
    if let Some(ticket) = view.ticket.as_ref().filter(|ticket| ticket.agent != session.agent) {
        let actor = EventActor::Desk { id: staff.id.clone() };
        ticket::save(ticket, ticket::beside(ticket, &session), actor, &mut batch);
    }
    batch.put.push(Record::Session(session));
    Ok(Decision::write(batch, ()))
}

/// Who amends a session, be it by its ticket.
#[derive(Debug)]
pub(super) struct By<'a> {
    pub(super) staff: &'a Staff,
    pub(super) now: Timestamp,
    /// For the entry that keeps who had it.
    pub(super) entry: EntryId,
    /// What whoever has it is called on the wire.
    pub(super) agent_field: &'static str,
}

/// The session as it is then; the caller puts it.
pub(super) fn amended(
    before: &Session,
    amendment: &Amendment,
    by: &By<'_>,
) -> Result<Session, Error> {
    let Amendment { agent, subject, tags } = amendment;
    let agent = amend(agent, |id| named(id, before, by).map(Some))?;
    let subject = amend(subject, |line| parse_optional("/subject", Some(line), 200))?;
    let tags = amend(tags, |tags| parse_tags(tags))?;
    let is_open = before.status.is_open();
    if agent.is_some() && !is_open {
        return Err(Error::SessionEnded);
    }
    let mut session = before.clone();
    if let Some(agent) = agent {
        session.status = stands(before, agent.as_ref());
        session.agent = agent;
    }
    session.subject = subject.unwrap_or(session.subject);
    session.tags = tags.unwrap_or(session.tags);
    if session != *before && is_open {
        // Of one that is over this stays the instant of its end, from which it is kept.
        session.updated_at = by.now.max(session.updated_at);
    }
    Ok(session)
}

/// The new value; `None` where the old one stays.
pub(super) fn amend<T, U: Default>(
    wish: &Amend<T>,
    read: impl FnOnce(&T) -> Result<U, Invalid>,
) -> Result<Option<U>, Invalid> {
    match wish {
        Amend::Keep => Ok(None),
        Amend::Clear => Ok(Some(U::default())),
        Amend::Set(value) => read(value).map(Some),
    }
}

/// Only their own name is known of those who ask.
fn named(id: &str, session: &Session, by: &By<'_>) -> Result<Agent, Invalid> {
    Address::of_host(id).map_err(|error| Invalid::new(by.agent_field, error.to_string()))?;
    let name = if id == by.staff.id {
        by.staff.name.clone()
    } else {
        let holder = session.agent.as_ref().filter(|agent| agent.id == id);
        holder.and_then(|agent| agent.name.clone())
    };
    Ok(Agent { id: id.to_owned(), name })
}

/// Waiting until an agent wrote or took it; and again once it is released by those who never wrote.
const fn stands(session: &Session, agent: Option<&Agent>) -> SessionStatus {
    match (agent, session.sent.desk) {
        (None, 0) => SessionStatus::Waiting,
        (None | Some(_), _) => SessionStatus::Active,
    }
}

fn parse_tags(given: &[String]) -> Result<Vec<String>, Invalid> {
    let n_tags = given.len();
    if n_tags > MAX_TAGS {
        let detail = format!("has {n_tags} tags; at most {MAX_TAGS} are allowed");
        return Err(Invalid::new("/tags", detail));
    }
    let mut known = BTreeSet::new();
    let parse = |(index, tag): (usize, &String)| {
        let invalid = |detail: String| Invalid::new(format!("/tags/{index}"), detail);
        let tag = tag.trim();
        let n_chars = tag.chars().count();
        if !(1..=MAX_TAG_CHARS).contains(&n_chars) || tag.chars().any(char::is_control) {
            return Err(invalid(format!(
                "has {n_chars} characters; 1 to {MAX_TAG_CHARS} are allowed, none of them a control"
            )));
        }
        if !known.insert(tag.to_owned()) {
            return Err(invalid("is there twice; send each tag once".to_owned()));
        }
        Ok(tag.to_owned())
    };
    given.iter().enumerate().map(parse).collect()
}

/// Says what was amended, and keeps who had the session.
pub(super) fn tell(before: &Session, session: &Session, by: &By<'_>, batch: &mut Batch) {
    let subject = RecordId::Session(session.id);
    let is_assigned = session.agent != before.agent;
    if is_assigned {
        let agent = session.agent.as_ref().map(|agent| agent.id.clone());
        batch.put.push(Record::Entry(Entry {
            id: by.entry,
            version: Version::NONE,
            changed: Position::ZERO,
            subject,
            at: by.now,
            content: EntryContent::Assigned { agent, by: by.staff.id.clone() },
        }));
    }
    // Tags are the desk's alone.
    let is_seen = is_assigned || session.subject != before.subject;
    batch.events.push(NewEvent {
        kind: if is_assigned { EventKind::SessionAssigned } else { EventKind::SessionChanged },
        subject,
        version: session.version.next(),
        actor: EventActor::Desk { id: by.staff.id.clone() },
        at: by.now,
        audience: if is_seen { Audience::Customer(session.contact) } else { Audience::Desk },
        keep: if is_assigned { Keep::Audit } else { Keep::Stream },
    });
}
