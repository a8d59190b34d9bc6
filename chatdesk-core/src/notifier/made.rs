//! Deliveries that no desk made: for the tests of notifiers, and for trying one out.
//!
//! What is not asked for here is empty, and can be set.

use super::{
    Answered, Content, Delivery, DeliveryId, Digest, Form, Hint, Outbound, Recipient, Told, Unread,
};
use crate::{Address, Channel, ContactId, Message, Seq, SessionId, SessionView, Timestamp};

impl DeliveryId {
    /// An id that no desk gave out. A desk's own never begin with `made:`, which stands in front of this one.
    #[must_use]
    pub fn made(text: &str) -> Self {
        Self::new(format!("made:{text}"))
    }
}

impl Delivery {
    /// A first attempt.
    #[must_use]
    pub const fn new(id: DeliveryId, at: Timestamp, content: Content) -> Self {
        Self { id, attempt: 1, at, content }
    }
}

impl Unread {
    /// One message of somebody without a name, told to the notifier's own place for the first time.
    #[must_use]
    pub fn new(session: SessionId, contact: ContactId, address: Address) -> Self {
        Self {
            to: Recipient::Own,
            told: Told::default(),
            session,
            contact,
            address,
            name: None,
            n_unread: 1,
            preview: None,
            messages: Vec::new(),
        }
    }
}

impl Digest {
    /// For the notifier's own place.
    #[must_use]
    pub const fn new(n_sessions: u64, n_unread: u64) -> Self {
        Self { to: Recipient::Own, n_sessions, n_unread }
    }
}

impl Answered {
    /// The first message of somebody without a name.
    #[must_use]
    pub const fn new(to: Recipient, session: SessionId) -> Self {
        let seq = Seq::new(1);
        Self { to, session, name: None, agent: None, n_unread: 1, preview: None, seq }
    }
}

impl Hint {
    /// All of it.
    #[must_use]
    pub const fn new(channel: Channel, address: Address, text: String) -> Self {
        Self { channel, address, text }
    }
}

impl Outbound {
    /// The message as its own text, without buttons.
    #[must_use]
    pub fn new(channel: Channel, address: Address, message: Message, session: SessionView) -> Self {
        let text = message.content.clone();
        Self { channel, address, form: Form::Text, text, buttons: Vec::new(), message, session }
    }
}
