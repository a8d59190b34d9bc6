//! The ladder: which recipients are told of a session now, and when it is looked again.

use std::time::Duration;

use super::{
    Facts, Look, Whom, name_of,
    recipients::{self, Route},
    told::Told,
};
use crate::{
    Batch, Job, JobChange, JobKey, Lane, Session, SessionView, Side, Thread, Timestamp,
    rules::task::{Alert, Task},
};

/// Somebody who has the chat before them holds a step up for so long.
pub(super) const ATTENDED: Duration = Duration::from_secs(30);
/// A chat is counted up in place this often at most.
const COUNTED_UP_EVERY: Duration = Duration::from_mins(1);

/// What becomes of a recipient.
enum Next {
    Tell,
    Look(Timestamp),
    Nothing,
}

/// Lets a delivery wait for each recipient whose step has come and who does not know; comes to when the next one's comes.
///
/// `unread_since` is when the customer wrote the oldest message that the desk has not read; `None` for long ago.
pub(super) fn climb(
    facts: &Facts,
    (thread, unread_since): (&Thread, Option<Timestamp>),
    look: &Look<'_>,
    batch: &mut Batch,
) -> Option<Timestamp> {
    let view = &thread.view;
    let routes = recipients::routes(look.alerts, &facts.people, &view.contact.address);
    let mut ids = facts.ids.iter().copied();
    let mut next: Option<Timestamp> = None;
    for route in &routes {
        let (side, notifier) = (Side::Desk, route.way.kind.clone());
        let whom = Whom { side, notifier, to: route.to };
        let told = Told::of(&facts.told, view.session.id, &whom, ids.next()?);
        let since = unread_since.unwrap_or_default();
        let agent = view.session.agent.as_ref();
        let due = recipients::due(route, (&routes, agent), (look.alerts, since));
        match decide(route, (&told, due), (facts, view), look) {
            Next::Tell => tell(route, told, (facts.newest, view), batch),
            Next::Look(at) => next = Some(next.map_or(at, |next| next.min(at))),
            Next::Nothing => {}
        }
    }
    next
}

fn decide(
    route: &Route<'_>,
    (told, due): (&Told, Timestamp),
    (facts, view): (&Facts, &SessionView),
    look: &Look<'_>,
) -> Next {
    let way = route.way;
    if told.asked >= facts.newest {
        // It waits to be told, or is.
        return Next::Nothing;
    }
    let due = if !told.stands(view.desk_read.seq) {
        let held_up = due.plus(ATTENDED);
        let is_held_up = !look.attending.is_empty() && way.is_people() && due <= look.now;
        if is_held_up && look.now < held_up { held_up } else { due }
    } else if way.edits && told.provider_id.is_some() {
        told.at.plus(COUNTED_UP_EVERY)
    } else {
        return Next::Nothing;
    };
    match way.quiet_until(look.alerts, look.now) {
        _ if due > look.now => Next::Look(due),
        Some(until) => Next::Look(until),
        None => Next::Tell,
    }
}

/// Lets a recipient be told of what stands up to a message.
pub(super) fn tell(
    route: &Route<'_>,
    mut told: Told,
    (newest, view): (crate::Seq, &SessionView),
    batch: &mut Batch,
) {
    let job = job(&view.session, (&route.way.kind, newest), route.to, batch.now);
    batch.jobs.push(JobChange::Schedule(job));
    if told.asked == crate::Seq::ZERO {
        told.at = batch.now;
    }
    told.asked = newest;
    told.put(batch);
}

/// The delivery of what stands up to a message. Those to one recipient leave one after another.
fn job(
    session: &Session,
    (notifier, up_to): (&str, crate::Seq),
    to: Option<crate::EntryId>,
    now: Timestamp,
) -> Job {
    let (id, name) = (session.id, name_of(notifier, to));
    Job {
        key: JobKey::new(format!("tell:{id}:{}:{name}", up_to.get())),
        lane: Some(Lane::new(format!("tell:{name}"))),
        notifier: Some(notifier.to_owned()),
        due: now,
        task: Task::Alert(Alert { session: id, up_to, to }).text(),
        // It names nobody, and outlives a visitor who becomes a user.
        contact: None,
    }
}
