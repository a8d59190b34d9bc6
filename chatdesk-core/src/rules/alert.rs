//! Whether those who are not looking are told of what they have not read.

use std::time::Duration;

use super::{Decision, Policy, task::Task};
use crate::{
    Batch, Claimed, Content, Job, JobChange, JobKey, Lane, Recipient, Session, SessionView, Side,
    Thread, Timestamp, Told, Unread,
};

/// Lets a look wait where a customer's message is added and somebody is to be told.
///
/// Where one waits already its earlier due stays, so that a burst is one alert.
pub(super) fn schedule(session: &Session, policy: &Policy, batch: &mut Batch) {
    if let Some(after) = policy.alert_after {
        batch.jobs.push(JobChange::Schedule(look_at(session, batch.now.plus(after))));
    }
}

/// The same for a session that gets another contact: what waits is about the former, with whom it would go.
pub(super) fn hand_over(session: &Session, policy: &Policy, batch: &mut Batch) {
    if let Some(after) = policy.alert_after {
        let look = look_at(session, batch.now.plus(after));
        batch.jobs.push(JobChange::Cancel(look.key.clone()));
        batch.jobs.push(JobChange::Schedule(look));
    }
}

fn look_at(session: &Session, due: Timestamp) -> Job {
    Job {
        key: JobKey::new(format!("alert:{}", session.id)),
        lane: None,
        notifier: None,
        due,
        task: Task::Look { session: session.id }.text(),
        contact: Some(session.contact),
    }
}

/// What [`look`] decides on.
#[derive(Debug)]
pub(crate) struct Look<'a> {
    /// The job, which this caller holds.
    pub(crate) claimed: &'a Claimed,
    /// Who is to be told.
    pub(crate) notifiers: &'a [&'a str],
    /// How long a message waits before they are.
    pub(crate) after: Duration,
    pub(crate) now: Timestamp,
}

/// Lets one delivery for each notifier wait, or a later look, or nothing.
///
/// `thread` holds the messages after the desk's cursor, the earliest first.
pub(crate) fn look(thread: Option<&Thread>, look: &Look<'_>) -> Decision<()> {
    let mut batch = Batch::at(look.now);
    batch.jobs.push(settled(look.claimed));
    let Some(thread) = thread.filter(|thread| is_worth_telling(&thread.view)) else {
        return Decision::write(batch, ());
    };
    let session = &thread.view.session;
    let is_unread = |kind: crate::SenderKind| kind.side() == Side::Customer;
    let mut messages = thread.messages.iter();
    // Farther back than the window it is old enough.
    let oldest = messages.find(|message| is_unread(message.sender.kind)).map(|message| message.at);
    let due = oldest.map_or(look.now, |oldest| oldest.plus(look.after));
    if due > look.now {
        // What made the look wait was read since, and something newer was not.
        batch.jobs.push(JobChange::Schedule(look_at(session, due)));
        return Decision::write(batch, ());
    }
    for notifier in look.notifiers {
        batch.jobs.push(JobChange::Schedule(tell(session, notifier, look.now)));
    }
    Decision::write(batch, ())
}

fn tell(session: &Session, notifier: &str, now: Timestamp) -> Job {
    let (id, up_to) = (session.id, session.last_seq);
    Job {
        key: JobKey::new(format!("tell:{id}:{}:{notifier}", up_to.get())),
        lane: Some(Lane::new(format!("tell:{id}:{notifier}"))),
        notifier: Some(notifier.to_owned()),
        due: now,
        task: Task::Unread { session: id, up_to }.text(),
        contact: Some(session.contact),
    }
}

/// What is told, asked right before; `None` when it is not wanted any more.
pub(crate) fn content(view: Option<&SessionView>) -> Option<Content> {
    let view = view.filter(|view| is_worth_telling(view))?;
    let SessionView { session, contact, .. } = view;
    let preview = session.preview.as_ref();
    Some(Content::Unread(Unread {
        to: Recipient::Own,
        told: Told::default(),
        messages: Vec::new(),
        session: session.id,
        contact: contact.id,
        address: contact.address.clone(),
        name: contact.profile.name.clone(),
        n_unread: view.unread(Side::Desk),
        preview: preview.filter(|preview| preview.sender.side() == Side::Customer).cloned(),
    }))
}

fn is_worth_telling(view: &SessionView) -> bool {
    let SessionView { session, contact, .. } = view;
    session.status.is_open() && contact.switch.is_on() && view.unread(Side::Desk) > 0
}

fn settled(claimed: &Claimed) -> JobChange {
    JobChange::Settle { key: claimed.job.key.clone(), token: claimed.token }
}
