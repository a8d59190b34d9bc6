//! What may happen: pure functions, records and a command in, a batch or a refusal out.
//!
//! No clock, no I/O, no async. What a rule needs beside the records (the instant, new ids) the command carries.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod alert;
pub(crate) mod amend;
mod append;
pub(crate) mod bind;
pub(crate) mod canned;
mod contact;
pub(crate) mod conversation;
pub(crate) mod dialog;
pub(crate) mod end;
pub(crate) mod erase;
pub(crate) mod follow;
pub(crate) mod hours;
pub(crate) mod identify;
pub(crate) mod note;
pub(crate) mod open;
pub(crate) mod outbox;
pub(crate) mod page;
pub(crate) mod panel;
pub(crate) mod profile;
pub(crate) mod push;
pub(crate) mod read;
pub(crate) mod retain;
pub(crate) mod revoke;
pub(crate) mod send;
mod session;
pub(crate) mod settings;
pub(crate) mod task;
pub(crate) mod text;
pub(crate) mod ticket;
pub(crate) mod toggle;
pub(crate) mod typing;

pub use alert::{Escalation, QuietHours};
pub use hours::Opening;
pub use text::MessageText;

use std::time::Duration;

use crate::{Batch, Switch};

/// What a rule decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision<T> {
    /// What to write; `None` when there is nothing to do.
    pub(crate) batch: Option<Batch>,
    /// What it comes to.
    pub(crate) outcome: T,
}

impl<T> Decision<T> {
    /// To write a batch.
    pub(crate) const fn write(batch: Batch, outcome: T) -> Self {
        Self { batch: Some(batch), outcome }
    }

    /// That it is so already.
    pub(crate) const fn nothing(outcome: T) -> Self {
        Self { batch: None, outcome }
    }
}

/// What the operator of a desk chose and rules go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The switch of somebody who was never switched.
    pub default_switch: Switch,
    /// How many Unicode scalar values a message may have.
    pub max_chars: usize,
    /// How long a session is kept after it ended; `None` for ever.
    pub retention: Option<Duration>,
    /// How long a customer's message waits before those who are not looking are told of it; `None` when there is nobody to
    /// tell.
    pub alert_after: Option<Duration>,
    /// How long what the desk wrote waits before a customer who is not looking is told of it; `None` when nobody tells them.
    pub answer_after: Option<Duration>,
    /// How long a ticket stays resolved before it is closed.
    pub close_after: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            default_switch: Switch::On,
            max_chars: 4_000,
            retention: None,
            alert_after: None,
            answer_after: None,
            close_after: Duration::from_hours(7 * 24),
        }
    }
}
