//! Who plays with whom.

use super::{
    Customer,
    phone::Bubble,
    post::{Desk, Post},
    provider::Provider,
};
use crate::failure::Failure;

/// A provider, its customer, and the desk that they write to.
pub(super) struct Stage {
    pub(super) provider: Provider,
    pub(super) customer: Customer,
    pub(super) desk: Desk,
}

/// What a request of the server came to.
#[derive(Debug)]
pub(super) enum Happening {
    /// The phone shows it.
    Bubble(Bubble),
    /// The provider does not take it.
    Refused(String),
    /// The provider tells the server of it.
    Post(Post),
}

impl Stage {
    /// Makes sure that the server is there and takes this provider's posts.
    ///
    /// # Errors
    /// When it does not.
    pub(super) async fn greet(&self) -> Result<(), Failure> {
        let Some((path, expected)) = self.provider.handshake() else { return Ok(()) };
        let answered = self.desk.get(&path).await;
        let told = match answered {
            Ok((200, body)) if body == expected => return Ok(()),
            Ok((status, _)) => format!("it answered {status}"),
            Err(error) => error.to_string(),
        };
        Err(Failure::Simulation(format!("the server does not prove its webhook: {told}")))
    }
}
