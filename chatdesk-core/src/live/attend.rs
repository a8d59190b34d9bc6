//! Telling others that one types or is there: nothing of it is stored.

use tokio::sync::Notify;

use super::{
    Live, Waker,
    hints::{Typing, TypingTo},
};
use crate::{Actor, Agent, Desk, Error, Given, Scope, SessionId, Timestamp, rules};

/// Whether somebody's page can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// It can.
    Visible,
    /// It cannot, or is closed.
    Hidden,
}

/// What somebody of the desk looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attending {
    /// The session; none for the desk as such.
    pub session: Option<SessionId>,
    /// Whether they can see it.
    pub visibility: Visibility,
}

impl Desk {
    /// Tells the other readers of a session that the actor writes in it.
    ///
    /// Not stored. One in three seconds counts for each actor and session; more are accepted and not told.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Forbidden` for a host's server, `ChatDisabled` for a customer who is switched
    /// off, `SessionEnded`, `Unavailable`.
    pub async fn type_in(&self, actor: &Actor, session: SessionId) -> Result<(), Error> {
        let loaded = self.live_and_store().1.load(&Scope::Session(session), &[]).await?;
        let now = self.clock().now();
        let typing = rules::typing::decide(actor, loaded.sessions.first(), now)?;
        self.live_and_store().0.note_typing(typing, now);
        Ok(())
    }

    /// Notes that somebody of the desk is there, for 30 seconds, or no longer.
    ///
    /// Not stored. Without a session it is about the desk as such; `Hidden` without a session ends all of theirs.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for what could not be read, `NotFound` for a session that is not
    /// there, `Unavailable`.
    pub async fn attend(&self, actor: &Actor, attending: Given<Attending>) -> Result<(), Error> {
        let staff = rules::access::staff(actor)?;
        let Attending { session, visibility } = attending?;
        let (live, store) = self.live_and_store();
        if let Some(session) = session {
            let loaded = store.load(&Scope::Session(session), &[]).await?;
            rules::access::seat(actor, loaded.sessions.first())?;
        }
        let agent = Agent { id: staff.id.clone(), name: staff.name.clone() };
        live.note_presence(&agent, session, visibility, self.clock().now());
        Ok(())
    }

    /// Who of the desk is there now, as far as this process knows.
    pub(crate) fn agents_there(&self) -> Vec<Agent> {
        self.live_and_store().0.hints().there(self.clock().now())
    }
}

impl Live {
    /// Who of the desk has a session before them, as far as this process knows.
    pub(crate) fn attending(&self, session: SessionId, now: Timestamp) -> Vec<String> {
        self.hints().attending(session, now)
    }

    fn note_typing(&self, typing: Typing, now: Timestamp) {
        let customer = Waker::Customer(typing.contact);
        let to_desk = typing.to != TypingTo::Customer;
        if self.hints().note_typing(typing, now) {
            let wakers = self.wakers();
            wakers.wake_one(customer);
            if to_desk {
                wakers.wake_one(Waker::Desk);
            }
        }
    }

    fn note_presence(
        &self,
        agent: &Agent,
        session: Option<SessionId>,
        visibility: Visibility,
        now: Timestamp,
    ) {
        let changed = match visibility {
            Visibility::Visible => self.hints().note_there(agent, session, now),
            Visibility::Hidden => self.hints().note_gone(agent, session, now),
        };
        if changed {
            self.wakers().wake_all();
        }
        self.attended.notify_one();
    }

    /// Ends leases that have run out; when the next one does.
    pub(crate) fn end_leases(&self, now: Timestamp) -> Option<Timestamp> {
        let (changed, next) = self.hints().end_leases(now);
        if changed {
            self.wakers().wake_all();
        }
        next
    }

    /// Completes when a lease was made or ended.
    pub(crate) fn next_attended(&self) -> impl Future<Output = ()> + Send {
        Notify::notified(&self.attended)
    }
}
