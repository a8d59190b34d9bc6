use super::{Desk, lanes::LaneKey, outbox::wakes_worker};
use crate::{Error, ErrorKind, Store, StoreError, Timestamp, rules::Decision};

/// How often a command is decided again when another process was faster.
pub(super) const TRIES: usize = 8;

/// One command, in the parts that [`Desk::change`] puts in order.
pub(super) trait Command: Sync {
    /// What its rule decides on.
    type Facts: Send + Sync;
    /// What it comes to.
    type Outcome: Send;

    /// The records that it queues on.
    fn lanes(&self) -> Vec<LaneKey>;

    /// Reads the facts.
    fn load(
        &self,
        store: &dyn Store,
    ) -> impl Future<Output = Result<Self::Facts, StoreError>> + Send;

    /// The rule.
    fn decide(&self, facts: &Self::Facts, now: Timestamp)
    -> Result<Decision<Self::Outcome>, Error>;

    /// What an earlier try under the same client id came to.
    fn repeat(
        &self,
        facts: &Self::Facts,
        store: &dyn Store,
    ) -> impl Future<Output = Result<Option<Self::Outcome>, StoreError>> + Send;
}

impl Desk {
    /// The one way in which anything changes: load, decide, commit; the store wakes whom it concerns.
    ///
    /// Facts are always read afresh, so a refusal needs no second look. Before a refusal, and before "nothing to do", an
    /// earlier try under the same client id is looked for: a repeat is answered with what the first try made, also when
    /// the chat was switched off or ended in between. Where a commit is accepted the store's own constraint has made sure
    /// that it is no repeat.
    pub(super) async fn change<C: Command>(&self, command: &C) -> Result<C::Outcome, Error> {
        let _turn = self.inner.lanes.enter(command.lanes(), &*self.inner.clock).await?;
        for _ in 0..TRIES {
            let facts = command.load(self.store()).await?;
            match command.decide(&facts, self.inner.clock.now()) {
                Ok(Decision { batch: Some(batch), outcome }) => {
                    let wakes = wakes_worker(&batch);
                    let committed = self.store().commit(batch).await;
                    self.inner.health.note(&committed);
                    match committed {
                        Ok(_) => {
                            if wakes {
                                self.inner.due.notify_one();
                            }
                            return Ok(outcome);
                        }
                        Err(StoreError::Conflict) => {}
                        Err(error) => return Err(error.into()),
                    }
                    if let Some(outcome) = command.repeat(&facts, self.store()).await? {
                        return Ok(outcome);
                    }
                }
                Ok(Decision { batch: None, outcome }) => {
                    let earlier = command.repeat(&facts, self.store()).await?;
                    return Ok(earlier.unwrap_or(outcome));
                }
                // Who may not see the record learns nothing of repeats in it either.
                Err(refusal) if is_about_access(&refusal) => return Err(refusal),
                Err(refusal) => {
                    let earlier = command.repeat(&facts, self.store()).await?;
                    return earlier.ok_or(refusal);
                }
            }
        }
        Err(Error::Unavailable("other processes keep changing the same record".into()))
    }
}

fn is_about_access(refusal: &Error) -> bool {
    matches!(refusal.kind(), ErrorKind::NotFound | ErrorKind::Forbidden)
}
