//! A recipient is told of many sessions at once, where there was no room to tell of each.

use std::collections::BTreeSet;

use super::{
    Alerts, Told, Way, Whom, is_worth_telling, settled,
    tell::{Begun, forget},
    window::{Call, Caller, Room},
};
use crate::{
    Batch, Claimed, Content, Digest, Entry, EntryId, Expect, JobChange, Outcome, RecordId,
    SessionView, Side, Timestamp,
    rules::{
        Decision,
        outbox::{self, Attempt, Settled},
    },
};

/// What is decided on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The recipient, and the calls to them.
    pub(crate) known: super::tell::Facts,
    /// What was put off, the latest first; as much of it as is told at once.
    pub(crate) put_off: Vec<Entry>,
    /// Whether there is more.
    pub(crate) has_more: bool,
    /// The sessions of it, each with what its recipients were told.
    pub(crate) sessions: Vec<(SessionView, Vec<Entry>)>,
}

/// Who tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tell<'a> {
    /// The job, which this caller holds.
    pub(crate) claimed: &'a Claimed,
    pub(crate) to: Option<EntryId>,
    pub(crate) way: &'a Way,
    pub(crate) alerts: &'a Alerts,
    pub(crate) now: Timestamp,
    /// For the count of calls, where there is none.
    pub(crate) entry: EntryId,
}

/// Whether an attempt is made, and the room for it.
pub(crate) fn begin(facts: &Facts, tell: &Tell<'_>) -> Decision<Begun> {
    let waiting: Vec<_> = tell.waiting(facts).collect();
    let recipient = facts.known.recipient.as_ref().filter(|_| !waiting.is_empty());
    let mut batch = Batch::at(tell.now);
    let Some((recipient, _)) = recipient else {
        batch.jobs.push(settled(tell.claimed));
        tell.done(facts, &mut batch);
        return Decision::write(batch, Begun::PutOff);
    };
    if let Some(until) = tell.way.quiet_until(tell.alerts, tell.now) {
        return Decision::nothing(Begun::Waits(until));
    }
    match tell.caller(facts).take(Call::News, &mut batch) {
        Room::None { until } => Decision::nothing(Begun::Waits(until)),
        Room::Taken => {
            let content = Content::Digest(Digest {
                to: recipient.clone(),
                n_sessions: waiting.len() as u64,
                n_unread: waiting.iter().map(|(view, _)| view.unread(Side::Desk)).sum(),
            });
            Decision::write(batch, Begun::Go(Box::new(content)))
        }
    }
}

impl Tell<'_> {
    fn caller<'b>(&'b self, facts: &'b Facts) -> Caller<'b> {
        let (entry, telling) = (self.entry, facts.known.telling.as_ref());
        Caller { way: self.way, to: self.to, telling, entry }
    }

    /// The sessions that they still are to be told of, with what they were.
    fn waiting<'b>(
        &'b self,
        facts: &'b Facts,
    ) -> impl Iterator<Item = (&'b SessionView, Told)> + 'b {
        facts.sessions.iter().filter(|(view, _)| is_worth_telling(Side::Desk, view)).filter_map(
            |(view, told)| {
                let whom = Whom { side: Side::Desk, notifier: self.way.kind.clone(), to: self.to };
                let told = Told::of(told, view.session.id, &whom, self.entry);
                let read = view.desk_read.seq;
                (!told.stands(read) && told.asked > read).then_some((view, told))
            },
        )
    }

    /// Removes what was put off; lets the rest of it be told later.
    fn done(&self, facts: &Facts, batch: &mut Batch) {
        batch.delete.extend(
            facts
                .put_off
                .iter()
                .map(|entry| Expect { record: RecordId::Entry(entry.id), version: entry.version }),
        );
        if facts.has_more {
            let later = self.caller(facts).digest(batch.now.plus(super::window::WINDOW));
            batch.jobs.push(JobChange::Schedule(later));
        }
    }
}

/// Settles an attempt: all sessions that it counted are told with it. What was put off meanwhile is not among them, and has a
/// digest of its own.
///
/// `tried` is what it was made of, `now_known` how that stands now.
pub(crate) fn settle(
    now_known: &Facts,
    tried: &Facts,
    (outcome, jitter): (&Outcome, u32),
    tell: &Tell<'_>,
) -> Decision<Settled> {
    let Tell { claimed, now, .. } = *tell;
    if let (Outcome::Gone { .. }, Some(_)) = (outcome, tell.to) {
        let mut batch = Batch::at(now);
        batch.jobs.push(settled(claimed));
        tell.done(tried, &mut batch);
        forget(&now_known.known, &tried.known, &mut batch);
        return Decision::write(batch, Settled::Done);
    }
    let attempt = Attempt { claimed, outcome: Some(outcome), jitter, now };
    let mut decision = outbox::settle(&attempt);
    if let (Some(batch), Outcome::Sent { .. }) = (&mut decision.batch, outcome) {
        tell.done(tried, batch);
        let counted: BTreeSet<_> = tell.waiting(tried).map(|(view, _)| view.session.id).collect();
        let waiting = tell.waiting(now_known);
        for (view, mut told) in waiting.filter(|(view, _)| counted.contains(&view.session.id)) {
            told.at = now;
            told.up_to = told.asked;
            told.n_unread = view.unread(Side::Desk);
            told.provider_id = None;
            told.put(batch);
        }
    }
    decision
}
