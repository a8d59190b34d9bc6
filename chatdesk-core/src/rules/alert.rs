//! Whether those who are not looking are told of what they have not read.

use std::time::Duration;

use super::{Decision, Policy};
use crate::{
    Batch, Claimed, Delivery, DeliveryId, Job, JobChange, JobKey, Lane, Outcome, Seq, Session,
    SessionId, SessionView, Side, Thread, Timestamp,
};

/// How often a delivery is tried.
const ATTEMPTS: u32 = 8;
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// What a job of this module is to do, in the words that are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// To look whether a chat has something unread.
    Look { session: SessionId },
    /// To tell one notifier of it, and of what stood there when that was decided.
    Tell { session: SessionId, up_to: Seq, notifier: String },
}

impl Task {
    /// Reads what [`Task::text`] wrote; `None` for a task of somebody else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ')?;
        match word {
            "look" => Some(Self::Look { session: rest.parse().ok()? }),
            "tell" => {
                let (session, rest) = rest.split_once(' ')?;
                let (up_to, notifier) = rest.split_once(' ')?;
                let (session, up_to) = (session.parse().ok()?, Seq::new(up_to.parse().ok()?));
                Some(Self::Tell { session, up_to, notifier: notifier.to_owned() })
            }
            _ => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Look { session } => format!("look {session}"),
            Self::Tell { session, up_to, notifier } => {
                format!("tell {session} {} {notifier}", up_to.get())
            }
        }
    }
}

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
    let task = Task::Tell { session: id, up_to, notifier: notifier.to_owned() };
    Job {
        key: JobKey::new(format!("tell:{id}:{}:{notifier}", up_to.get())),
        lane: Some(Lane::new(format!("tell:{id}:{notifier}"))),
        notifier: Some(notifier.to_owned()),
        due: now,
        task: task.text(),
        contact: Some(session.contact),
    }
}

/// What leaves, asked right before; `None` when it is not wanted any more.
pub(crate) fn delivery(
    view: Option<&SessionView>,
    claimed: &Claimed,
    now: Timestamp,
) -> Option<Delivery> {
    let SessionView { session, contact, .. } = view.filter(|view| is_worth_telling(view))?;
    let preview = session.preview.as_ref();
    Some(Delivery {
        id: DeliveryId::new(claimed.job.key.as_str().to_owned()),
        attempt: claimed.attempt,
        at: now,
        session: session.id,
        contact: contact.id,
        address: contact.address.clone(),
        name: contact.profile.name.clone(),
        n_unread: view.map_or(0, |view| view.unread(Side::Desk)),
        preview: preview.filter(|preview| preview.sender.side() == Side::Customer).cloned(),
    })
}

fn is_worth_telling(view: &SessionView) -> bool {
    let SessionView { session, contact, .. } = view;
    session.status.is_open() && contact.switch.is_on() && view.unread(Side::Desk) > 0
}

/// What becomes of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// It is done, or not wanted any more.
    Done,
    /// It waits for its next attempt.
    Waits,
    /// It never arrives, and why.
    GivenUp(String),
}

/// Settles an attempt; `None` for one that was not made.
pub(crate) fn settle(
    claimed: &Claimed,
    outcome: Option<&Outcome>,
    now: Timestamp,
) -> Decision<Settled> {
    let mut batch = Batch::at(now);
    let (change, settled) = match outcome {
        None | Some(Outcome::Sent { .. }) => (settled(claimed), Settled::Done),
        Some(Outcome::Refused { why }) => (settled(claimed), Settled::GivenUp(why.clone())),
        Some(Outcome::Retry { why, .. }) if claimed.attempt >= ATTEMPTS => {
            (settled(claimed), Settled::GivenUp(why.clone()))
        }
        Some(Outcome::Retry { after, why }) => {
            let wait = wait_after(claimed.attempt).max(after.unwrap_or_default());
            let (key, token) = (claimed.job.key.clone(), claimed.token);
            let error = why.clone();
            (JobChange::Retry { key, token, due: now.plus(wait), error }, Settled::Waits)
        }
    };
    batch.jobs.push(change);
    Decision::write(batch, settled)
}

fn wait_after(attempt: u32) -> Duration {
    let fourfold = 4_u32.saturating_pow(attempt.saturating_sub(1));
    FIRST_WAIT.saturating_mul(fourfold).min(LONGEST_WAIT)
}

fn settled(claimed: &Claimed) -> JobChange {
    JobChange::Settle { key: claimed.job.key.clone(), token: claimed.token }
}

#[cfg(test)]
mod tests {
    use super::{Task, wait_after};
    use crate::{Id, Seq, Timestamp};

    #[test]
    fn a_task_is_read_back_whatever_its_notifier_is_called() {
        let session = Id::generate(Timestamp::default());
        for notifier in ["inbox", "", "the shop's own: 7 bells"] {
            let up_to = Seq::new(7);
            let task = Task::Tell { session, up_to, notifier: notifier.to_owned() };
            assert_eq!(Task::parse(&task.text()), Some(task));
        }
        assert_eq!(Task::parse(&Task::Look { session }.text()), Some(Task::Look { session }));
        for other in ["", "look", "look con_1", "close ses_1", "tell", "tell ses_1 x inbox"] {
            assert_eq!(Task::parse(other), None, "{other}");
        }
    }

    #[test]
    fn waits_grow_and_end_at_an_hour() {
        let waits = [1, 2, 3, 4, 5, 6, 7, u32::MAX].map(|attempt| wait_after(attempt).as_secs());
        assert_eq!(waits, [5, 20, 80, 320, 1_280, 3_600, 3_600, 3_600]);
    }
}
