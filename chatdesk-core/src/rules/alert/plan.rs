//! Who tells the desk that customers wait, and after how long.

use std::{sync::Arc, time::Duration};

use super::QuietHours;
use crate::{Notifier, Reach, Side, Timestamp};

/// Where a ladder names no later step, others than the assigned agent are told so long after them.
const NEXT_STEP: Duration = Duration::from_mins(1);

/// A later step of alerting: who is told by then when nobody has read a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// How long a message has been unread.
    pub after: Duration,
    /// By which notifier it is told then, and not before: its [kind](Notifier::kind).
    pub via: String,
}

/// How the desk, and customers, are told of what they have not read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alerts {
    /// How long a customer's message stays unread before anybody is told.
    pub(crate) after: Duration,
    /// When people of the desk are left alone.
    pub(crate) quiet: Option<QuietHours>,
    /// By which ways the desk is told.
    pub(crate) ways: Vec<Way>,
    /// By which ways customers are.
    pub(crate) answers: Vec<Way>,
    /// The lengths of all steps.
    steps: Vec<Duration>,
}

/// One notifier that tells the desk, or customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) kind: String,
    pub(crate) reach: Reach,
    /// How long a message has been unread.
    pub(crate) after: Duration,
    /// Whether it changes what it has said.
    pub(crate) edits: bool,
    /// How many calls to one recipient begin within a minute.
    pub(crate) per_minute: Option<u16>,
    /// Whom it tells.
    pub(crate) audience: Audience,
}

/// Whom a notifier tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// A system of the host's: of each message that has waited.
    System,
    /// A system that is a step of the ladder, and customers: of each chat once until it is read.
    Once,
    /// People: of each chat once until it is read, and not in quiet hours.
    People,
}

/// What a desk is set up with.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// How long a customer's message stays unread before anybody is told.
    pub(crate) after: Duration,
    pub(crate) escalation: Vec<Escalation>,
    pub(crate) quiet: Option<QuietHours>,
    /// How long the desk's message stays unread before a customer's devices are told.
    pub(crate) answer_after: Duration,
    /// The same for their e-mail address.
    pub(crate) email_after: Duration,
}

impl Alerts {
    pub(crate) fn of(notifiers: &[Arc<dyn Notifier>], setup: Setup) -> Self {
        let Setup { after, escalation, quiet, answer_after, email_after } = setup;
        let ways = notifiers.iter().filter_map(|it| way(&**it, after, &escalation)).collect();
        let answers = notifiers.iter().filter_map(|notifier| {
            let reach = notifier.interest().answers?;
            let after = match reach {
                Reach::Devices => answer_after,
                Reach::Email => email_after,
                Reach::Own | Reach::Chats => return None,
            };
            // Each chat once until it is read; their hours are not the desk's.
            let (kind, audience) = (notifier.kind().to_owned(), Audience::Once);
            Some(Way { kind, reach, after, edits: false, per_minute: None, audience })
        });
        let mut steps: Vec<_> = escalation.iter().map(|step| step.after).collect();
        steps.push(after);
        Self { after, quiet, ways, answers: answers.collect(), steps }
    }

    /// The way of a notifier to those of a side.
    pub(crate) fn way(&self, side: Side, kind: &str) -> Option<&Way> {
        let ways = match side {
            Side::Customer => &self.answers,
            Side::Desk => &self.ways,
        };
        ways.iter().find(|way| way.kind == kind)
    }

    /// Whether somebody of the desk is told each by themself.
    pub(crate) fn is_personal(&self) -> bool {
        self.ways.iter().any(Way::is_personal)
    }

    /// After how long customers are told by the first way.
    pub(crate) fn answer_after(&self) -> Option<Duration> {
        self.answers.iter().map(|way| way.after).min()
    }

    /// The length of the step that comes after one of this length.
    pub(super) fn next_step(&self, after: Duration) -> Duration {
        let later = self.steps.iter().copied().filter(|step| *step > after);
        later.min().unwrap_or(after + NEXT_STEP)
    }
}

fn way(notifier: &dyn Notifier, after: Duration, ladder: &[Escalation]) -> Option<Way> {
    let (kind, reach, alerting) =
        (notifier.kind(), notifier.interest().unread?, notifier.alerting());
    let step = ladder.iter().filter(|step| step.via == kind).map(|step| step.after).min();
    let is_people = alerting.edits || alerting.per_minute.is_some() || reach != Reach::Own;
    let audience = match (is_people, step) {
        (true, _) => Audience::People,
        (false, Some(_)) => Audience::Once,
        (false, None) => Audience::System,
    };
    Some(Way {
        kind: kind.to_owned(),
        reach,
        // Nobody is told before the desk's own delay.
        after: step.unwrap_or(after).max(after),
        edits: alerting.edits,
        per_minute: alerting.per_minute,
        audience,
    })
}

impl Way {
    /// Whether it tells people each by themself.
    pub(crate) const fn is_personal(&self) -> bool {
        !matches!(self.reach, Reach::Own)
    }

    /// Whether it tells people.
    pub(crate) fn is_people(&self) -> bool {
        self.audience == Audience::People
    }

    /// Until when those whom it tells are left alone.
    pub(super) fn quiet_until(&self, alerts: &Alerts, now: Timestamp) -> Option<Timestamp> {
        alerts.quiet.as_ref().filter(|_| self.is_people())?.until(now)
    }
}
