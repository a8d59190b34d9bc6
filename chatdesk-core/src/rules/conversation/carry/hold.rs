//! A message that the channel does not take now waits, and a template asks for the answer that lets it leave.

use super::{ANSWERED_WITHIN, key_of, receipt::put, wait};
use crate::{
    Batch, Claimed, Job, JobChange, JobKey, Lane, Message, Receipt, ReceiptState, SessionView,
    rules::{
        Decision,
        task::{Said, Task},
    },
};

const WAITS: &str =
    "waits until they answer: they have not written for 24 hours, and a template asks them to";

/// Lets a message wait for their answer, and a template leave in its stead, once.
pub(crate) fn hold(
    facts: Option<&(SessionView, Message)>,
    claimed: &Claimed,
    now: crate::Timestamp,
) -> Decision<()> {
    let mut batch = Batch::at(now);
    let (key, token) = (claimed.job.key.clone(), claimed.token);
    let Some((view, message)) = facts else {
        batch.jobs.push(JobChange::Settle { key, token });
        return Decision::write(batch, ());
    };
    let due = message.at.plus(ANSWERED_WITHIN);
    batch.jobs.push(JobChange::PutBack { key, token, due });
    ask((view, message), claimed.job.notifier.as_deref(), &mut batch);
    Decision::write(batch, ())
}

/// A message that was taken for sent waits again.
pub(super) fn wait_until_asked(
    (view, message): (&SessionView, &Message),
    carrier: &str,
) -> JobChange {
    wait(&view.session, message.seq, carrier, message.at.plus(ANSWERED_WITHIN))
}

/// The session waits for an answer, and the template leaves.
pub(super) fn ask(
    (view, message): (&SessionView, &Message),
    carrier: Option<&str>,
    batch: &mut Batch,
) {
    let mut session = view.session.clone();
    let Some(dialog) = &mut session.dialog else { return };
    dialog.held = Some(message.seq);
    // The provider knows better until when it takes anything.
    dialog.window_until = Some(dialog.window_until.map_or(batch.now, |until| until.min(batch.now)));
    let said = Said { session: session.id, seq: message.seq };
    batch.jobs.push(JobChange::Schedule(Job {
        key: JobKey::new(format!("template:{}:{}", said.session, said.seq.get())),
        lane: Some(Lane::new(format!("template:{}:{}", session.contact, session.channel.as_str()))),
        notifier: carrier.map(str::to_owned),
        due: batch.now,
        task: Task::Template(said).text(),
        contact: Some(session.contact),
    }));
    let waits =
        Receipt { state: ReceiptState::Queued, provider_id: None, error: Some(WAITS.to_owned()) };
    put(session, message, waits, batch);
}

/// The template could not be brought: nothing waits for an answer that nobody was asked for.
pub(crate) fn release_failed(facts: Option<&(SessionView, Message)>, why: &str, batch: &mut Batch) {
    let Some((view, message)) = facts else { return };
    let mut session = view.session.clone();
    let Some(dialog) = session.dialog.as_mut().filter(|it| it.held == Some(message.seq)) else {
        return;
    };
    dialog.held = None;
    let said = Said { session: session.id, seq: message.seq };
    batch.jobs.push(JobChange::Cancel(key_of(said)));
    let failed = Receipt {
        state: ReceiptState::Failed,
        provider_id: None,
        error: Some(format!("the template could not be brought: {why}")),
    };
    put(session, message, failed, batch);
}
