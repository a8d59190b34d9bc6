//! What providers bring: what customers wrote, and how far what was said to them got.

use std::time::Duration;

use super::Desk;
use crate::{Actor, CarriedStatus, Error, Received, Remark, Signal, Staff, StaffRole};

/// A provider may speak of something before its own answer was written down.
const PATIENCE: Duration = Duration::from_secs(2);

impl Desk {
    /// Takes something that a provider told; comes to what whoever wrote it is to be told at once, where that is somebody of
    /// the desk. Once it returns, it is stored; the same again changes nothing.
    ///
    /// # Errors
    /// `Unavailable`: the provider is to bring it again.
    pub async fn receive(&self, received: Received) -> Result<Option<Remark>, Error> {
        match received {
            Received::Message(inbound) => self.hear_or_answer(inbound).await?,
            Received::Status(status) => self.hear_status(&status).await?,
            Received::Moved(moved) => self.move_address(&moved).await?,
            Received::Chatted(chatted) => return self.hear_chatted(*chatted).await,
        }
        Ok(None)
    }

    /// Waits for a moment where nothing is known under that name: the attempt may not be settled yet.
    async fn hear_status(&self, status: &CarriedStatus) -> Result<(), Error> {
        let clock = &self.inner.clock;
        let deadline = clock.now().plus(PATIENCE);
        // Nobody in particular: whatever the desk is told of.
        let somebody = Staff { id: String::new(), name: None, role: StaffRole::Agent };
        let mut committed = self.listen(&Actor::Staff(somebody), None).await?;
        loop {
            if self.note_status(status).await? {
                return Ok(());
            }
            tokio::select! {
                signal = committed.next() => if matches!(signal?, Signal::Closed) {
                    return Ok(());
                },
                // Somebody else sent it by the same number.
                () = clock.sleep_until(deadline) => return Ok(()),
            }
        }
    }
}
