//! A chat by text ends once nobody wrote for long enough.

use super::{ByText, Talk, Way};
use crate::{
    Batch, Claimed, EventActor, Job, JobChange, JobKey, Session, SessionView, Support, Timestamp,
    rules::{Decision, dialog, task::Task},
};

/// Lets the look wait that ends the chat that begins now. It is lazy: what is written meanwhile does not move it.
pub(super) fn wait(session: &Session, support: &Support, batch: &mut Batch) {
    let due = batch.now.plus(support.idle_timeout);
    batch.jobs.push(JobChange::Schedule(Job {
        key: JobKey::new(format!("idle:{}", session.id)),
        lane: None,
        notifier: None,
        due,
        task: Task::Silence { session: session.id }.text(),
        contact: Some(session.contact),
    }));
}

/// Ends the chat where nobody wrote for long enough; looks later where somebody did, and no more where none goes on.
pub(crate) fn look(
    view: Option<&SessionView>,
    claimed: &Claimed,
    by_text: &ByText,
    now: Timestamp,
) -> Decision<()> {
    let mut batch = Batch::at(now);
    let (key, token) = (claimed.job.key.clone(), claimed.token);
    batch.jobs.push(JobChange::Settle { key, token });
    let chat = view.and_then(|view| Some((view, view.session.dialog.as_ref()?.chat.as_ref()?)));
    let Some((view, chat)) = chat else { return Decision::write(batch, ()) };
    let due = dialog::ends_at(chat, &by_text.support);
    if due > now {
        batch.jobs.push(JobChange::Schedule(Job { due, ..claimed.job.clone() }));
        return Decision::write(batch, ());
    }
    let mut talk = Talk::of(view, by_text, batch);
    talk.end_chat();
    let farewell = dialog::farewell(view.contact.profile.name.as_deref(), &by_text.support);
    talk.reply(&farewell, Way::Carried);
    Decision::write(talk.done(EventActor::System), ())
}
