//! Whether those who are not looking are told of what they have not read.

pub(crate) mod answer;
pub(crate) mod digest;
mod ladder;
pub(crate) mod panel;
mod plan;
mod quiet;
mod recipients;
pub(crate) mod tell;
mod told;
mod window;

pub use self::{plan::Escalation, quiet::QuietHours};
pub(crate) use self::{
    plan::{Alerts, Audience, Setup, Way},
    recipients::place,
    told::{Told, Whom},
};

use super::{Decision, Policy, task::Task};
use crate::{
    Batch, Claimed, Content, Entry, EntryId, Job, JobChange, JobKey, Lane, Message, Recipient, Seq,
    Session, SessionView, Side, Thread, Timestamp, Unread,
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
        let step = step_at(session, batch.now);
        batch.jobs.push(JobChange::Cancel(look.key.clone()));
        batch.jobs.push(JobChange::Cancel(step.key));
        batch.jobs.push(JobChange::Schedule(look));
    }
    answer::hand_over(session, policy, batch);
}

fn look_at(session: &Session, due: Timestamp) -> Job {
    look_job("alert", &Task::Look { session: session.id }, (session, due))
}

/// A look of the ladder's own: whoever has waited for the message's own look is not told again by it.
fn step_at(session: &Session, due: Timestamp) -> Job {
    look_job("step", &Task::Step { session: session.id }, (session, due))
}

fn look_job(word: &str, task: &Task, (session, due): (&Session, Timestamp)) -> Job {
    Job {
        key: JobKey::new(format!("{word}:{}", session.id)),
        lane: None,
        notifier: None,
        due,
        task: task.text(),
        contact: Some(session.contact),
    }
}

/// What [`look`] decides on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The session with the messages after the desk's cursor, the earliest first.
    pub(crate) thread: Option<Thread>,
    /// The newest message of the customer's.
    pub(crate) newest: Seq,
    /// What its recipients were told.
    pub(crate) told: Vec<Entry>,
    /// Where people of the desk are told each by themself.
    pub(crate) people: Vec<Entry>,
    /// For what they are told; enough for all.
    pub(crate) ids: Vec<EntryId>,
}

/// Who looks, and why.
#[derive(Debug)]
pub(crate) struct Look<'a> {
    /// The job, which this caller holds.
    pub(crate) claimed: &'a Claimed,
    pub(crate) cause: Cause,
    pub(crate) alerts: &'a Alerts,
    /// Who of the desk has the chat before them, by the ids by which the host knows them.
    pub(crate) attending: &'a [String],
    pub(crate) now: Timestamp,
}

/// Why it is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A message has waited.
    Message,
    /// A step of the ladder has come.
    Step,
}

/// Lets one delivery for each who is to be told wait, and a later look, or nothing.
pub(crate) fn look(facts: &Facts, look: &Look<'_>) -> Decision<()> {
    let mut batch = Batch::at(look.now);
    batch.jobs.push(settled(look.claimed));
    if facts.thread.as_ref().is_some_and(|thread| thread.view.session.panel.is_some()) {
        panel::look(facts, look, &mut batch);
        return Decision::write(batch, ());
    }
    let Some(thread) =
        facts.thread.as_ref().filter(|thread| is_worth_telling(Side::Desk, &thread.view))
    else {
        return Decision::write(batch, ());
    };
    let session = &thread.view.session;
    // Farther back than the window it is old enough.
    let oldest = thread.messages.iter().find(|it| is_for(Side::Desk, it)).map(|it| it.at);
    let due = oldest.map_or(look.now, |oldest| oldest.plus(look.alerts.after));
    if look.cause == Cause::Message && due > look.now {
        // What made the look wait was read since, and something newer was not.
        batch.jobs.push(JobChange::Schedule(look_at(session, due)));
        return Decision::write(batch, ());
    }
    if look.cause == Cause::Message {
        let systems = look.alerts.ways.iter().filter(|way| way.audience == Audience::System);
        for way in systems {
            batch.jobs.push(JobChange::Schedule(tell_system(session, &way.kind, look.now)));
        }
    }
    if let Some(next) = ladder::climb(facts, (thread, oldest), look, &mut batch) {
        batch.jobs.push(JobChange::Schedule(step_at(session, next)));
    }
    Decision::write(batch, ())
}

/// Whether a message counts for a side that has not read it.
fn is_for(side: Side, message: &Message) -> bool {
    let sender = message.sender.kind;
    sender.side() == side.other() && message.kind.counts(sender)
}

fn tell_system(session: &Session, notifier: &str, now: Timestamp) -> Job {
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

/// What a system is told, asked right before; `None` when it is not wanted any more.
pub(crate) fn content(view: Option<&SessionView>) -> Option<Content> {
    let view = view.filter(|view| is_worth_telling(Side::Desk, view))?;
    Some(Content::Unread(unread(view, Recipient::Own)))
}

/// That somebody has not read a session, without its messages.
fn unread(view: &SessionView, to: Recipient) -> Unread {
    let SessionView { session, contact, .. } = view;
    let preview = session.preview.as_ref();
    Unread {
        to,
        told: crate::Told::default(),
        messages: Vec::new(),
        session: session.id,
        contact: contact.id,
        address: contact.address.clone(),
        name: contact.profile.name.clone(),
        n_unread: view.unread(Side::Desk),
        preview: preview.filter(|preview| preview.sender.side() == Side::Customer).cloned(),
    }
}

/// The newest of these messages that counts for a side.
pub(crate) fn newest_for(side: Side, messages: &[Message]) -> Option<Seq> {
    messages.iter().rev().find(|message| is_for(side, message)).map(|message| message.seq)
}

/// Where somebody of the desk is, where this way tells them there.
pub(crate) fn recipient(entry: &Entry, way: &Way) -> Option<Recipient> {
    recipients::personal(entry, way).map(|(_, recipient)| recipient)
}

/// Whether somebody of a side is to be told of a session, whoever they are.
fn is_worth_telling(side: Side, view: &SessionView) -> bool {
    let SessionView { session, contact, .. } = view;
    session.status.is_open() && contact.switch.is_on() && view.unread(side) > 0
}

fn settled(claimed: &Claimed) -> JobChange {
    JobChange::Settle { key: claimed.job.key.clone(), token: claimed.token }
}

/// What follows the word in keys and lanes of what a recipient is told.
fn name_of(notifier: &str, to: Option<EntryId>) -> String {
    to.map_or_else(|| notifier.to_owned(), |to| format!("{notifier}:{to}"))
}
