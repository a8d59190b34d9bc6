//! What may be asked to change.

use std::fmt;

use super::{
    Desk,
    change::{Command, TRIES},
    lanes::LaneKey,
};
use crate::{
    Actor, Address, At, ClientId, Contact, Entry, EntryId, Error, Given, Id, Loaded, Message,
    Scope, SessionId, SessionView, Store, StoreError, Switch, Thread, Timestamp, UniqueKey, Window,
    desk::OpenChat,
    rules::{
        Decision, Policy,
        access::{self, Door},
        conversation::ByText,
        end, open, read, send, toggle,
    },
};

/// Which session it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedChat {
    /// This one was made.
    Made(At<SessionView>),
    /// This one was there.
    Found(At<SessionView>),
}

/// A message that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Just now, with the session as it was decided on. Its `changed` is not filled in.
    New(Message, SessionView),
    /// By an earlier try under the same client id.
    Repeat(Message, SessionView),
}

/// How chat is to be switched for somebody.
#[derive(Clone)]
pub struct ToggleChat {
    /// For whom.
    pub address: Address,
    /// To what.
    pub switch: Switch,
    /// Why.
    pub reason: Option<String>,
}

/// Shows all but for whom and why.
impl fmt::Debug for ToggleChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToggleChat").field("switch", &self.switch).finish_non_exhaustive()
    }
}

impl Desk {
    /// Begins to chat, or goes on: finds the customer's newest open session, or makes one.
    ///
    /// # Errors
    /// `Forbidden` for anybody but a customer, `Invalid` for unfit texts, `ChatDisabled`, `Unavailable`.
    pub async fn open(
        &self,
        actor: &Actor,
        client_id: Option<ClientId>,
        chat: Given<OpenChat>,
    ) -> Result<OpenedChat, Error> {
        access::customer(actor)?;
        let (client_id, chat, policy) = (client_id.as_ref(), &chat, *self.policy());
        for _ in 0..TRIES {
            let now = self.inner.clock.now();
            let (contact, session) = (Id::generate(now), Id::generate(now));
            let opening = Opening { actor, client_id, chat, policy, contact, session };
            let opened = self.change(&opening).await?;
            let (open::Opened::Made(id) | open::Opened::Found(id)) = opened;
            let found = self.store().thread(id, &Window::Newest { limit: 1 }).await?;
            // Whoever was erased in between begins anew, as somebody new.
            let Some(Thread { view, .. }) = found.value else { continue };
            let view = At { position: found.position, value: view };
            return Ok(match opened {
                open::Opened::Made(_) => OpenedChat::Made(view),
                open::Opened::Found(_) => OpenedChat::Found(view),
            });
        }
        Err(Error::Unavailable("what is opened keeps being removed".into()))
    }

    /// Sends a message.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Invalid` for unfit text, `ChatDisabled` for a customer who is switched off,
    /// `SessionEnded`, `Unavailable`.
    pub async fn send(
        &self,
        actor: &Actor,
        session: SessionId,
        client_id: Option<ClientId>,
        content: Given<String>,
    ) -> Result<Sent, Error> {
        let (door, policy, by_text) = (Door::Chat, *self.policy(), &self.inner.by_text);
        self.change(&Sending { actor, door, session, client_id, content, policy, by_text }).await
    }

    /// Marks a session read up to a message; answers what is left unread for the actor's side.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Invalid` below 1, `Unavailable`.
    pub async fn read(
        &self,
        actor: &Actor,
        session: SessionId,
        up_to: Given<i64>,
    ) -> Result<u64, Error> {
        if let Actor::Staff(_) = actor
            && self.is_panel(session).await?
        {
            return self.read_panel(actor, session, up_to).await;
        }
        self.change(&Reading { actor, session, up_to }).await
    }

    /// Ends a session; again changes nothing. On a text channel it ends the chat, and the session stays with its ticket.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Unavailable`.
    pub async fn end(&self, actor: &Actor, session: SessionId) -> Result<At<SessionView>, Error> {
        let ending = Ending { desk: self, actor, session };
        self.change(&ending).await?;
        let found = self.store().thread(session, &Window::Newest { limit: 1 }).await?;
        let view = found.value.ok_or(Error::NotFound)?.view;
        Ok(At { position: found.position, value: view })
    }

    /// Switches chat on or off for one person; the same again changes nothing. An unknown person becomes known.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for an unfit reason, `Unavailable`.
    pub async fn switch_chat(
        &self,
        actor: &Actor,
        toggle: Given<ToggleChat>,
    ) -> Result<Contact, Error> {
        access::admin(actor)?;
        let toggle = toggle?;
        let now = self.inner.clock.now();
        let (contact, entry) = (Id::generate(now), Id::<Entry>::generate(now));
        self.change(&Toggling { actor, toggle, policy: *self.policy(), contact, entry }).await
    }
}

struct Opening<'a> {
    actor: &'a Actor,
    client_id: Option<&'a ClientId>,
    chat: &'a Given<OpenChat>,
    policy: Policy,
    contact: crate::ContactId,
    session: SessionId,
}

impl Command for Opening<'_> {
    type Facts = Loaded;
    type Outcome = open::Opened;

    fn lanes(&self) -> Vec<LaneKey> {
        match self.actor {
            Actor::Customer(customer) => vec![LaneKey::Person(customer.address.clone())],
            Actor::Staff(_) | Actor::Host | Actor::Ticket(_) => vec![],
        }
    }

    async fn load(&self, store: &dyn Store) -> Result<Loaded, StoreError> {
        match self.actor {
            Actor::Customer(customer) => {
                store.load(&Scope::Address(customer.address.clone()), &[]).await
            }
            Actor::Staff(_) | Actor::Host | Actor::Ticket(_) => Ok(Loaded::default()),
        }
    }

    fn decide(&self, facts: &Loaded, now: Timestamp) -> Result<Decision<open::Opened>, Error> {
        let open = open::Open {
            actor: self.actor,
            chat: self.chat,
            client_id: self.client_id,
            now,
            contact: self.contact,
            session: self.session,
        };
        open::decide(facts, &open, &self.policy)
    }

    async fn repeat(
        &self,
        facts: &Loaded,
        store: &dyn Store,
    ) -> Result<Option<open::Opened>, StoreError> {
        let (Some(client_id), Some(contact)) = (self.client_id, &facts.contact) else {
            return Ok(None);
        };
        let key = UniqueKey::new_session(contact.id, client_id);
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        if let Some(session) = loaded.owners.get(&key).and_then(|owner| owner.session()) {
            return Ok(Some(open::Opened::Found(session)));
        }
        // The same id may have been used for a message that was sent into the open session.
        let (Some(view), Some(sender)) = (facts.sessions.first(), self.actor.sender()) else {
            return Ok(None);
        };
        let id = view.session.id;
        let window = Window::Repeat { sender, client_id: client_id.clone() };
        let thread = store.thread(id, &window).await?.value;
        let known = thread.is_some_and(|thread| !thread.messages.is_empty());
        Ok(known.then_some(open::Opened::Found(id)))
    }
}

pub(super) struct Sending<'a> {
    pub(super) actor: &'a Actor,
    pub(super) door: Door,
    pub(super) session: SessionId,
    pub(super) client_id: Option<ClientId>,
    pub(super) content: Given<String>,
    pub(super) policy: Policy,
    pub(super) by_text: &'a ByText,
}

impl Command for Sending<'_> {
    type Facts = Option<SessionView>;
    type Outcome = Sent;

    fn lanes(&self) -> Vec<LaneKey> {
        let session = LaneKey::Session(self.session);
        match self.actor {
            Actor::Customer(customer) => vec![LaneKey::Person(customer.address.clone()), session],
            Actor::Staff(_) | Actor::Host | Actor::Ticket(_) => vec![session],
        }
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let loaded = store.load(&Scope::Session(self.session), &[]).await?;
        Ok(loaded.sessions.into_iter().next())
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Sent>, Error> {
        let send = send::Send {
            actor: self.actor,
            door: self.door,
            content: &self.content,
            client_id: self.client_id.as_ref(),
            now,
            by_text: self.by_text,
        };
        let Decision { batch, outcome } = send::decide(facts.as_ref(), &send, &self.policy)?;
        let view = facts.clone().ok_or(Error::NotFound)?;
        Ok(Decision { batch, outcome: Sent::New(outcome, view) })
    }

    async fn repeat(
        &self,
        facts: &Self::Facts,
        store: &dyn Store,
    ) -> Result<Option<Sent>, StoreError> {
        let sender = facts.as_ref().and_then(|view| send::sender(self.actor, view));
        let (Some(client_id), Some(sender)) = (&self.client_id, sender) else {
            return Ok(None);
        };
        let window = Window::Repeat { sender, client_id: client_id.clone() };
        let Some(Thread { view, messages, .. }) = store.thread(self.session, &window).await?.value
        else {
            return Ok(None);
        };
        Ok(messages.into_iter().next().map(|message| Sent::Repeat(message, view)))
    }
}

struct Reading<'a> {
    actor: &'a Actor,
    session: SessionId,
    up_to: Given<i64>,
}

impl Command for Reading<'_> {
    type Facts = Option<Thread>;
    type Outcome = u64;

    /// None: of two cursors the store keeps the larger, so readers never conflict.
    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let up_to = self.up_to.as_ref().copied().unwrap_or(0);
        let before = crate::Seq::new(read::seq(up_to).get().saturating_sub(1));
        let window = Window::After { seq: before, limit: 1 };
        Ok(store.thread(self.session, &window).await?.value)
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<u64>, Error> {
        read::decide(facts.as_ref(), &read::Read { actor: self.actor, up_to: &self.up_to, now })
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }
}

struct Ending<'a> {
    desk: &'a Desk,
    actor: &'a Actor,
    session: SessionId,
}

impl Command for Ending<'_> {
    type Facts = end::Facts;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<end::Facts, StoreError> {
        let found = store.load(&Scope::Session(self.session), &[]).await?;
        let Some(view) = found.sessions.into_iter().next() else {
            return Ok(end::Facts { view: None, contact: Loaded::default() });
        };
        let key = UniqueKey::open(view.contact.id, view.session.channel);
        let contact = store.load(&Scope::Contact(view.contact.id), &[key]).await?;
        Ok(end::Facts { view: Some(view), contact })
    }

    fn decide(&self, facts: &end::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let chosen = (self.desk.policy(), &self.desk.inner.by_text);
        end::decide(facts, &end::End { actor: self.actor, now }, chosen)
    }

    async fn repeat(&self, _: &end::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

struct Toggling<'a> {
    actor: &'a Actor,
    toggle: ToggleChat,
    policy: Policy,
    contact: crate::ContactId,
    entry: EntryId,
}

impl Command for Toggling<'_> {
    type Facts = Option<Contact>;
    type Outcome = Contact;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Person(self.toggle.address.clone())]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        Ok(store.load(&Scope::Address(self.toggle.address.clone()), &[]).await?.contact)
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Contact>, Error> {
        let toggle = toggle::Toggle {
            actor: self.actor,
            address: &self.toggle.address,
            switch: self.toggle.switch,
            reason: self.toggle.reason.as_deref(),
            now,
            contact: self.contact,
            entry: self.entry,
        };
        toggle::decide(facts.as_ref(), &toggle, &self.policy)
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<Contact>, StoreError> {
        Ok(None)
    }
}
