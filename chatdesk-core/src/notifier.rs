//! The port to whatever tells those who are not looking, and the host's own systems.

mod delivery;
mod made;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use async_trait::async_trait;

pub use self::delivery::{
    Answered, Content, Delivery, DeliveryId, Digest, Form, Happened, Hint, Outbound, Recipient,
    Told, Unread,
};
use crate::{Channel, EventKind, Timestamp};

/// A way to tell somebody outside: a page of the host, a phone, another chat, another system.
///
/// # Contract
/// * **At least once.** A delivery is repeated when its outcome was lost, for example by a crash after it had arrived.
///   Every attempt has the same [`Delivery::id`]: a receiver that counts drops what it has.
/// * **In order.** Deliveries about one customer are made one after another, in all processes: each waits until the one
///   before it has arrived or was given up.
/// * **Asked right before.** What is unread is told only while the chat still holds something unread, is not over, and is
///   switched on; what happened, only while its records are there.
/// * **Bounded.** An attempt gets thirty seconds by the desk's clock; then, and when it panics, it counts as
///   [`Outcome::Retry`]. It may be dropped at any time. It must not block its thread: streams run on the same one. One
///   that hangs keeps as many attempts busy as its [limits](Notifier::limits) allow, and holds up no other notifier.
/// * **Silent.** What an [`Outcome`] says is stored, shown to administrators and logged: no secret, no address, nothing
///   that a person wrote.
#[async_trait]
pub trait Notifier: Send + Sync + 'static {
    /// What this way is called, always the same; deliveries that wait find their notifier by it.
    fn kind(&self) -> &str;

    /// What is told by it, always the same.
    fn interest(&self) -> Interest;

    /// How it tells the desk that customers wait.
    fn alerting(&self) -> Alerting {
        Alerting::default()
    }

    /// How much it takes at once.
    fn limits(&self) -> NotifierLimits {
        NotifierLimits::default()
    }

    /// Makes one attempt.
    async fn deliver(&self, delivery: &Delivery) -> Outcome;
}

/// What a notifier is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// To whom of the desk it tells that a customer waits.
    pub unread: Option<Reach>,
    /// To whom of the customers it tells that the desk has answered: [`Reach::Devices`] or [`Reach::Email`].
    pub answers: Option<Reach>,
    /// What happened, by its sort.
    pub events: BTreeSet<HostEvent>,
    /// The text channels to whose customers it brings what the desk says, and when it may. Of two notifiers that carry
    /// one channel the one that was registered first does.
    pub carries: BTreeMap<Channel, Carriage>,
}

/// Where a notifier finds those whom it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reach {
    /// In one place that it knows itself: a group, a channel, a list.
    Own,
    /// On the devices that they registered, each by itself.
    Devices,
    /// In the private chats that agents have bound to themselves, each by itself.
    Chats,
    /// At the e-mail address that they left.
    Email,
}

/// When what the desk says may be brought to somebody of a text channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carriage {
    /// For so long after they last wrote; `None` for always.
    pub window: Option<Duration>,
    /// Whether something fixed can be brought outside of it, which asks them to answer.
    pub has_template: bool,
}

impl Carriage {
    /// At any time.
    pub const ALWAYS: Self = Self { window: None, has_template: false };
}

/// How a notifier tells the desk that customers wait.
///
/// Somebody of the desk is told once of a chat until it is read, then counted up in place by who edits. What neither edits nor
/// bounds its calls, tells in its own place and is no step of an escalation is a system of the host's: it is told again of
/// each message that has waited, at any hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alerting {
    /// Whether it can change what it has said: more in the same chat is then counted up in place.
    pub edits: bool,
    /// How many calls to one recipient begin within a minute of the clock; the rest is told in one digest. `None` for as
    /// many as come.
    pub per_minute: Option<u16>,
}

impl Alerting {
    /// It changes what it has said, rather than saying it again.
    #[must_use]
    pub const fn editing(mut self) -> Self {
        self.edits = true;
        self
    }

    /// At most so many calls to one recipient begin within a minute.
    #[must_use]
    pub const fn per_minute(mut self, calls: u16) -> Self {
        self.per_minute = Some(calls);
        self
    }
}

impl Interest {
    /// That customers wait, told in the notifier's own place, and nothing else.
    pub const UNREAD: Self = Self {
        unread: Some(Reach::Own),
        answers: None,
        events: BTreeSet::new(),
        carries: BTreeMap::new(),
    };

    /// What happened, of these sorts, and not that customers wait.
    pub fn events(events: impl IntoIterator<Item = HostEvent>) -> Self {
        Self { events: events.into_iter().collect(), ..Self::default() }
    }

    /// And brings what the desk says to the customers of these text channels, at any time.
    #[must_use]
    pub fn carrying(mut self, channels: impl IntoIterator<Item = Channel>) -> Self {
        self.carries.extend(channels.into_iter().map(|channel| (channel, Carriage::ALWAYS)));
        self
    }
}

/// The sorts of what happened, as a host's systems choose among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HostEvent {
    /// A session was opened, assigned, changed or ended.
    Session,
    /// A message was written, by whichever side.
    Message,
    /// A ticket was made or moved.
    Ticket,
    /// Chat was switched for somebody.
    Toggle,
}

impl HostEvent {
    /// Every sort.
    pub const ALL: [Self; 4] = [Self::Session, Self::Message, Self::Ticket, Self::Toggle];

    /// Of which sort a fact of the log is; `None` for what hosts are not told.
    #[must_use]
    pub const fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::SessionOpened
            | EventKind::SessionAssigned
            | EventKind::SessionChanged
            | EventKind::SessionEnded => Some(Self::Session),
            EventKind::MessageSent { .. } => Some(Self::Message),
            EventKind::TicketMade { .. } | EventKind::TicketChanged { .. } => Some(Self::Ticket),
            EventKind::ChatSwitched { .. } => Some(Self::Toggle),
            _ => None,
        }
    }
}

/// How much a notifier takes, in each process that runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotifierLimits {
    /// How many attempts are made at the same time, at least 1; 4 by default.
    pub at_once: u16,
    /// How many attempts begin within any second; `None`, the default, for as many as come.
    pub per_second: Option<u16>,
    /// How long after the beginning of one attempt the next to the same recipient begins; zero by default.
    pub per_recipient: Duration,
}

impl Default for NotifierLimits {
    fn default() -> Self {
        Self { at_once: 4, per_second: None, per_recipient: Duration::ZERO }
    }
}

impl NotifierLimits {
    /// So many attempts at the same time.
    #[must_use]
    pub const fn at_once(mut self, at_once: u16) -> Self {
        self.at_once = at_once;
        self
    }

    /// At most so many attempts begin within any second.
    #[must_use]
    pub const fn per_second(mut self, per_second: u16) -> Self {
        self.per_second = Some(per_second);
        self
    }

    /// One recipient is left alone for so long between two attempts.
    #[must_use]
    pub const fn per_recipient(mut self, per_recipient: Duration) -> Self {
        self.per_recipient = per_recipient;
        self
    }
}

/// What an attempt came to. Each variant is one decision of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It arrived.
    Sent {
        /// What the receiver calls it, where it says so.
        provider_id: Option<String>,
        /// The thread of its own that it stands in, where the receiver has such: what follows goes there.
        thread: Option<String>,
    },
    /// Not now. It is tried again, each time after a longer wait, and given up after eight attempts.
    Retry {
        /// No sooner than this, where the receiver says so; at most a day counts.
        after: Option<Duration>,
        /// What went wrong.
        why: String,
    },
    /// Never: the receiver is gone, or does not want this. It is given up; an administrator may let it be tried again.
    Refused {
        /// What is wrong.
        why: String,
    },
    /// The recipient is there no more: a device that was forgotten, a chat that threw the bot out. They are not told there
    /// again, and nothing is kept to be tried later.
    Gone {
        /// What the receiver says.
        why: String,
    },
    /// The recipient, or the notifier's own place, is somewhere else now. It is tried there at once.
    Moved {
        /// Where, in the receiver's words.
        to: String,
    },
    /// They have not written for too long: the channel takes nothing but a template.
    NeedsTemplate {
        /// What the receiver says.
        why: String,
    },
    /// This notifier does not work at the moment, whatever it is to tell: all of it waits, in all processes and over
    /// restarts. The attempt does not count.
    Pause {
        /// Until then.
        until: Timestamp,
        /// What is wrong.
        why: String,
    },
}

impl Outcome {
    /// That it arrived, at a receiver that names nothing.
    pub const SENT: Self = Self::Sent { provider_id: None, thread: None };

    /// What went wrong, in words; `None` where it arrived.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Sent { .. } => None,
            Self::Moved { .. } => Some("the place where it was to go is somewhere else now"),
            Self::Retry { why, .. }
            | Self::Refused { why }
            | Self::Gone { why }
            | Self::NeedsTemplate { why }
            | Self::Pause { why, .. } => Some(why),
        }
    }

    /// That it arrived, and what the receiver calls it.
    #[must_use]
    pub const fn sent(provider_id: String) -> Self {
        Self::Sent { provider_id: Some(provider_id), thread: None }
    }
}
