//! One stream's place in the log.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::Notify;

use super::{
    CursorReader, Live, RingEvent, StreamCursor, Typing, Waker, hints::Told, resume::Resumed,
    ring::Piece,
};
use crate::{
    Actor, Address, Agent, Audience, Change, Clock, ContactId, Desk, Error, Event, EventKind,
    NewEvent, Position, Sender, ShownPage, Store,
};

/// One stream: what concerns one actor, from a position on, each once and in order.
///
/// Made by [`Desk::listen`](crate::Desk::listen). Dropping it ends it.
#[derive(Debug)]
pub struct Listener {
    pub(super) live: Arc<Live>,
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) who: Who,
    pub(super) own: Option<Sender>,
    pub(super) told: Told,
    pub(super) epoch: u64,
    /// Everything up to here was given, or does not concern this listener.
    pub(super) position: Position,
    /// What a resume found and was not given yet.
    pub(super) pending: VecDeque<Pending>,
    pub(super) reset: Option<ResetReason>,
    notify: Arc<Notify>,
    waker: Waker,
    waker_id: u64,
}

/// What a stream is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Signal {
    /// Something changed. The cursor is the place to resume from once this was taken in.
    Changed(StreamCursor, Arc<Change>),
    /// Somebody was erased: forget them. To a customer it is themself.
    Erased(StreamCursor, Address),
    /// More was missed than is repeated: forget, load snapshots, go on from the cursor.
    Reset(StreamCursor, ResetReason),
    /// Somebody else types in a session. A hint: nothing to resume from.
    Typing(Typing),
    /// To customers: so many of the desk are there. A hint.
    AgentsOnline(usize),
    /// To the desk: somebody of it came or went. A hint.
    Attendance(Agent, Attendance),
    /// To the desk: a customer has this page before them. A hint.
    Page(Address, ShownPage),
    /// The desk stops; begin again elsewhere.
    Closed,
}

/// Whether somebody of the desk is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attendance {
    /// They are.
    Online,
    /// They are not.
    Offline,
}

/// Why a stream cannot go on from where its reader was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResetReason {
    /// More was missed than is repeated, or what was read was removed.
    TooFar,
    /// The cursor is malformed, foreign, or from the future.
    UnknownCursor,
    /// The reader did not keep up.
    Slow,
}

/// Whose stream it is.
#[derive(Clone, Debug)]
pub(super) enum Who {
    /// Somebody of the desk, by the id by which the host knows them.
    Desk(String),
    /// The contact is unknown until their first message.
    Customer(Address, Option<ContactId>),
}

/// Something that a resume found.
#[derive(Debug)]
pub(super) enum Pending {
    /// To be read when it is its turn.
    Event(Arc<RingEvent>),
    /// With the position to resume from once it was taken in.
    Change(Position, Arc<Change>),
    /// Nothing more up to here. Without it a reader who fell out of the ring and missed nothing would fall again and
    /// again.
    UpTo(Position),
}

impl Who {
    pub(super) fn of(actor: &Actor) -> Result<Self, Error> {
        match actor {
            Actor::Customer(customer) => Ok(Self::Customer(customer.address.clone(), None)),
            Actor::Staff(staff) => Ok(Self::Desk(staff.id.clone())),
            Actor::Host | Actor::Ticket(_) => Err(Error::Forbidden),
        }
    }

    const fn waker(&self) -> Waker {
        match self {
            Self::Desk(_) => Waker::Desk,
            Self::Customer(_, Some(contact)) => Waker::Customer(*contact),
            Self::Customer(_, None) => Waker::Stranger,
        }
    }

    /// The customer, where it is one who is known.
    pub(super) const fn contact(&self) -> Option<ContactId> {
        match self {
            Self::Customer(_, known) => *known,
            Self::Desk(_) => None,
        }
    }

    fn tag(&self) -> CursorReader {
        self.contact().map_or(CursorReader::NOBODY, CursorReader::customer)
    }

    fn is_concerned(&self, event: &Event) -> bool {
        match self {
            Self::Desk(_) => match event.fact.kind {
                EventKind::SessionsRemoved => event.fact.audience == Audience::Desk,
                // Its sessions are told one by one.
                EventKind::ContactIdentified => false,
                _ => true,
            },
            Self::Customer(_, Some(contact)) => event.fact.audience == Audience::Customer(*contact),
            Self::Customer(_, None) => event.fact.kind == EventKind::ContactMade,
        }
    }

    /// Whether this reader is shown a change at all.
    pub(super) fn is_shown(&self, fact: Option<&NewEvent>, change: &Change) -> bool {
        match (self, change) {
            (
                Self::Desk(id),
                Change::Session(view) | Change::Message(_, view) | Change::Cursor(_, view),
            ) if view.session.panel.is_some() => {
                let member = view.session.panel.as_ref().and_then(|panel| panel.member(id));
                member.zip(fact).is_some_and(|(member, fact)| member.is_told(fact.version))
            }
            // A session without messages is the customer's own affair.
            (Self::Desk(_), Change::Session(view)) => view.session.last_seq.get() > 0,
            (Self::Customer(..), Change::Note(_) | Change::Settings(_) | Change::Ticket(_)) => {
                false
            }
            // What is told of a contact is their switch, once somebody has turned it.
            (_, Change::Contact(contact)) => {
                let kind = fact.map(|fact| fact.kind);
                let is_about_else =
                    matches!(kind, Some(EventKind::ContactMade | EventKind::ProfileChanged));
                contact.switched.is_some() && !is_about_else
            }
            _ => true,
        }
    }
}

impl Listener {
    pub(super) fn register(desk: &Desk, actor: &Actor, who: Who, epoch: u64) -> Self {
        let (live, store) = desk.live_and_store();
        let (clock, own, told) = (Arc::clone(desk.clock()), actor.sender(), live.hints().begin());
        let notify = Arc::new(Notify::new());
        let waker = who.waker();
        let waker_id = live.wakers().add(waker, Arc::clone(&notify));
        let (position, pending, reset) = (Position::ZERO, VecDeque::new(), None);
        Self {
            live,
            store,
            clock,
            who,
            own,
            told,
            epoch,
            position,
            pending,
            reset,
            notify,
            waker,
            waker_id,
        }
    }

    /// Everything up to here is not repeated.
    #[must_use]
    pub fn cursor(&self) -> StreamCursor {
        self.cursor_at(self.position)
    }

    /// Waits for the next thing to tell. May be dropped while it waits; nothing is lost.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when the store cannot be read; ask again, or begin a new stream.
    pub async fn next(&mut self) -> Result<Signal, Error> {
        loop {
            if let Some(signal) = self.next_known().await? {
                return Ok(signal);
            }
            if self.live.is_stopped() {
                return Ok(Signal::Closed);
            }
            self.notify.notified().await;
        }
    }

    /// As [`next`](Self::next), without waiting for something to happen: `None` when there is nothing to tell now.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn next_known(&mut self) -> Result<Option<Signal>, Error> {
        loop {
            if let Some(reason) = self.reset.take() {
                return Ok(Some(Signal::Reset(self.cursor(), reason)));
            }
            if let Some(signal) = self.next_pending().await? {
                return Ok(Some(signal));
            }
            if !self.take_from_ring().await? {
                return Ok(self.next_hint());
            }
        }
    }

    fn cursor_at(&self, position: Position) -> StreamCursor {
        StreamCursor { epoch: self.epoch, position, reader: Some(self.who.tag()) }
    }

    /// Gives the next of the pending things that is shown; `None` once none is left.
    async fn next_pending(&mut self) -> Result<Option<Signal>, Error> {
        while let Some(pending) = self.pending.front() {
            if let Pending::Event(event) = pending
                && event.is_removal()
            {
                let event = Arc::clone(event);
                self.pending.pop_front();
                self.position = self.position.max(event.event.position);
                if let Some(signal) = self.removal(&event.event) {
                    return Ok(Some(signal));
                }
                continue;
            }
            let (position, event, change) = match pending {
                Pending::Change(position, change) => (*position, None, Some(Arc::clone(change))),
                Pending::UpTo(position) => (*position, None, None),
                Pending::Event(event) => {
                    let event = Arc::clone(event);
                    let change = event.change(&*self.store).await?;
                    (event.event.position, Some(event), change)
                }
            };
            self.pending.pop_front();
            self.position = self.position.max(position);
            if let Some(change) = change
                && self.who.is_shown(event.as_ref().map(|it| &it.event.fact), &change)
                && !self.gets_to_know(&change)
            {
                return Ok(Some(Signal::Changed(self.cursor_at(self.position), change)));
            }
        }
        Ok(None)
    }

    /// What is told of something that is no longer there.
    fn removal(&mut self, event: &Event) -> Option<Signal> {
        // Desks load anew once a sweep is through, and not for each customer in it.
        if !self.who.is_concerned(event) {
            return None;
        }
        let is_erasure = event.fact.kind == EventKind::ContactErased;
        if event.fact.kind == EventKind::ContactIdentified {
            return Some(self.identified());
        }
        let erased = match &mut self.who {
            Who::Customer(address, known) if is_erasure => {
                // Whoever writes under the same name from now on is somebody new.
                *known = None;
                let address = address.clone();
                self.listen_as_known();
                Some(address)
            }
            Who::Desk(_) if is_erasure => {
                event.fact.subject.contact().and_then(|id| self.live.erased_address(id))
            }
            Who::Customer(..) | Who::Desk(_) => None,
        };
        let cursor = self.cursor();
        Some(match erased {
            Some(address) => Signal::Erased(cursor, address),
            None => Signal::Reset(cursor, ResetReason::TooFar),
        })
    }

    /// A visitor who turned out to be a user has nothing any more, and is somebody new if they write; the user has more.
    fn identified(&mut self) -> Signal {
        if let Who::Customer(address, known) = &mut self.who
            && address.is_visitor()
        {
            *known = None;
            self.listen_as_known();
        }
        Signal::Reset(self.cursor(), ResetReason::TooFar)
    }

    /// Takes what the ring has for this listener; `false` when that is nothing.
    async fn take_from_ring(&mut self) -> Result<bool, Error> {
        let piece = self.live.ring().after(self.position, |event| self.who.is_concerned(event));
        match piece {
            Piece::Fell => {
                self.resume(self.position, ResetReason::Slow).await?;
                Ok(true)
            }
            Piece::Events(events, head) if events.is_empty() => {
                self.position = head;
                Ok(false)
            }
            Piece::Events(events, _) if matches!(self.who, Who::Customer(_, None)) => {
                self.meet(&events).await
            }
            Piece::Events(events, _) => {
                self.pending.extend(events.into_iter().map(Pending::Event));
                Ok(true)
            }
        }
    }

    /// Looks whether one of those who became known is this listener's own customer.
    async fn meet(&mut self, events: &[Arc<RingEvent>]) -> Result<bool, Error> {
        for event in events {
            let change = event.change(&*self.store).await?;
            self.position = self.position.max(event.event.position);
            if change.is_some_and(|change| self.gets_to_know(&change)) {
                return Ok(true);
            }
        }
        Ok(true)
    }

    /// Learns the contact of a customer who was unknown when the stream began.
    fn gets_to_know(&mut self, change: &Change) -> bool {
        let (Who::Customer(address, known @ None), Change::Contact(contact)) =
            (&mut self.who, change)
        else {
            return false;
        };
        if *address != contact.address {
            return false;
        }
        *known = Some(contact.id);
        self.listen_as_known();
        true
    }

    pub(super) fn listen_as_known(&mut self) {
        let mut wakers = self.live.wakers();
        wakers.remove(self.waker, self.waker_id);
        self.waker = self.who.waker();
        self.waker_id = wakers.add(self.waker, Arc::clone(&self.notify));
    }

    pub(super) fn take_over(&mut self, resumed: Resumed) {
        match resumed {
            Resumed::From(position, pending) => {
                self.position = position;
                self.pending = pending;
            }
            Resumed::Reset(head, reason) => {
                self.position = head;
                self.pending.clear();
                self.reset = Some(reason);
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let n_left = {
            let mut wakers = self.live.wakers();
            wakers.remove(self.waker, self.waker_id);
            wakers.len()
        };
        if n_left == 0 {
            self.live.left.notify_waiters();
        }
    }
}
