use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use super::{Desk, Inner, health::Health, lanes::Lanes, pause::Pauses, revoke::Revocations};
use crate::{
    Clock, Escalation, Notifier, QuietHours, Store, Support, Switch, SystemClock,
    live::Live,
    rules::{
        Policy,
        alert::{Alerts, Setup},
        conversation::ByText,
    },
};

/// Builds a [`Desk`]; everything but the store has a default.
#[must_use]
pub struct DeskBuilder {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    policy: Policy,
    notifiers: Vec<Arc<dyn Notifier>>,
    alerts: Setup,
    support: Support,
}

impl DeskBuilder {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            clock: Arc::new(SystemClock),
            policy: Policy::default(),
            notifiers: vec![],
            alerts: Setup {
                after: Duration::from_mins(1),
                escalation: vec![],
                quiet: None,
                answer_after: Duration::from_mins(1),
                email_after: Duration::from_mins(5),
            },
            support: Support::default(),
        }
    }

    /// Runs on another clock than the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The switch of somebody who was never switched; on by default.
    pub const fn default_switch(mut self, switch: Switch) -> Self {
        self.policy.default_switch = switch;
        self
    }

    /// How many Unicode scalar values a message may have; 4,000 by default.
    pub const fn max_chars(mut self, max_chars: usize) -> Self {
        self.policy.max_chars = max_chars;
        self
    }

    /// How long a session is kept after it ended; for ever by default. [`Desk::run`] removes what is older.
    pub const fn retention(mut self, retention: Option<Duration>) -> Self {
        self.policy.retention = retention;
        self
    }

    /// Tells those who are not looking of what they have not read, or a system of the host what happened;
    /// [`Desk::run`] does it. Of two of one [kind](Notifier::kind) the later takes the place of the earlier.
    pub fn notifier(mut self, notifier: impl Notifier) -> Self {
        self.notifiers.retain(|known| known.kind() != notifier.kind());
        self.notifiers.push(Arc::new(notifier));
        self
    }

    /// How long a customer's message stays unread before notifiers are told; a minute by default.
    ///
    /// What comes meanwhile in the same chat is told along with it, once. People are told of a chat once until it is read,
    /// and systems of the host's again of messages after it, each of which waits as long; so zero tells them of every message at once
    /// (see [`Alerting`](crate::Alerting)). Of people who are told each by themself the agent who has the chat is first, and
    /// the others follow a minute later, or at the next step of the [escalation](Self::escalation).
    pub const fn alert_after(mut self, alert_after: Duration) -> Self {
        self.alerts.after = alert_after;
        self
    }

    /// Who is told later than the others, where nobody has read a message by then; nobody by default. Of several steps of
    /// one notifier the first counts.
    pub fn escalation(mut self, escalation: Vec<Escalation>) -> Self {
        self.alerts.escalation = escalation;
        self
    }

    /// When people of the desk are left alone; never by default. What waits then is told afterwards.
    pub fn quiet_hours(mut self, quiet_hours: Option<QuietHours>) -> Self {
        self.alerts.quiet = quiet_hours;
        self
    }

    /// How long what the desk wrote stays unread before the devices of a customer of the web are told; a minute by default.
    /// They are told once until they have read it.
    pub const fn answer_after(mut self, answer_after: Duration) -> Self {
        self.alerts.answer_after = answer_after;
        self
    }

    /// The same for the e-mail address that they left; five minutes by default, for by then they have gone.
    pub const fn answer_by_email_after(mut self, after: Duration) -> Self {
        self.alerts.email_after = after;
        self
    }

    /// How long a ticket stays resolved before it is closed, and its session ends; seven days by default. [`Desk::run`]
    /// does it.
    pub const fn close_after(mut self, close_after: Duration) -> Self {
        self.policy.close_after = close_after;
        self
    }

    /// The words that begin and end a chat by text, and what is said then.
    pub fn support(mut self, support: Support) -> Self {
        self.support = support;
        self
    }

    /// The desk. It does nothing until it is asked; streams and alerts need [`Desk::run`].
    #[must_use]
    pub fn build(mut self) -> Desk {
        self.policy.alert_after = self
            .notifiers
            .iter()
            .any(|notifier| notifier.interest().unread.is_some())
            .then_some(self.alerts.after);
        let alerts = Alerts::of(&self.notifiers, self.alerts);
        self.policy.answer_after = alerts.answer_after();
        let mut carriers = BTreeMap::new();
        for notifier in &self.notifiers {
            for (channel, carriage) in notifier.interest().carries {
                carriers.entry(channel).or_insert_with(|| (notifier.kind().to_owned(), carriage));
            }
        }
        let by_text = ByText { support: self.support, carriers };
        let live = Arc::new(Live::default());
        let told = Arc::clone(&live);
        self.store.on_commit(Arc::new(move |position| told.committed(position)));
        Desk {
            inner: Arc::new(Inner {
                store: self.store,
                clock: self.clock,
                policy: self.policy,
                by_text,
                alerts,
                lanes: Lanes::default(),
                live,
                health: Health::default(),
                revocations: Revocations::default(),
                pauses: Pauses::default(),
                notifiers: self.notifiers,
                due: tokio::sync::Notify::new(),
            }),
        }
    }
}

impl fmt::Debug for DeskBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeskBuilder").field("policy", &self.policy).finish_non_exhaustive()
    }
}
