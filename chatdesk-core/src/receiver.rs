//! The port from a provider: what it posts to a webhook, read.

use std::{collections::BTreeMap, fmt};

use crate::{Address, Channel, Inbound, InboundContent, ReceiptState, Timestamp};

/// Reads what a provider posts.
///
/// # Contract
/// * **Proven first.** [`read`](Receiver::read) compares the signature, or the secret, over the body as it came, in constant
///   time, before it reads anything else.
/// * **Everything.** All that a post holds comes back, in its order. What is of an unknown kind is left out; it is no error.
/// * **Silent.** Nothing of a post is logged.
pub trait Receiver: Send + Sync + 'static {
    /// What to answer a provider that asks whether it posts to the right place, for the query of its request; `None` for one
    /// that does not know what it has to.
    fn handshake(&self, query: &str) -> Option<String>;

    /// What a post says.
    ///
    /// # Errors
    /// When it does not prove that it comes from the provider.
    fn read(&self, post: &Post<'_>) -> Result<Posted, Forged>;

    /// How a remark is said in the answer to a post, with its type, by a provider that takes it there; `None` for others.
    fn remark(&self, _: &Remark) -> Option<(&'static str, String)> {
        None
    }
}

/// What somebody of the desk is told at once about what they wrote in a text channel. It may be lost.
#[derive(Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where: the channel's id of the chat.
    pub chat: String,
    /// The topic of the group.
    pub thread: Option<String>,
    /// What is remarked.
    pub text: String,
}

/// Hides where.
impl fmt::Debug for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remark(…)")
    }
}

/// A post to a webhook, as it came.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// What stands behind the `?`, as it came.
    pub query: &'a str,
    /// By name in small letters; what is no text is left out, and of several of one name all but the first.
    pub headers: &'a BTreeMap<String, String>,
    /// The body, as it came.
    pub body: &'a [u8],
}

impl Post<'_> {
    /// A header, by its name in small letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// It does not come from the provider, or cannot prove it. It says no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the post does not prove that it comes from the provider")]
pub struct Forged;

/// What a post said, and what it is answered with once that is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// What happened, in the order of the post.
    pub received: Vec<Received>,
    /// The body of the answer, with its type; nothing by default.
    pub answer: Option<(&'static str, String)>,
}

/// Something that a provider told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Received {
    /// A customer wrote.
    Message(Inbound),
    /// How far something got that was brought to a customer.
    Status(CarriedStatus),
    /// A customer has another address.
    Moved(MovedAddress),
    /// Somebody wrote in a chat that customers and the desk share: which of them it is, the desk knows.
    Chatted(Box<Chatted>),
}

/// How far something got that was brought to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedStatus {
    /// On which channel.
    pub channel: Channel,
    /// What the provider calls it: as in [`Outcome::Sent`](crate::Outcome::Sent).
    pub provider_id: String,
    /// How far. They come in any order, and again.
    pub state: ReceiptState,
    /// What went wrong, where it failed; no secret, no address.
    pub error: Option<String>,
    /// That it failed because they have not written for too long.
    pub needs_template: bool,
}

/// A customer has another address, and is the same.
#[derive(Clone, PartialEq, Eq)]
pub struct MovedAddress {
    /// The former one.
    pub from: Address,
    /// The one that counts now.
    pub to: Address,
}

/// Hides both.
impl fmt::Debug for MovedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MovedAddress(…)")
    }
}

/// What somebody wrote to a bot, or in a group with one.
#[derive(Clone, PartialEq, Eq)]
pub struct Chatted {
    /// On which channel.
    pub channel: Channel,
    /// Who: the channel's id of the person.
    pub by: String,
    /// What they are called.
    pub name: Option<String>,
    /// Where: the channel's id of the chat.
    pub chat: String,
    /// Whether nobody else is in that chat.
    pub is_private: bool,
    /// The topic of the group that it stands in.
    pub thread: Option<String>,
    /// The provider's id of the message that it answers.
    pub reply_to: Option<String>,
    /// What they sent.
    pub content: InboundContent,
    /// The provider's id of it, unique within the chat.
    pub message_id: String,
    /// When it was written.
    pub written_at: Option<Timestamp>,
}

/// Shows where, and hides who and what.
impl fmt::Debug for Chatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chatted")
            .field("channel", &self.channel)
            .field("is_private", &self.is_private)
            .finish_non_exhaustive()
    }
}
