//! The port to whatever tells those who are not looking.

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::{Address, ContactId, Preview, SessionId, Timestamp};

/// A way to tell somebody of the desk that a customer waits: a page of the host, a phone, another chat.
///
/// # Contract
/// * **At least once.** A delivery is repeated when its outcome was lost, for example by a crash after it had arrived.
///   Every attempt has the same [`Delivery::id`]: a receiver that counts drops what it has.
/// * **Asked right before.** A delivery is made only while the chat still holds something unread, is not over, and is
///   switched on.
/// * **Bounded.** An attempt gets thirty seconds by the desk's clock; then, and when it panics, it counts as
///   [`Outcome::Retry`]. It may be dropped at any time. It must not block its thread: streams run on the same one.
/// * **Silent.** What an [`Outcome`] says is stored and logged: no secret, no address, nothing that a person wrote.
#[async_trait]
pub trait Notifier: Send + Sync + 'static {
    /// What this way is called, always the same; deliveries that wait find their notifier by it.
    fn kind(&self) -> &str;

    /// Makes one attempt.
    async fn deliver(&self, delivery: &Delivery) -> Outcome;
}

/// What is to be told.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The same at every attempt, and no other delivery's.
    pub id: DeliveryId,
    /// Which attempt this is; 1 is the first.
    pub attempt: u32,
    /// When this attempt began.
    pub at: Timestamp,
    /// The chat.
    pub session: SessionId,
    /// Its customer.
    pub contact: ContactId,
    /// How the host, paths and answers name them.
    pub address: Address,
    /// What they are called.
    pub name: Option<String>,
    /// How many of their messages in this chat the desk has not read.
    pub n_unread: u64,
    /// The newest message in short, where the customer wrote it.
    pub preview: Option<Preview>,
}

/// Hides who it is about and what they wrote.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .field("at", &self.at)
            .field("n_unread", &self.n_unread)
            .finish_non_exhaustive()
    }
}

/// Names one delivery; its text holds no address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(String);

impl DeliveryId {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for a header or a column.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
    },
    /// Not now. It is tried again, each time after a longer wait, and given up after eight attempts.
    Retry {
        /// No sooner than this, where the receiver says so.
        after: Option<Duration>,
        /// What went wrong.
        why: String,
    },
    /// Never: the receiver is gone, or does not want this. It is given up.
    Refused {
        /// What is wrong.
        why: String,
    },
}

impl Outcome {
    /// That it arrived, at a receiver that names nothing.
    pub const SENT: Self = Self::Sent { provider_id: None };
}
