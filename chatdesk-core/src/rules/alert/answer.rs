//! Customers who are not looking are told of what the desk wrote.

use super::{Alerts, Facts, Told, Way, Whom, is_for, is_worth_telling, look_job, name_of, settled};
use crate::{
    Answered, Batch, Channel, Claimed, Content, Entry, EntryContent, EntryId, Job, JobChange,
    JobKey, Lane, Message, Policy, Preview, Reach, Recipient, Session, SessionView, Side,
    Timestamp,
    rules::{
        Decision,
        task::{Alert, Task},
        text::preview,
    },
};

/// Lets a look wait where the desk writes to a customer of the web and somebody is to tell them. Where one waits already its
/// earlier due stays.
pub(in crate::rules) fn schedule(session: &Session, policy: &Policy, batch: &mut Batch) {
    if let Some(after) = policy.answer_after.filter(|_| session.channel == Channel::Web) {
        batch.jobs.push(JobChange::Schedule(look_at(session, batch.now.plus(after))));
    }
}

/// The same for a session that gets another contact.
pub(super) fn hand_over(session: &Session, policy: &Policy, batch: &mut Batch) {
    if policy.answer_after.is_some() {
        batch.jobs.push(JobChange::Cancel(look_at(session, batch.now).key));
        schedule(session, policy, batch);
    }
}

fn look_at(session: &Session, due: Timestamp) -> Job {
    look_job("await", &Task::Await { session: session.id }, (session, due))
}

/// Lets one delivery for each recipient of the customer's wait, and a later look, or nothing.
///
/// The messages of the thread are those after the customer's cursor; `people` are the customer's devices.
pub(crate) fn look(
    facts: &Facts,
    claimed: &Claimed,
    (alerts, now): (&Alerts, Timestamp),
) -> Decision<()> {
    let mut batch = Batch::at(now);
    batch.jobs.push(settled(claimed));
    let thread = facts.thread.as_ref();
    let thread = thread.filter(|it| is_worth_telling(Side::Customer, &it.view));
    let Some(thread) = thread else { return Decision::write(batch, ()) };
    let view = &thread.view;
    let oldest = thread.messages.iter().find(|message| is_from_desk(message, view));
    let Some(since) = oldest.map(|oldest| oldest.at) else { return Decision::write(batch, ()) };
    let (mut ids, mut next) = (facts.ids.iter().copied(), None);
    for (way, to) in alerts.answers.iter().flat_map(|way| recipients(way, facts, view)) {
        let Some(id) = ids.next() else { break };
        let whom = Whom { side: Side::Customer, notifier: way.kind.clone(), to };
        let mut told = Told::of(&facts.told, view.session.id, &whom, id);
        if told.stands(view.customer_read.seq) || told.asked >= facts.newest {
            continue;
        }
        let due = since.plus(way.after);
        if due > now {
            next = Some(next.map_or(due, |next: Timestamp| next.min(due)));
            continue;
        }
        let alert = Alert { session: view.session.id, up_to: facts.newest, to };
        batch.jobs.push(JobChange::Schedule(job(&view.session, way, alert, now)));
        told.asked = facts.newest;
        told.put(&mut batch);
    }
    if let Some(next) = next {
        batch.jobs.push(JobChange::Schedule(look_at(&view.session, next)));
    }
    Decision::write(batch, ())
}

/// Whom of the customer's a way tells.
fn recipients<'a>(
    way: &'a Way,
    facts: &Facts,
    view: &SessionView,
) -> Vec<(&'a Way, Option<EntryId>)> {
    match way.reach {
        Reach::Devices => facts.people.iter().map(|entry| (way, Some(entry.id))).collect(),
        Reach::Email => email(view).map(|_| (way, None)).into_iter().collect(),
        Reach::Own | Reach::Chats => vec![],
    }
}

fn email(view: &SessionView) -> Option<Recipient> {
    view.contact.profile.email.clone().map(Recipient::Email)
}

/// Where a recipient of the customer's is; `None` when they are there no more.
pub(crate) fn recipient(
    view: &SessionView,
    device: Option<Entry>,
    to: Option<EntryId>,
) -> Option<(Recipient, Option<Entry>)> {
    if to.is_none() {
        return email(view).map(|email| (email, None));
    }
    let entry = device?;
    let EntryContent::PushToken { token, token_kind, platform } = &entry.content else {
        return None;
    };
    let (token, kind, platform) = (token.clone(), *token_kind, *platform);
    Some((Recipient::Device { token, kind, platform }, Some(entry)))
}

/// Whoever is of the desk and a customer too is not told of what they wrote themself.
fn is_from_desk(message: &Message, view: &SessionView) -> bool {
    is_for(Side::Customer, message) && message.sender.id != view.contact.address.as_str()
}

fn job(session: &Session, way: &Way, alert: Alert, now: Timestamp) -> Job {
    let (id, name) = (session.id, name_of(&way.kind, alert.to));
    Job {
        key: JobKey::new(format!("answer:{id}:{}:{name}", alert.up_to.get())),
        lane: Some(Lane::new(format!("answer:{}:{name}", session.contact))),
        notifier: Some(way.kind.clone()),
        due: now,
        task: Task::Answer(alert).text(),
        contact: Some(session.contact),
    }
}

/// What they are told.
pub(super) fn content(view: &SessionView, messages: &[Message], to: Recipient) -> Option<Content> {
    let newest = messages.iter().rev().find(|message| is_from_desk(message, view))?;
    Some(Content::Answered(Answered {
        to,
        session: view.session.id,
        name: view.contact.profile.name.clone(),
        agent: newest.sender.name.clone(),
        n_unread: view.unread(Side::Customer),
        preview: Some(Preview {
            text: preview(&newest.content),
            sender: newest.sender.kind,
            at: newest.at,
        }),
        seq: newest.seq,
    }))
}
