//! People come into a group of staff and go.

use std::fmt;

use super::{Seat, begin, seat};
use crate::{
    Actor, Address, Agent, Batch, Error, EventActor, EventKind, Given, Invalid, Left, Member,
    Panel, PanelShape, Record, Session, SessionView, StaffRole, Timestamp,
    rules::{Decision, access, session},
};

/// Who is to come or to go, by the ids by which the host knows them.
#[derive(Clone, PartialEq, Eq)]
pub enum MembersChange {
    /// They come: 1–49. Who is in it already stays.
    Add(Vec<String>),
    /// They go; whoever asks, where nobody is named. Who is not in it is gone already.
    Remove(Vec<String>),
}

/// Shows how many alone: ids may be addresses.
impl fmt::Debug for MembersChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(ids) => write!(f, "Add({})", ids.len()),
            Self::Remove(ids) => write!(f, "Remove({})", ids.len()),
        }
    }
}

/// Who changes who is in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) change: &'a Given<MembersChange>,
    pub(crate) now: Timestamp,
}

/// Lets people come or go. Everybody in a group may bring others and leave; others are removed by who began it, and by
/// administrators in it.
pub(crate) fn change(
    view: Option<&SessionView>,
    asked: &Change<'_>,
) -> Result<Decision<()>, Error> {
    let staff = access::staff(asked.actor)?;
    let seat = seat(staff, view)?;
    let change = asked.change.as_ref().map_err(Clone::clone)?;
    let seat = seat.still_in()?;
    if seat.panel.shape == PanelShape::Pair {
        return Err(Error::Conflict("a conversation of two stays theirs; begin a group"));
    }
    let mut session = seat.view.session.clone();
    session.updated_at = asked.now.max(session.updated_at);
    let Some(panel) = &mut session.panel else { return Err(Error::NotFound) };
    match change {
        MembersChange::Add(ids) => add(panel, &begin::others(ids, &staff.id)?, &seat)?,
        MembersChange::Remove(ids) => remove(panel, ids, &seat, asked.now)?,
    }
    if session.panel == seat.view.session.panel {
        return Ok(Decision::nothing(()));
    }
    Ok(Decision::write(written(session, &seat, asked.now), ()))
}

fn written(session: Session, seat: &Seat<'_>, now: Timestamp) -> Batch {
    let mut batch = Batch::at(now);
    let actor = EventActor::Desk { id: seat.staff.id.clone() };
    batch.events.push(session::event(EventKind::SessionChanged, &session, actor));
    batch.put.push(Record::Session(session));
    batch
}

fn add(panel: &mut Panel, ids: &[String], seat: &Seat<'_>) -> Result<(), Error> {
    let (last_seq, n_sent) = (seat.view.session.last_seq, panel.n_sent);
    for id in ids {
        match panel.members.iter_mut().find(|member| member.agent.id == *id) {
            Some(member) if member.is_in() => {}
            Some(member) => {
                member.left = None;
                member.read = last_seq;
                member.seen = n_sent.saturating_sub(member.sent);
            }
            None => {
                let agent = Agent { id: id.clone(), name: None };
                panel.members.push(Member::new(agent, last_seq, n_sent));
            }
        }
    }
    let n_present = panel.present().count();
    if n_present > begin::MAX_MEMBERS {
        let max = begin::MAX_MEMBERS;
        let detail = format!("would make {n_present} members; a conversation has at most {max}");
        return Err(Invalid::new("/participants", detail).into());
    }
    Ok(())
}

fn remove(panel: &mut Panel, ids: &[String], seat: &Seat<'_>, now: Timestamp) -> Result<(), Error> {
    let own = &seat.staff.id;
    for (index, id) in ids.iter().enumerate() {
        Address::of_host(id)
            .map_err(|error| Invalid::new(format!("/participants/{index}"), error.to_string()))?;
    }
    let may_remove = panel.opened_by.id == *own || seat.staff.role == StaffRole::Admin;
    if !may_remove && ids.iter().any(|id| id != own) {
        return Err(Error::Forbidden);
    }
    let left = left(&seat.view.session, panel, now);
    let goes = |member: &Member| {
        let is_named =
            ids.contains(&member.agent.id) || (ids.is_empty() && member.agent.id == *own);
        is_named && member.is_in()
    };
    for member in panel.members.iter_mut().filter(|member| goes(member)) {
        let mut seen = left.clone();
        seen.members.retain(|it| it.agent.id != member.agent.id);
        member.left = Some(Box::new(seen));
    }
    Ok(())
}

/// All as it is right before they go.
fn left(session: &Session, panel: &Panel, now: Timestamp) -> Left {
    Left {
        version: session.version.next().get(),
        changed: session.changed.get() + 1,
        last_seq: session.last_seq,
        preview: session.preview.clone(),
        said_by: panel.said_by.clone(),
        title: session.subject.clone(),
        n_sent: panel.n_sent,
        at: now.max(session.updated_at),
        members: panel.present().cloned().collect(),
    }
}
