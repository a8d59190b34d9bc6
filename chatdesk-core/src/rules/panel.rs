//! Staff among themselves: a conversation begins, people come and go, and read.

mod begin;
mod members;
mod read;
mod say;

pub(super) use self::say::say;
pub use self::{begin::BeginPanel, members::MembersChange};
pub(crate) use self::{
    begin::{Begin, Facts, begin, pair_of},
    members::{Change, change},
    read::{Facts as ReadFacts, read},
};

use super::access;
use crate::{Agent, Error, Member, Panel, SessionView, Staff};

/// A conversation of staff, and the one of it who asks.
#[derive(Clone, Copy, Debug)]
struct Seat<'a> {
    view: &'a SessionView,
    panel: &'a Panel,
    member: &'a Member,
    staff: &'a Staff,
}

/// Somebody who was in it may look; what is changed is changed by those who are.
fn seat<'a>(staff: &'a Staff, view: Option<&'a SessionView>) -> Result<Seat<'a>, Error> {
    let view = access::panel(staff, view)?;
    let panel = view.session.panel.as_deref().ok_or(Error::NotFound)?;
    let member = panel.member(&staff.id).ok_or(Error::NotFound)?;
    Ok(Seat { view, panel, member, staff })
}

impl Seat<'_> {
    /// For those who left it is over.
    fn still_in(self) -> Result<Self, Error> {
        if self.member.is_in() { Ok(self) } else { Err(Error::SessionEnded) }
    }
}

/// Changes what is kept of one member; the name that their token gives them comes along.
fn with_member(panel: &mut Panel, staff: &Staff, change: impl FnOnce(&mut Member)) {
    if let Some(member) = panel.members.iter_mut().find(|it| it.agent.id == staff.id) {
        if staff.name.is_some() {
            member.agent.name.clone_from(&staff.name);
        }
        change(member);
    }
}

fn agent_of(staff: &Staff) -> Agent {
    Agent { id: staff.id.clone(), name: staff.name.clone() }
}
