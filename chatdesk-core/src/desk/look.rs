//! Whether the desk, or a customer, has left something unread for too long.

use super::{
    Desk,
    alert::{self, READ_AT_ONCE},
    change::Command,
    lanes::LaneKey,
};
use crate::{
    Claimed, Error, Id, Message, Scope, Seq, SessionId, SessionView, Side, Store, StoreError,
    Timestamp, Window,
    rules::{
        Decision,
        alert::{Cause, Facts, Look, answer, look, newest_for},
    },
};

/// How many messages are looked through for the oldest that is unread.
const WINDOW: u16 = 50;

impl Desk {
    /// Lets those who are to be told of a chat be told, where there is still something to tell.
    pub(super) async fn look(
        &self,
        claimed: Claimed,
        session: SessionId,
        cause: Cause,
    ) -> Result<(), Error> {
        self.change(&Looking { desk: self, claimed, session, cause }).await
    }

    /// Lets a customer be told of what the desk wrote, where they still have not read it.
    pub(super) async fn look_for_reader(
        &self,
        claimed: &Claimed,
        session: SessionId,
    ) -> Result<(), Error> {
        self.change(&Awaiting { desk: self, claimed, session }).await
    }
}

pub(super) async fn view_of(
    store: &dyn Store,
    id: SessionId,
) -> Result<Option<SessionView>, StoreError> {
    Ok(store.load(&Scope::Session(id), &[]).await?.sessions.into_iter().next())
}

/// What a side has not read of a session, and what its recipients were told; nobody yet who is told each by themself.
async fn unread_by(side: Side, session: SessionId, store: &dyn Store) -> Result<Facts, StoreError> {
    let Some(view) = view_of(store, session).await? else { return Ok(Facts::default()) };
    let window = match view.session.panel {
        // Each has read another part of it.
        Some(_) => Window::Newest { limit: WINDOW },
        None => Window::After { seq: view.cursor(side).seq, limit: WINDOW },
    };
    let Some(thread) = store.thread(session, &window).await?.value else {
        return Ok(Facts::default());
    };
    let newest = if thread.has_more {
        newest_for(side, &latest(session, store).await?)
    } else {
        newest_for(side, &thread.messages)
    };
    // Farther back than the window somebody else has written a lot since; what is newest counts.
    let newest: Seq = newest.unwrap_or(thread.view.session.last_seq);
    let told = alert::told(session, store).await?;
    Ok(Facts { thread: Some(thread), newest, told, ..Facts::default() })
}

/// The newest messages of a session.
pub(super) async fn latest(
    session: SessionId,
    store: &dyn Store,
) -> Result<Vec<Message>, StoreError> {
    let thread = store.thread(session, &Window::Newest { limit: WINDOW }).await?.value;
    Ok(thread.map(|thread| thread.messages).unwrap_or_default())
}

struct Looking<'a> {
    desk: &'a Desk,
    claimed: Claimed,
    session: SessionId,
    cause: Cause,
}

impl Command for Looking<'_> {
    type Facts = Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        let mut facts = unread_by(Side::Desk, self.session, store).await?;
        if self.desk.inner.alerts.is_personal() {
            facts.people = self.desk.own_people(store).await?;
        }
        let now = self.desk.inner.clock.now();
        let n_ways = self.desk.inner.alerts.ways.len();
        facts.ids = (0..n_ways * (1 + facts.people.len())).map(|_| Id::generate(now)).collect();
        Ok(facts)
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let Self { desk, claimed, session, cause } = self;
        let attending = &*desk.inner.live.attending(*session, now);
        let alerts = &desk.inner.alerts;
        Ok(look(facts, &Look { claimed, cause: *cause, alerts, attending, now }))
    }

    async fn repeat(&self, facts: &Facts, store: &dyn Store) -> Result<Option<()>, StoreError> {
        given_up(self.session, facts, store).await
    }
}

/// What somebody was told may have been written down meanwhile: then it is looked again. Else the lease is lost, and whoever
/// has it now looks.
async fn given_up(
    session: SessionId,
    facts: &Facts,
    store: &dyn Store,
) -> Result<Option<()>, StoreError> {
    let is_as_it_was = alert::told(session, store).await? == facts.told;
    Ok(is_as_it_was.then_some(()))
}

struct Awaiting<'a> {
    desk: &'a Desk,
    claimed: &'a Claimed,
    session: SessionId,
}

impl Command for Awaiting<'_> {
    type Facts = Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        let mut facts = unread_by(Side::Customer, self.session, store).await?;
        if let Some(thread) = &facts.thread {
            facts.people = alert::devices_of(thread.view.contact.id, store).await?;
        }
        let now = self.desk.inner.clock.now();
        facts.ids = (0..READ_AT_ONCE).map(|_| Id::generate(now)).collect();
        Ok(facts)
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        Ok(answer::look(facts, self.claimed, (&self.desk.inner.alerts, now)))
    }

    async fn repeat(&self, facts: &Facts, store: &dyn Store) -> Result<Option<()>, StoreError> {
        given_up(self.session, facts, store).await
    }
}
