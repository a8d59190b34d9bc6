//! Where somebody stands who waits.

use super::Desk;
use crate::{Actor, Channel, Error, List, Scope, SessionId, SessionStatus, rules::access};

/// Nobody waits for what more would say.
const CAP: u32 = 10_000;

/// Where a session stands among those that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// How many wait up to here, this one included, counted up to 10,000; `None` unless it waits and holds a message.
    pub place: Option<u32>,
    /// How many wait in all, counted up to 10,000.
    pub n_waiting: u32,
}

impl Desk {
    /// Where a session stands among those of the web that wait and hold a message: the first opened is the next.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Forbidden` for a host's server, `Unavailable`.
    pub async fn queue(&self, actor: &Actor, session: SessionId) -> Result<Queued, Error> {
        let loaded = self.store().load(&Scope::Session(session), &[]).await?;
        let view = loaded.sessions.first();
        access::seat(actor, view)?;
        let session = &view.ok_or(Error::NotFound)?.session;
        let all = List::Waiting { before: None, limit: 1 };
        let n_waiting = self.store().count(&all, CAP).await?;
        let waits = session.status == SessionStatus::Waiting
            && session.channel == Channel::Web
            && session.last_seq.get() > 0;
        if !waits {
            return Ok(Queued { place: None, n_waiting });
        }
        let ahead = List::Waiting { before: Some((session.created_at, session.id)), limit: 1 };
        let place = self.store().count(&ahead, CAP - 1).await? + 1;
        // The two were counted one after the other.
        Ok(Queued { place: Some(place), n_waiting: n_waiting.max(place) })
    }
}
