//! Tickets: made, answered, resolved, amended and listed.

mod commands;

use std::{collections::BTreeSet, fmt};

use self::commands::{Amending, Making, Opening, Resolving};
use super::{Desk, Listed, Sent, Threaded, answer::words, command::Sending};
use crate::{
    Actor, Address, AgentFilter, At, ClientId, Contact, Error, Given, Id, List, Message,
    PhoneNumber, Scope, SessionId, SessionView, Side, StoreError, TicketFilter, TicketNumber,
    TicketPriority, TicketSort, TicketStatus, Window,
    rules::{
        access::{self, Door},
        ticket::{
            amend::TicketAmendment,
            make::{Made, MakeTicket, NewIds, OpenTicket},
        },
    },
};

/// More tickets than this are not counted; nobody reads further.
const COUNT_CAP: u32 = 1_000_000;

/// Which ticket it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeTicket {
    /// This one was made.
    Made(At<SessionView>),
    /// This one was there.
    Found(At<SessionView>),
}

impl MadeTicket {
    /// The ticket, with its session.
    #[must_use]
    pub const fn view(&self) -> &At<SessionView> {
        match self {
            Self::Made(view) | Self::Found(view) => view,
        }
    }
}

/// A ticket that is resolved, by this call or an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedTicket {
    /// The ticket, with its session, as it is now.
    pub view: At<SessionView>,
    /// What was said to it, where something was.
    pub message: Option<Message>,
}

/// Which tickets the desk asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Tickets {
    /// Those that stand so; empty for all.
    pub statuses: BTreeSet<TicketStatus>,
    /// Those that press so; `None` for all.
    pub priority: Option<TicketPriority>,
    /// By who of the desk has them.
    pub agent: AgentFilter,
    /// Those of customers with this phone number; `None` for all.
    pub phone: Option<PhoneNumber>,
    /// What was typed into the search field: beginnings of words in description, messages, name, e-mail and id; empty for
    /// all.
    pub search: String,
    /// In which order.
    pub sort: TicketSort,
    /// So many of the first are left out.
    pub skip: u32,
    /// At most so many.
    pub limit: u16,
}

/// Hides who, and what was typed.
impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets")
            .field("statuses", &self.statuses)
            .field("priority", &self.priority)
            .field("sort", &self.sort)
            .field("skip", &self.skip)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// How many tickets wait for the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TicketCounts {
    /// That are open.
    pub open: u32,
    /// That somebody works on.
    pub in_progress: u32,
    /// Of both those that nobody has.
    pub unassigned: u32,
}

impl Desk {
    /// Opens a ticket for whoever asks: it has a session and a contact of its own, and finds, joins or answers no other.
    ///
    /// The same client id with the same phone and name again is a repeat, for 30 days.
    ///
    /// # Errors
    /// `Invalid` for unfit values, `Unavailable`.
    pub async fn open_ticket(
        &self,
        client_id: Option<ClientId>,
        ticket: Given<OpenTicket>,
    ) -> Result<MadeTicket, Error> {
        let now = self.inner.clock.now();
        let ids = NewIds {
            address: Address::of_visitor(Id::<Contact>::generate(now).uuid()),
            contact: Id::generate(now),
            session: Id::generate(now),
            ticket: Id::generate(now),
            counter: Id::generate(now),
        };
        let policy = *self.policy();
        let made = self.change(&Opening { ticket, client_id, policy, ids }).await?;
        self.made(made).await
    }

    /// Makes a ticket of a chat. Each has one at most: where there is one, that is the answer.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for unfit values, `SessionEnded`, `Unavailable`.
    pub async fn ticket_of(
        &self,
        actor: &Actor,
        session: SessionId,
        ticket: Given<MakeTicket>,
    ) -> Result<MadeTicket, Error> {
        access::staff(actor)?;
        let (now, policy) = (self.inner.clock.now(), *self.policy());
        let (id, counter) = (Id::generate(now), Id::generate(now));
        let made = self.change(&Making { actor, session, ticket, policy, id, counter }).await?;
        self.made(made).await
    }

    async fn made(&self, made: Made) -> Result<MadeTicket, Error> {
        let (Made::New(session) | Made::Found(session)) = made;
        let view = self.session_view(session).await?;
        Ok(match made {
            Made::New(_) => MadeTicket::Made(view),
            Made::Found(_) => MadeTicket::Found(view),
        })
    }

    /// A ticket with its session and a window of its messages.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Forbidden` for a host's server, `Invalid` for a window that could not be read,
    /// `Unavailable`.
    pub async fn ticket(
        &self,
        actor: &Actor,
        number: TicketNumber,
        window: Given<Window>,
    ) -> Result<At<Threaded>, Error> {
        let session = self.session_of(actor, number).await?;
        let any = &Window::Newest { limit: 1 };
        let found = self.store().thread(session, window.as_ref().unwrap_or(any)).await?;
        let side = access::ticket_seat(actor, found.value.as_ref().map(|thread| &thread.view))?;
        let window = window?;
        let thread = found.value.ok_or(Error::NotFound)?;
        let notes = match side {
            Side::Customer => None,
            Side::Desk => Some(self.notes_of_page(&window, &thread).await?),
        };
        Ok(At { position: found.position, value: Threaded { thread, side, notes } })
    }

    /// As [`ticket`](Self::ticket), where the desk alone may ask.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for a window that could not be read, `Unavailable`.
    pub async fn desks_ticket(
        &self,
        actor: &Actor,
        number: TicketNumber,
        window: Given<Window>,
    ) -> Result<At<Threaded>, Error> {
        access::staff(actor)?;
        self.ticket(actor, number, window).await
    }

    /// One page of the tickets. By offset: a ticket that moves between two pages may be on both or on none; what was
    /// written within the last second may not be found by its words. They are counted up to 1,000,000.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for what could not be read, `Unavailable`.
    pub async fn tickets(
        &self,
        actor: &Actor,
        tickets: Given<Tickets>,
    ) -> Result<Listed<SessionView>, Error> {
        access::staff(actor)?;
        let Tickets { statuses, priority, agent, phone, search, sort, skip, limit } = tickets?;
        let (words, phone) = (words(&search), phone.map(Into::into));
        let filter = TicketFilter { statuses, priority, agent, phone, words };
        let list = List::Tickets { filter, sort, skip, limit };
        let found = self.store().list(&list).await?;
        let total = self.store().count(&list, COUNT_CAP).await?;
        Ok(Listed { position: found.position, rows: found.value.tickets, next: None, total })
    }

    /// How many tickets wait for the desk.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Unavailable`.
    pub async fn ticket_counts(&self, actor: &Actor) -> Result<At<TicketCounts>, Error> {
        access::staff(actor)?;
        // Asked before: all that is counted later is contained.
        let position = self.store().load(&Scope::Keys, &[]).await?.position;
        let (open, in_progress) = (TicketStatus::Open, TicketStatus::InProgress);
        let value = TicketCounts {
            open: self.n_tickets(&[open], AgentFilter::Any).await?,
            in_progress: self.n_tickets(&[in_progress], AgentFilter::Any).await?,
            unassigned: self.n_tickets(&[open, in_progress], AgentFilter::Nobody).await?,
        };
        Ok(At { position, value })
    }

    async fn n_tickets(
        &self,
        statuses: &[TicketStatus],
        agent: AgentFilter,
    ) -> Result<u32, StoreError> {
        let statuses = statuses.iter().copied().collect();
        let filter = TicketFilter { statuses, agent, ..TicketFilter::default() };
        let list = List::Tickets { filter, sort: TicketSort::default(), skip: 0, limit: 1 };
        self.store().count(&list, COUNT_CAP).await
    }

    /// Writes into a ticket: its customer, by login or by the ticket's token, or the desk.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Forbidden` for a host's server, `Invalid` for unfit text, `ChatDisabled` for a
    /// customer who is switched off, `SessionEnded`, `Unavailable`.
    pub async fn answer_ticket(
        &self,
        actor: &Actor,
        number: TicketNumber,
        client_id: Option<ClientId>,
        content: Given<String>,
    ) -> Result<Sent, Error> {
        let session = self.session_of(actor, number).await?;
        let (door, policy, by_text) = (Door::Ticket, *self.policy(), &self.inner.by_text);
        self.change(&Sending { actor, door, session, client_id, content, policy, by_text }).await
    }

    /// As [`answer_ticket`](Self::answer_ticket), where the desk alone may write.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for unfit text, `SessionEnded`, `Unavailable`.
    pub async fn answer_ticket_as_desk(
        &self,
        actor: &Actor,
        number: TicketNumber,
        client_id: Option<ClientId>,
        content: Given<String>,
    ) -> Result<Sent, Error> {
        access::staff(actor)?;
        self.answer_ticket(actor, number, client_id, content).await
    }

    /// Resolves a ticket, with a last word to its customer or without, and ends the chat by text; one that is resolved
    /// stays so.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for unfit text, `Conflict` for a closed ticket,
    /// `SessionEnded` where there is something to say and the chat is over, `Unavailable`.
    pub async fn close_ticket(
        &self,
        actor: &Actor,
        number: TicketNumber,
        client_id: Option<ClientId>,
        message: Given<Option<String>>,
    ) -> Result<ResolvedTicket, Error> {
        access::staff(actor)?;
        let session = self.session_of(actor, number).await?;
        let (policy, by_text) = (*self.policy(), &self.inner.by_text);
        let resolving = Resolving { actor, session, client_id, message, policy, by_text };
        let message = self.change(&resolving).await?;
        Ok(ResolvedTicket { view: self.session_view(session).await?, message })
    }

    /// Moves a ticket by hand, says how much it presses, hands it over, takes or releases it, and changes its tags. What is
    /// so already changes nothing.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for unfit values, `Conflict` for a move that there is
    /// not, `SessionEnded` where somebody is to have or release what is over, `Unavailable`.
    pub async fn amend_ticket(
        &self,
        actor: &Actor,
        number: TicketNumber,
        amendment: Given<TicketAmendment>,
    ) -> Result<At<SessionView>, Error> {
        access::staff(actor)?;
        let session = self.session_of(actor, number).await?;
        let (entry, policy) = (Id::generate(self.inner.clock.now()), *self.policy());
        self.change(&Amending { actor, session, amendment, policy, entry }).await?;
        self.session_view(session).await
    }

    /// The session of a ticket that the actor may see; it stays the same.
    async fn session_of(&self, actor: &Actor, number: TicketNumber) -> Result<SessionId, Error> {
        let loaded = self.store().load(&Scope::Ticket(number), &[]).await?;
        let view = loaded.sessions.first();
        access::ticket_seat(actor, view)?;
        Ok(view.ok_or(Error::NotFound)?.session.id)
    }

    async fn session_view(&self, session: SessionId) -> Result<At<SessionView>, Error> {
        let loaded = self.store().load(&Scope::Session(session), &[]).await?;
        let value = loaded.sessions.into_iter().next().ok_or(Error::NotFound)?;
        Ok(At { position: loaded.position, value })
    }
}
