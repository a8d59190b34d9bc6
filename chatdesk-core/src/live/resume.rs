//! Going on from where a reader was: from the log for the desk, from the records for a customer.

use std::{collections::VecDeque, sync::Arc};

use super::{
    CursorReader, Listener, ResetReason, RingEvent, StreamCursor,
    listener::{Pending, Who},
};
use crate::{Actor, Change, Changed, Desk, Error, Event, EventKind, Position, Scope, StoreError};

/// The desk is told at most so many events of what it missed.
const DESK_LIMIT: u16 = 1_000;
/// A customer is told at most so many changes.
const CUSTOMER_LIMIT: u16 = 200;

/// How a resume went.
#[derive(Debug)]
pub(super) enum Resumed {
    /// From here, with these to tell first.
    From(Position, VecDeque<Pending>),
    /// Not: go on from here.
    Reset(Position, ResetReason),
}

impl Desk {
    /// Begins a stream of what concerns `actor`, after a cursor, or from now.
    ///
    /// A cursor that cannot be gone on from is no error: the first signal is then [`Signal::Reset`](crate::Signal::Reset).
    ///
    /// # Errors
    /// `Forbidden` for a host's server, `Unavailable`.
    pub async fn listen(&self, actor: &Actor, after: Option<&str>) -> Result<Listener, Error> {
        let who = Who::of(actor)?;
        let (live, store) = self.live_and_store();
        let epoch = live.epoch(&*store).await?;
        // Registered before the head is read: what is committed in between wakes it.
        let mut listener = Listener::register(self, actor, who, epoch);
        let head = listener.look().await?;
        listener.position = head;
        let Some(after) = after else { return Ok(listener) };
        match after.parse::<StreamCursor>() {
            Ok(cursor) if cursor.epoch == epoch && cursor.position <= head => {
                if listener.was_somebody_else(&cursor, head).await? {
                    listener.reset = Some(ResetReason::UnknownCursor);
                } else {
                    listener.resume(cursor.position, ResetReason::TooFar).await?;
                }
            }
            _ => listener.reset = Some(ResetReason::UnknownCursor),
        }
        Ok(listener)
    }
}

impl Listener {
    /// Finds the head of the log, and the contact where there is one.
    async fn look(&mut self) -> Result<Position, Error> {
        let Who::Customer(address, known) = &mut self.who else {
            return Ok(self.store.load(&Scope::Keys, &[]).await?.position);
        };
        let loaded = self.store.load(&Scope::Address(address.clone()), &[]).await?;
        *known = loaded.contact.map(|contact| contact.id);
        if known.is_some() {
            self.listen_as_known();
        }
        Ok(loaded.position)
    }

    /// Whether a cursor was given to another contact: to a customer who was erased since, perhaps.
    async fn was_somebody_else(
        &self,
        cursor: &StreamCursor,
        head: Position,
    ) -> Result<bool, StoreError> {
        if matches!(self.who, Who::Desk(_)) {
            return Ok(false);
        }
        match (cursor.reader, self.who.contact()) {
            (Some(CursorReader::NOBODY), _) | (None, Some(_)) => Ok(false),
            (Some(reader), Some(contact)) => Ok(reader != CursorReader::customer(contact)),
            (Some(_), None) => Ok(true),
            // A snapshot does not say whose it is: was anybody erased since it was taken?
            (None, None) => {
                let log = self.store.log(cursor.position, DESK_LIMIT).await?;
                let told = log.events.last().map_or(cursor.position, |event| event.position);
                let erased = |event: &Event| event.fact.kind == EventKind::ContactErased;
                let unknown = cursor.position < log.floor || told < head;
                Ok(unknown || log.events.iter().any(erased))
            }
        }
    }

    /// Goes on after a position; what was missed is told first, or that it is too much.
    pub(super) async fn resume(
        &mut self,
        after: Position,
        too_much: ResetReason,
    ) -> Result<(), Error> {
        let resumed = match self.who {
            Who::Desk(_) => self.resume_desk(after, too_much).await?,
            Who::Customer(..) => self.resume_customer(after, too_much).await?,
        };
        self.take_over(resumed);
        Ok(())
    }

    async fn resume_desk(
        &self,
        after: Position,
        too_much: ResetReason,
    ) -> Result<Resumed, StoreError> {
        let log = self.store.log(after, DESK_LIMIT).await?;
        let told = log.events.last().map_or(after, |event| event.position);
        if after < log.floor || told < log.head {
            return Ok(Resumed::Reset(log.head, too_much));
        }
        let events = log.events.into_iter().map(RingEvent::new).map(Pending::Event);
        Ok(Resumed::From(after, events.collect()))
    }

    async fn resume_customer(
        &mut self,
        after: Position,
        too_much: ResetReason,
    ) -> Result<Resumed, Error> {
        let before = self.who.contact();
        let head = self.look().await?;
        let Some(contact) = self.who.contact() else {
            // Erased while this reader was not looking.
            return Ok(match before {
                Some(_) => Resumed::Reset(head, too_much),
                None => Resumed::From(head, VecDeque::new()),
            });
        };
        if before.is_some_and(|before| before != contact) {
            return Ok(Resumed::Reset(head, too_much));
        }
        let changed = self.store.changed(contact, after, CUSTOMER_LIMIT).await?;
        if changed.value.more {
            return Ok(Resumed::Reset(changed.position, too_much));
        }
        let mut pending = pending(changed.value);
        pending.push_back(Pending::UpTo(changed.position));
        Ok(Resumed::From(after, pending))
    }
}

/// What a customer missed, each with the position to resume from once it was taken in.
fn pending(changed: Changed) -> VecDeque<Pending> {
    let items: Vec<_> = changed.items.into_iter().map(Arc::new).collect();
    let positions: Vec<_> = items.iter().map(|item| item.position()).collect();
    let told = items.iter().enumerate().filter(|(index, item)| {
        // A message brings its session along; telling that again would say nothing.
        let rest = items.get(index + 1..).unwrap_or_default();
        !rest.iter().any(|later| brings_along(later, item))
    });
    let pending = told.map(|(index, item)| {
        let position = item.position();
        // Of several changes at one position only the last may be resumed after.
        let is_last = positions.get(index + 1).is_none_or(|next| *next > position);
        let resume = if is_last { position.get() } else { position.get().saturating_sub(1) };
        Pending::Change(Position::new(resume), Arc::clone(item))
    });
    pending.collect()
}

fn brings_along(later: &Change, item: &Change) -> bool {
    match (later, item) {
        (Change::Message(message, _), Change::Session(view)) => {
            message.changed == view.session.changed && message.session == view.session.id
        }
        _ => false,
    }
}
