//! The commands of tickets, in the parts that one change has.

use crate::{
    Actor, Claimed, ClientId, Entry, EntryId, EntryKind, Error, Given, Loaded, Message, Scope,
    SessionId, SessionView, Store, StoreError, Thread, TicketId, Timestamp, UniqueKey, Window,
    desk::{Desk, change::Command, entries::entry_at, lanes::LaneKey},
    rules::{
        Decision, Policy,
        conversation::ByText,
        end,
        ticket::{
            amend::{self, TicketAmendment},
            close::{self, Task},
            make::{self, Made, MakeTicket, NUMBERS, NewIds, OpenTicket},
        },
    },
};

pub(super) struct Opening {
    pub(super) ticket: Given<OpenTicket>,
    pub(super) client_id: Option<ClientId>,
    pub(super) policy: Policy,
    pub(super) ids: NewIds,
}

impl Command for Opening {
    type Facts = Option<Entry>;
    type Outcome = Made;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Counter]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        counter(store).await
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Made>, Error> {
        let open = make::Open {
            ticket: &self.ticket,
            client_id: self.client_id.as_ref(),
            now,
            ids: &self.ids,
        };
        make::open(facts.as_ref(), &open, &self.policy)
    }

    async fn repeat(&self, _: &Self::Facts, store: &dyn Store) -> Result<Option<Made>, StoreError> {
        let (Some(client_id), Ok(ticket)) = (&self.client_id, &self.ticket) else {
            return Ok(None);
        };
        let Some(key) = ticket.key(client_id) else { return Ok(None) };
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        Ok(loaded.owners.get(&key).and_then(|owner| owner.session()).map(Made::Found))
    }
}

async fn counter(store: &dyn Store) -> Result<Option<Entry>, StoreError> {
    entry_at(&UniqueKey::counter(NUMBERS), EntryKind::Counter, store).await
}

async fn view_of(store: &dyn Store, session: SessionId) -> Result<Option<SessionView>, StoreError> {
    Ok(store.load(&Scope::Session(session), &[]).await?.sessions.into_iter().next())
}

/// What is needed to end a session.
async fn ending(store: &dyn Store, session: SessionId) -> Result<end::Facts, StoreError> {
    let Some(view) = view_of(store, session).await? else {
        return Ok(end::Facts { view: None, contact: Loaded::default() });
    };
    let key = UniqueKey::open(view.contact.id, view.session.channel);
    let contact = store.load(&Scope::Contact(view.contact.id), &[key]).await?;
    Ok(end::Facts { view: Some(view), contact })
}

pub(super) struct Making<'a> {
    pub(super) actor: &'a Actor,
    pub(super) session: SessionId,
    pub(super) ticket: Given<MakeTicket>,
    pub(super) policy: Policy,
    pub(super) id: TicketId,
    pub(super) counter: EntryId,
}

impl Command for Making<'_> {
    type Facts = (Option<SessionView>, Option<Entry>);
    type Outcome = Made;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session), LaneKey::Counter]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        Ok((view_of(store, self.session).await?, counter(store).await?))
    }

    fn decide(
        &self,
        (view, counter): &Self::Facts,
        now: Timestamp,
    ) -> Result<Decision<Made>, Error> {
        let (ticket, id) = (&self.ticket, self.id);
        let making = make::Making { actor: self.actor, ticket, now, id, counter: self.counter };
        make::of_session(view.as_ref(), counter.as_ref(), &making, &self.policy)
    }

    /// A chat has one ticket, so whoever asks again finds it.
    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<Made>, StoreError> {
        Ok(None)
    }
}

pub(super) struct Resolving<'a> {
    pub(super) actor: &'a Actor,
    pub(super) session: SessionId,
    pub(super) client_id: Option<ClientId>,
    pub(super) message: Given<Option<String>>,
    pub(super) policy: Policy,
    pub(super) by_text: &'a ByText,
}

impl Command for Resolving<'_> {
    type Facts = Option<SessionView>;
    type Outcome = Option<Message>;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        view_of(store, self.session).await
    }

    fn decide(
        &self,
        facts: &Self::Facts,
        now: Timestamp,
    ) -> Result<Decision<Self::Outcome>, Error> {
        let resolve = close::Resolve {
            actor: self.actor,
            message: &self.message,
            client_id: self.client_id.as_ref(),
            now,
        };
        close::resolve(facts.as_ref(), &resolve, (&self.policy, self.by_text))
    }

    async fn repeat(
        &self,
        facts: &Self::Facts,
        store: &dyn Store,
    ) -> Result<Option<Self::Outcome>, StoreError> {
        let ticket = facts.as_ref().and_then(|view| view.ticket.as_ref());
        let (Some(client_id), Some(ticket)) = (&self.client_id, ticket) else { return Ok(None) };
        let Some(sender) = self.actor.sender() else { return Ok(None) };
        let key = UniqueKey::close_ticket(ticket.id, client_id, &sender.id);
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        let window = Window::Repeat { sender, client_id: client_id.clone() };
        let thread = store.thread(self.session, &window).await?.value;
        let said = thread.and_then(|Thread { messages, .. }| messages.into_iter().next());
        let is_known = said.is_some() || loaded.owners.contains_key(&key);
        Ok(is_known.then_some(said))
    }
}

pub(super) struct Amending<'a> {
    pub(super) actor: &'a Actor,
    pub(super) session: SessionId,
    pub(super) amendment: Given<TicketAmendment>,
    pub(super) policy: Policy,
    pub(super) entry: EntryId,
}

impl Command for Amending<'_> {
    type Facts = end::Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<end::Facts, StoreError> {
        ending(store, self.session).await
    }

    fn decide(&self, facts: &end::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let amending = amend::Amending {
            actor: self.actor,
            amendment: &self.amendment,
            now,
            entry: self.entry,
        };
        amend::decide(facts, &amending, &self.policy)
    }

    async fn repeat(&self, _: &end::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

/// Looks whether a ticket stayed resolved.
struct Looking<'a> {
    claimed: &'a Claimed,
    /// `None` where the ticket is gone.
    session: Option<SessionId>,
    policy: Policy,
}

impl Command for Looking<'_> {
    type Facts = end::Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        self.session.map(LaneKey::Session).into_iter().collect()
    }

    async fn load(&self, store: &dyn Store) -> Result<end::Facts, StoreError> {
        match self.session {
            Some(session) => ending(store, session).await,
            None => Ok(end::Facts { view: None, contact: Loaded::default() }),
        }
    }

    fn decide(&self, facts: &end::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        Ok(close::look(facts, self.claimed, &self.policy, now))
    }

    async fn repeat(&self, _: &end::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

impl Desk {
    /// Does what the job of a ticket is due for.
    pub(in crate::desk) async fn look_at_ticket(
        &self,
        claimed: &Claimed,
        task: Task,
    ) -> Result<(), Error> {
        let loaded = self.store().load(&Scope::Ticket(task.number), &[]).await?;
        let session = loaded.sessions.first().map(|view| view.session.id);
        let policy = *self.policy();
        self.change(&Looking { claimed, session, policy }).await
    }
}
