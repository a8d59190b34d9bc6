//! Who is told of a chat, chosen when it is time.

use super::plan::{Alerts, Audience, Way};
use crate::{Address, Agent, Entry, EntryContent, EntryId, Reach, Recipient, Timestamp};

/// One recipient of one way.
#[derive(Clone, Debug)]
pub(super) struct Route<'a> {
    pub(super) way: &'a Way,
    /// Their entry; `None` for the notifier's own place.
    pub(super) to: Option<EntryId>,
    /// Whose it is, where it is somebody's.
    pub(super) owner: Option<&'a Agent>,
}

/// Everybody who is told once until a chat is read, but for whoever wrote.
pub(super) fn routes<'a>(
    alerts: &'a Alerts,
    people: &'a [Entry],
    writer: &Address,
) -> Vec<Route<'a>> {
    let once = alerts.ways.iter().filter(|way| way.audience != Audience::System);
    once.flat_map(|way| {
        let own = Route { way, to: None, owner: None };
        let own = (!way.is_personal()).then_some(own);
        let theirs = people.iter().filter_map(move |entry| {
            let (owner, _) = personal(entry, way)?;
            Some((entry, Route { way, to: Some(entry.id), owner: Some(owner) }))
        });
        let theirs = theirs.filter(|(entry, _)| !is_writers(entry, writer));
        own.into_iter().chain(theirs.map(|(_, route)| route))
    })
    .collect()
}

/// Whose an entry is, and where they are told, where this way tells them there.
pub(super) fn personal<'a>(entry: &'a Entry, way: &Way) -> Option<(&'a Agent, Recipient)> {
    place(entry, (way.reach, &way.kind))
}

/// The same for a notifier of this kind that reaches people so.
pub(crate) fn place<'a>(
    entry: &'a Entry,
    (reach, kind): (Reach, &str),
) -> Option<(&'a Agent, Recipient)> {
    match (&entry.content, reach) {
        (EntryContent::Device { agent, token, token_kind, platform }, Reach::Devices) => {
            let (token, kind, platform) = (token.clone(), *token_kind, *platform);
            Some((agent, Recipient::Device { token, kind, platform }))
        }
        (EntryContent::Binding { agent, channel, chat, .. }, Reach::Chats)
            if channel.as_str() == kind =>
        {
            Some((agent, Recipient::Chat(chat.clone())))
        }
        _ => None,
    }
}

/// Somebody of the desk may write as a customer too: they are not told of what they wrote.
fn is_writers(entry: &Entry, writer: &Address) -> bool {
    match &entry.content {
        EntryContent::Device { agent, .. } => agent.id == writer.as_str(),
        EntryContent::Binding { agent, channel, user, .. } => {
            agent.id == writer.as_str() || writer.id_in(*channel) == Some(user)
        }
        _ => false,
    }
}

/// The step of the ladder at which each is told: of those who are told by themselves the agent who has the chat first,
/// where they can be, and the others a step later.
pub(super) fn due(
    route: &Route<'_>,
    (routes, agent): (&[Route<'_>], Option<&Agent>),
    (alerts, unread_since): (&Alerts, Timestamp),
) -> Timestamp {
    let is_agents = |route: &Route<'_>| match (route.owner, agent) {
        (Some(owner), Some(agent)) => owner.id == agent.id,
        _ => false,
    };
    let after = route.way.after;
    let is_second = route.way.is_personal()
        && !is_agents(route)
        && routes.iter().any(|other| is_agents(other) && other.way.after <= after);
    unread_since.plus(if is_second { alerts.next_step(after) } else { after })
}
