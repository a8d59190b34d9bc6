//! Whether the desk has left something unread for too long.

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Claimed, Error, Scope, SessionId, SessionView, Store, StoreError, Thread, Timestamp, Window,
    rules::{Decision, alert},
};

/// How many messages are looked through for the oldest that is unread.
const WINDOW: u16 = 50;

impl Desk {
    /// Lets those who are to be told of a chat be told, where there is still something to tell.
    pub(super) async fn look(&self, claimed: Claimed, session: SessionId) -> Result<(), Error> {
        self.change(&Looking { desk: self, claimed, session }).await
    }
}

pub(super) async fn view_of(
    store: &dyn Store,
    id: SessionId,
) -> Result<Option<SessionView>, StoreError> {
    Ok(store.load(&Scope::Session(id), &[]).await?.sessions.into_iter().next())
}

struct Looking<'a> {
    desk: &'a Desk,
    claimed: Claimed,
    session: SessionId,
}

impl Command for Looking<'_> {
    type Facts = Option<Thread>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let Some(view) = view_of(store, self.session).await? else { return Ok(None) };
        let window = Window::After { seq: view.desk_read.seq, limit: WINDOW };
        Ok(store.thread(self.session, &window).await?.value)
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let notifiers = self.desk.inner.notifiers.iter();
        let notifiers: Vec<_> = notifiers
            .filter(|notifier| notifier.interest().unread.is_some())
            .map(|notifier| notifier.kind())
            .collect();
        let after = self.desk.policy().alert_after.unwrap_or_default();
        let look = alert::Look { claimed: &self.claimed, notifiers: &notifiers, after, now };
        Ok(alert::look(facts.as_ref(), &look))
    }

    /// A batch of jobs conflicts only when the lease is lost: whoever has it now looks.
    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(Some(()))
    }
}
