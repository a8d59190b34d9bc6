//! What a provider told.

use super::Desk;
use crate::{Error, Received};

impl Desk {
    /// Takes what a provider told: 200 may be answered when this returns. The same again changes nothing.
    ///
    /// # Errors
    /// `Unavailable`, where the provider is to come again; `Invalid` for what cannot be stored.
    #[expect(clippy::unused_async, reason = "what is received will be stored")]
    pub async fn receive(&self, received: Received) -> Result<(), Error> {
        drop(received);
        Ok(())
    }
}
