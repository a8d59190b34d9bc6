//! Staff who are not looking are told, on their devices, of what others of them wrote.

use super::{
    Facts, Look, Told, Whom, is_for, is_worth_telling, ladder, look_at,
    recipients::{self, Route},
};
use crate::{
    Address, Batch, Entry, EntryContent, JobChange, Message, Preview, Reach, SenderKind,
    SessionView, Side, Timestamp, rules::text::preview,
};

/// A conversation as somebody is told of it: to each the others are what customers are to the desk, and who wrote last stands
/// where the customer does. `None` for who is not in it.
pub(crate) fn as_told(
    view: &SessionView,
    messages: &[Message],
    id: &str,
) -> Option<(SessionView, Vec<Message>)> {
    let mut seen = view.seen_by(id)?;
    if !seen.session.panel.as_ref()?.member(id)?.is_in() {
        return None;
    }
    let other = |message: &Message| {
        let mut message = message.clone();
        if message.sender.id != id {
            message.sender.kind = SenderKind::User;
        }
        message
    };
    let messages: Vec<_> = messages.iter().map(other).collect();
    let newest = messages.iter().rev().find(|message| is_for(Side::Desk, message));
    if let Some(newest) = newest {
        // Ids of the desk's people are such as hosts give.
        seen.contact.address = Address::of_host(&newest.sender.id).ok()?;
        seen.contact.profile.name.clone_from(&newest.sender.name);
        let (text, sender) = (preview(&newest.content), newest.sender.kind);
        seen.session.preview = Some(Preview { text, sender, at: newest.at });
    }
    Some((seen, messages))
}

/// Whose an entry is that says where somebody of the desk is told.
pub(crate) fn owner(entry: &Entry) -> Option<&str> {
    match &entry.content {
        EntryContent::Device { agent, .. } | EntryContent::Binding { agent, .. } => Some(&agent.id),
        _ => None,
    }
}

/// Lets one delivery wait for each device of those who have not read, and comes to when it is to be looked again.
pub(super) fn look(facts: &Facts, look: &Look<'_>, batch: &mut Batch) {
    let Some(thread) = &facts.thread else { return };
    let writer = &thread.view.contact.address;
    let routes = recipients::routes(look.alerts, &facts.people, writer);
    let mut next: Option<Timestamp> = None;
    for (route, id) in routes.iter().zip(facts.ids.iter().copied()) {
        let Some(owner) = route.owner.filter(|_| route.way.reach == Reach::Devices) else {
            continue;
        };
        let Some((view, messages)) = as_told(&thread.view, &thread.messages, &owner.id) else {
            continue;
        };
        let seen = (&view, messages.as_slice());
        let whom = Whom { side: Side::Desk, notifier: route.way.kind.clone(), to: route.to };
        let told = Told::of(&facts.told, view.session.id, &whom, id);
        match due(route, &told, seen, look) {
            Some(due) if due > look.now => next = Some(next.map_or(due, |next| next.min(due))),
            Some(_) => ladder::tell(route, told, (newest(seen), &view), batch),
            None => {}
        }
    }
    if let Some(next) = next {
        batch.jobs.push(JobChange::Schedule(look_at(&thread.view.session, next)));
    }
}

/// When a device is told; `None` where its owner knows, or has nothing to know.
fn due(
    route: &Route<'_>,
    told: &Told,
    (view, messages): (&SessionView, &[Message]),
    look: &Look<'_>,
) -> Option<Timestamp> {
    let read = view.desk_read.seq;
    let newest = newest((view, messages));
    if !is_worth_telling(Side::Desk, view) || told.stands(read) || told.asked >= newest {
        return None;
    }
    let unread = |message: &&Message| is_for(Side::Desk, message) && message.seq > read;
    let since = messages.iter().find(unread).map_or(look.now, |message| message.at);
    let due = since.plus(route.way.after);
    let is_there = route.owner.is_some_and(|owner| look.attending.contains(&owner.id));
    let due = if is_there { due.plus(ladder::ATTENDED) } else { due };
    if due > look.now {
        return Some(due);
    }
    Some(route.way.quiet_until(look.alerts, look.now).unwrap_or(due))
}

fn newest((view, messages): (&SessionView, &[Message])) -> crate::Seq {
    super::newest_for(Side::Desk, messages).unwrap_or(view.session.last_seq)
}
