//! Who of the desk a user of a text channel is: a link from the one who asks for it makes the binding, once.

use std::time::Duration;

use super::{Decision, access};
use crate::{
    Actor, Agent, Batch, Channel, Claim, Entry, EntryContent, EntryId, Error, Expect, Position,
    Record, RecordId, StaffRole, Timestamp, UniqueKey, Version,
};

/// How long a link binds.
const LINK_FOR: Duration = Duration::from_hours(1);

/// Who is to be bound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Issue<'a> {
    pub(crate) actor: &'a Actor,
    /// The id by which the host knows them.
    pub(crate) agent: &'a str,
    pub(crate) channel: Channel,
    /// SHA-256 of the link's secret, in hex.
    pub(crate) digest: &'a str,
    pub(crate) entry: EntryId,
    pub(crate) now: Timestamp,
}

/// Lets somebody of the desk bind themself, or an administrator somebody else, who may then answer and no more; comes to
/// the instant until which that counts.
pub(crate) fn issue(issue: &Issue<'_>) -> Result<Decision<Timestamp>, Error> {
    let staff = access::staff(issue.actor)?;
    let (name, role) = if issue.agent == staff.id {
        (staff.name.clone(), staff.role)
    } else {
        access::admin(issue.actor)?;
        (None, StaffRole::Agent)
    };
    let until = issue.now.plus(LINK_FOR);
    let agent = Agent { id: issue.agent.to_owned(), name };
    let content = EntryContent::BindingLink { agent, role, channel: issue.channel, until };
    let mut batch = Batch::at(issue.now);
    let (key, owner) = (UniqueKey::binding_link(issue.digest), RecordId::Entry(issue.entry));
    batch.claim.push(Claim { key, owner, until: Some(until) });
    batch.put.push(made(issue.entry, content, issue.now));
    Ok(Decision::write(batch, until))
}

/// What [`bind`] decides on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The link.
    pub(crate) link: Option<Entry>,
    /// Who the user is so far.
    pub(crate) binding: Option<Entry>,
}

/// Who followed a link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bind<'a> {
    pub(crate) channel: Channel,
    pub(crate) user: &'a str,
    /// The private chat with them.
    pub(crate) chat: &'a str,
    /// What they are called there.
    pub(crate) name: Option<&'a str>,
    pub(crate) now: Timestamp,
    /// For the binding, where there is none.
    pub(crate) entry: EntryId,
}

/// Uses a link up, and binds; comes to who they are now, or to nothing where the link is wrong, used or too old.
pub(crate) fn bind(facts: &Facts, bind: &Bind<'_>) -> Decision<Option<Agent>> {
    let link = facts.link.as_ref().and_then(|entry| match &entry.content {
        EntryContent::BindingLink { agent, role, channel, until }
            if *channel == bind.channel && bind.now < *until =>
        {
            Some((entry, agent.clone(), *role))
        }
        _ => None,
    });
    let Some((link, mut agent, role)) = link else { return Decision::nothing(None) };
    agent.name = agent.name.or_else(|| bind.name.map(str::to_owned));
    let mut batch = Batch::at(bind.now);
    batch.delete.push(Expect { record: RecordId::Entry(link.id), version: link.version });
    let content = EntryContent::Binding {
        agent: agent.clone(),
        role,
        channel: bind.channel,
        user: bind.user.to_owned(),
        chat: bind.chat.to_owned(),
    };
    if let Some(known) = &facts.binding {
        batch.put.push(Record::Entry(Entry { content, at: bind.now, ..known.clone() }));
    } else {
        let key = UniqueKey::binding(bind.channel, bind.user);
        batch.claim.push(Claim { key, owner: RecordId::Entry(bind.entry), until: None });
        batch.put.push(made(bind.entry, content, bind.now));
    }
    Decision::write(batch, Some(agent))
}

fn made(id: EntryId, content: EntryContent, at: Timestamp) -> Record {
    let (version, changed) = (Version::NONE, Position::ZERO);
    Record::Entry(Entry { id, version, changed, subject: RecordId::Entry(id), at, content })
}
