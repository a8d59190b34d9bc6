//! One recipient is told of one session: asked right before, and written down.

use std::collections::BTreeMap;

use super::{
    Alerts, Told, Way, Whom, answer, is_for, is_worth_telling, newest_for, settled, step_at,
    unread,
    window::{Call, Caller, Room},
};
use crate::{
    Batch, Claim, Claimed, Content, Entry, EntryContent, EntryId, Expect, JobChange, Message,
    Outcome, Position, Recipient, Record, RecordId, Release, Seq, SessionView, Side, Timestamp,
    UniqueKey, Unread, Version,
    rules::{
        Decision,
        open::REPEATS_KNOWN_FOR,
        outbox::{self, Attempt, Settled},
        task::Alert,
    },
};

/// So many messages are given to a notifier at most.
const MESSAGES: usize = 20;

/// What is decided on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) view: Option<SessionView>,
    /// Its newest messages.
    pub(crate) messages: Vec<Message>,
    /// What its recipients were told.
    pub(crate) told: Vec<Entry>,
    /// Where the recipient is, and the entry that says so; `None` when they are there no more.
    pub(crate) recipient: Option<(Recipient, Option<Entry>)>,
    /// The calls to them.
    pub(crate) telling: Option<Entry>,
    /// Which of the names under which a reply would find the session have an owner.
    pub(crate) taken: BTreeMap<UniqueKey, RecordId>,
}

/// By what a reply to an alert finds its session, or what is written in its thread: nothing where nobody answers.
///
/// Notifiers of one channel are called by it, or begin with it and `-`; who answers there names a message as `<chat>:<id>`.
pub(crate) fn names(notifier: &str, outcome: &Outcome) -> Vec<UniqueKey> {
    let Outcome::Sent { provider_id: Some(id), thread } = outcome else { return Vec::new() };
    let channel = notifier.split('-').next().unwrap_or_default();
    let thread = thread.as_deref().zip(id.split_once(':'));
    let thread = thread.map(|(thread, (chat, _))| UniqueKey::thread(channel, chat, thread));
    thread.into_iter().chain([UniqueKey::alerted(channel, id)]).collect()
}

/// Who tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tell<'a> {
    /// The job, which this caller holds.
    pub(crate) claimed: &'a Claimed,
    pub(crate) alert: Alert,
    /// Who has not read it.
    pub(crate) side: Side,
    pub(crate) way: &'a Way,
    pub(crate) alerts: &'a Alerts,
    pub(crate) now: Timestamp,
    /// For the count of calls, and for what is put off or told.
    pub(crate) ids: (EntryId, EntryId),
}

/// What becomes of a delivery before an attempt.
#[derive(Clone, Debug)]
pub(crate) enum Begun {
    /// It is made.
    Go(Box<Content>),
    /// It is not wanted any more.
    Unwanted,
    /// It waits until then.
    Waits(Timestamp),
    /// It is told along with others later.
    PutOff,
}

/// Whether an attempt is made, and the room for it.
pub(crate) fn begin(facts: &Facts, tell: &Tell<'_>) -> Decision<Begun> {
    let unwanted = Decision::nothing(Begun::Unwanted);
    let view = facts.view.as_ref().filter(|view| is_worth_telling(tell.side, view));
    let (Some(view), Some((recipient, _))) = (view, &facts.recipient) else { return unwanted };
    let told = tell.told(facts, view);
    let (read, newest) = (view.cursor(tell.side).seq, tell.newest(facts));
    let stands = told.stands(read);
    let counts_up = tell.way.edits && told.provider_id.is_some() && newest > told.up_to;
    if stands && !counts_up {
        return unwanted;
    }
    if let Some(until) = tell.way.quiet_until(tell.alerts, tell.now) {
        return Decision::nothing(Begun::Waits(until));
    }
    let mut batch = Batch::at(tell.now);
    let caller = tell.caller(facts);
    match caller.take(if stands { Call::CountedUp } else { Call::News }, &mut batch) {
        Room::Taken => {
            let content = match tell.side {
                Side::Customer => answer::content(view, &facts.messages, recipient.clone()),
                Side::Desk => Some(Content::Unread(Unread {
                    told: told.given(read),
                    messages: latest(&facts.messages, read.max(told.up_to)),
                    ..unread(view, recipient.clone())
                })),
            };
            let Some(content) = content else { return unwanted };
            let batch = Some(batch).filter(|batch| !batch.put.is_empty());
            Decision { batch, outcome: Begun::Go(Box::new(content)) }
        }
        Room::None { until } => {
            batch.jobs.push(settled(tell.claimed));
            if stands {
                count_up_later(told, (view, until), &mut batch);
            } else {
                put_off(&caller, (tell, until), &mut batch);
            }
            Decision::write(batch, Begun::PutOff)
        }
    }
}

/// What the customer wrote after a message, the latest of it.
fn latest(messages: &[Message], after: Seq) -> Vec<Message> {
    let mut messages: Vec<_> =
        messages.iter().filter(|it| is_for(Side::Desk, it) && it.seq > after).cloned().collect();
    let n_over = messages.len().saturating_sub(MESSAGES);
    messages.drain(..n_over);
    messages
}

/// A digest would tell of a chat that they know: it is counted up once there is room.
fn count_up_later(mut told: Told, (view, until): (&SessionView, Timestamp), batch: &mut Batch) {
    told.asked = told.up_to;
    told.put(batch);
    batch.jobs.push(JobChange::Schedule(step_at(&view.session, until)));
}

fn put_off(caller: &Caller<'_>, (tell, until): (&Tell<'_>, Timestamp), batch: &mut Batch) {
    batch.jobs.push(JobChange::Schedule(caller.digest(until)));
    batch.put.push(Record::Entry(Entry {
        id: tell.ids.1,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: RecordId::Entry(caller.id()),
        at: batch.now,
        content: EntryContent::PutOff { session: tell.alert.session },
    }));
}

impl Tell<'_> {
    fn told(&self, facts: &Facts, view: &SessionView) -> Told {
        let notifier = self.way.kind.clone();
        let whom = Whom { side: self.side, notifier, to: self.alert.to };
        Told::of(&facts.told, view.session.id, &whom, self.ids.1)
    }

    fn newest(&self, facts: &Facts) -> Seq {
        let newest = newest_for(self.side, &facts.messages);
        newest.map_or(self.alert.up_to, |newest| newest.max(self.alert.up_to))
    }

    fn caller<'b>(&'b self, facts: &'b Facts) -> Caller<'b> {
        let (entry, telling) = (self.ids.0, facts.telling.as_ref());
        Caller { way: self.way, to: self.alert.to, telling, entry }
    }
}

/// What an attempt told, and what it came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tried<'a> {
    /// What it was made of.
    pub(crate) facts: &'a Facts,
    pub(crate) content: &'a Content,
    pub(crate) outcome: &'a Outcome,
    pub(crate) jitter: u32,
}

/// Settles an attempt: what they were told is written down with it, and whoever is there no more is forgotten.
///
/// `told` and the recipient of `now_known` are as they are stored now.
pub(crate) fn settle(now_known: &Facts, tried: &Tried<'_>, tell: &Tell<'_>) -> Decision<Settled> {
    let Tell { claimed, now, .. } = *tell;
    let Tried { outcome, jitter, .. } = *tried;
    if let (Outcome::Gone { .. }, Some(_)) = (outcome, tell.alert.to) {
        let mut batch = Batch::at(now);
        batch.jobs.push(settled(claimed));
        forget(now_known, tried.facts, &mut batch);
        return Decision::write(batch, Settled::Done);
    }
    let attempt = Attempt { claimed, outcome: Some(outcome), jitter, now };
    let mut decision = outbox::settle(&attempt);
    let view = tried.facts.view.as_ref();
    if let (Some(batch), Outcome::Sent { provider_id, thread }, Some(view)) =
        (&mut decision.batch, outcome, view)
    {
        let mut told = tell.told(now_known, view);
        let stood = told.stands(view.cursor(tell.side).seq);
        let up_to = tell.newest(tried.facts);
        told.at = now;
        told.up_to = told.up_to.max(up_to);
        told.asked = told.asked.max(up_to);
        told.n_unread = n_unread(tried.content);
        let before = told.provider_id.take().filter(|_| stood);
        told.provider_id = provider_id.clone().or(before);
        told.thread = thread.clone().or(told.thread);
        if tell.side == Side::Desk {
            let owner = RecordId::Session(view.session.id);
            let free = names(&tell.way.kind, outcome).into_iter();
            let free = free.filter(|name| !now_known.taken.contains_key(name));
            let until = Some(now.plus(REPEATS_KNOWN_FOR));
            batch.claim.extend(free.map(|key| Claim { key, owner, until }));
        }
        told.put(batch);
    }
    decision
}

const fn n_unread(content: &Content) -> u64 {
    match content {
        Content::Unread(unread) => unread.n_unread,
        Content::Answered(answered) => answered.n_unread,
        _ => 0,
    }
}

/// Forgets a recipient who is there no more, unless they are somewhere else by now.
pub(super) fn forget(now_known: &Facts, tried: &Facts, batch: &mut Batch) {
    let (Some((now, Some(entry))), Some((then, _))) = (&now_known.recipient, &tried.recipient)
    else {
        return;
    };
    if now != then {
        return;
    }
    if let (EntryContent::PushToken { token, .. }, owner) = (&entry.content, entry.subject) {
        batch.release.push(Release { key: UniqueKey::push_token(token), owner });
    }
    // What belongs to itself takes its key along.
    let record = RecordId::Entry(entry.id);
    batch.delete.push(Expect { record, version: entry.version });
}
