//! A conversation of staff begins; a pair has one.

use std::{collections::BTreeSet, fmt};

use super::agent_of;
use crate::{
    Actor, Address, Agent, Batch, Channel, Claim, ClientId, Contact, ContactId, ContactKind, Error,
    EventActor, EventKind, Given, Invalid, Member, Panel, PanelShape, Position, Profile, Record,
    RecordId, Seq, Session, SessionId, SessionStatus, Staff, Switch, Timestamp, UniqueKey, Version,
    rules::{Decision, access, open::REPEATS_KNOWN_FOR, session, text::parse_line},
};

/// How many people a conversation has at most.
pub(super) const MAX_MEMBERS: usize = 50;

/// Whom somebody of the desk wants to talk to.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BeginPanel {
    /// The others, by the ids by which the host knows them: 1–49. Whoever asks is in it anyway.
    pub participants: Vec<String>,
    /// What it is called, up to 200 characters; kept when a conversation is made.
    pub title: Option<String>,
}

/// Shows how many alone: ids may be addresses.
impl fmt::Debug for BeginPanel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BeginPanel").field("n", &self.participants.len()).finish_non_exhaustive()
    }
}

/// Who begins what.
#[derive(Clone, Debug)]
pub(crate) struct Begin<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) wish: &'a Given<BeginPanel>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
    /// For the desk's own contact, where there is none.
    pub(crate) contact: ContactId,
    /// For the conversation, where one is made.
    pub(crate) session: SessionId,
}

/// What [`begin`] decides on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The desk's own contact.
    pub(crate) desk: Option<ContactId>,
    /// The conversation of the pair.
    pub(crate) found: Option<SessionId>,
}

/// The key of the conversation that a pair has; `None` for a group, and for what does not fit.
pub(crate) fn pair_of(actor: &Actor, wish: &Given<BeginPanel>) -> Option<UniqueKey> {
    let staff = access::staff(actor).ok()?;
    let others = others(&wish.as_ref().ok()?.participants, &staff.id).ok()?;
    match others.as_slice() {
        [other] => Some(UniqueKey::pair(&staff.id, other)),
        _ => None,
    }
}

/// Finds the conversation of a pair, or makes one.
pub(crate) fn begin(facts: &Facts, begin: &Begin<'_>) -> Result<Decision<SessionId>, Error> {
    let staff = access::staff(begin.actor)?;
    let wish = begin.wish.as_ref().map_err(Clone::clone)?;
    let others = others(&wish.participants, &staff.id)?;
    let title = parse_line("/title", wish.title.as_deref(), 200)?;
    let pair = pair_of(begin.actor, begin.wish);
    if let (Some(_), Some(found)) = (&pair, facts.found) {
        return Ok(Decision::nothing(found));
    }
    let mut batch = Batch::at(begin.now);
    let contact = desk(facts, begin, &mut batch);
    let session = Session {
        status: SessionStatus::Active,
        subject: title,
        panel: Some(Box::new(panel(staff, others, pair.is_some()))),
        ..session::begin(begin.session, &contact, Channel::Web, begin.now)
    };
    let owner = RecordId::Session(session.id);
    batch.claim.extend(pair.map(|key| Claim { key, owner, until: None }));
    batch.claim.extend(begin.client_id.map(|client_id| Claim {
        key: UniqueKey::new_panel(client_id, &staff.id),
        owner,
        until: Some(begin.now.plus(REPEATS_KNOWN_FOR)),
    }));
    let actor = EventActor::Desk { id: staff.id.clone() };
    batch.events.push(session::event(EventKind::SessionOpened, &session, actor));
    batch.put.push(Record::Session(session));
    Ok(Decision::write(batch, begin.session))
}

/// The others, each once, in the order in which they were named.
pub(super) fn others(named: &[String], own: &str) -> Result<Vec<String>, Invalid> {
    let mut known = BTreeSet::from([own]);
    let mut others = Vec::new();
    for (index, id) in named.iter().enumerate() {
        Address::of_host(id)
            .map_err(|error| Invalid::new(format!("/participants/{index}"), error.to_string()))?;
        if known.insert(id) {
            others.push(id.clone());
        }
    }
    let n_others = others.len();
    if (1..MAX_MEMBERS).contains(&n_others) {
        return Ok(others);
    }
    let max = MAX_MEMBERS - 1;
    let detail = format!("names {n_others} others; 1 to {max} ids of the desk's people are needed");
    Err(Invalid::new("/participants", detail))
}

fn panel(staff: &Staff, others: Vec<String>, is_pair: bool) -> Panel {
    let new = |agent| Member::new(agent, Seq::ZERO, 0);
    let others = others.into_iter().map(|id| new(Agent { id, name: None }));
    Panel {
        shape: if is_pair { PanelShape::Pair } else { PanelShape::Group },
        opened_by: agent_of(staff),
        members: std::iter::once(new(agent_of(staff))).chain(others).collect(),
        n_sent: 0,
        said_by: None,
    }
}

/// The desk's own contact: made with the first conversation.
fn desk(facts: &Facts, begin: &Begin<'_>, batch: &mut Batch) -> Contact {
    let contact = Contact {
        id: facts.desk.unwrap_or(begin.contact),
        version: Version::NONE,
        changed: Position::ZERO,
        kind: ContactKind::Desk,
        address: Address::desk(),
        profile: Profile::default(),
        said_at: None,
        switch: Switch::On,
        switched: None,
        created_at: begin.now,
    };
    if facts.desk.is_none() {
        let (key, owner) = (UniqueKey::address(&contact.address), RecordId::Contact(contact.id));
        batch.claim.push(Claim { key, owner, until: None });
        batch.put.push(Record::Contact(contact.clone()));
    }
    contact
}

/// From the owners of the keys.
impl Facts {
    pub(crate) fn of(desk: Option<RecordId>, found: Option<RecordId>) -> Self {
        Self { desk: desk.and_then(RecordId::contact), found: found.and_then(RecordId::session) }
    }
}
