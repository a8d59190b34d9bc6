use std::{collections::VecDeque, sync::Arc};

use tokio::sync::OnceCell;

use crate::{
    Change, Entry, EntryKind, Event, EventKind, List, Position, RecordId, Scope, Seq, SessionId,
    Store, StoreError, Window,
};

/// How many events are kept in memory.
const CAPACITY: usize = 4_096;

/// The newest part of the log.
#[derive(Debug, Default)]
pub(super) struct Ring {
    events: VecDeque<Arc<RingEvent>>,
    /// Everything after this is here. `None` until the log was first looked at.
    base: Option<Position>,
}

/// What [`Ring::after`] found.
#[derive(Debug)]
pub(super) enum Piece {
    /// These, and with them everything up to the position.
    Events(Vec<Arc<RingEvent>>, Position),
    /// The ring no longer holds what comes next.
    Fell,
}

impl Ring {
    /// Begins with an empty ring behind `head`.
    pub(super) fn begin(&mut self, head: Position) {
        self.base.get_or_insert(head);
    }

    /// Begins anew behind `head`, after a gap: every listener before it falls out. Goes back for nobody.
    pub(super) fn restart(&mut self, head: Position) {
        if Some(head) > self.head() {
            *self = Self { events: VecDeque::new(), base: Some(head) };
        }
    }

    /// The position of the newest event; `None` until the log was first looked at.
    pub(super) fn head(&self) -> Option<Position> {
        self.events.back().map(|event| event.event.position).or(self.base)
    }

    /// Adds events that are newer than the head; others are known already.
    pub(super) fn extend(&mut self, events: &[Arc<RingEvent>]) {
        for event in events {
            if Some(event.event.position) > self.head() {
                self.events.push_back(Arc::clone(event));
            }
        }
        while self.events.len() > CAPACITY {
            self.base = self.events.pop_front().map(|event| event.event.position);
        }
    }

    /// Everything after a position that a test holds for.
    pub(super) fn after(&self, after: Position, concerns: impl Fn(&Event) -> bool) -> Piece {
        let Some((base, head)) = self.base.zip(self.head()) else {
            return Piece::Events(vec![], after);
        };
        if after < base {
            return Piece::Fell;
        }
        let from = self.events.partition_point(|event| event.event.position <= after);
        let events = self.events.range(from..).filter(|event| concerns(&event.event)).cloned();
        Piece::Events(events.collect(), head.max(after))
    }
}

/// An event, and what it is about, read once for all listeners.
#[derive(Debug)]
pub(super) struct RingEvent {
    pub(super) event: Event,
    change: OnceCell<Option<Arc<Change>>>,
}

impl RingEvent {
    pub(super) fn new(event: Event) -> Arc<Self> {
        Arc::new(Self { event, change: OnceCell::new() })
    }

    /// Whether what it is about is no longer there.
    pub(super) const fn is_removal(&self) -> bool {
        matches!(
            self.event.fact.kind,
            EventKind::SessionsRemoved | EventKind::ContactErased | EventKind::ContactIdentified
        )
    }

    /// The record that the event is about, as it is now; `None` when it is gone.
    pub(super) async fn change(
        &self,
        store: &dyn Store,
    ) -> Result<Option<Arc<Change>>, StoreError> {
        self.change.get_or_try_init(|| read_change(&self.event, store)).await.cloned()
    }
}

async fn read_change(event: &Event, store: &dyn Store) -> Result<Option<Arc<Change>>, StoreError> {
    let change = match (event.fact.kind, event.fact.subject.session()) {
        (EventKind::MessageSent { seq } | EventKind::MessageCarried { seq }, Some(session)) => {
            let before = Seq::new(seq.get().saturating_sub(1));
            let thread = store.thread(session, &Window::After { seq: before, limit: 1 }).await?;
            thread.value.and_then(|mut thread| {
                let message = thread.messages.pop().filter(|message| message.seq == seq)?;
                Some(Change::Message(message, thread.view))
            })
        }
        (EventKind::NoteWritten, Some(session)) => {
            find_note(session, event.position, store).await?.map(Change::Note)
        }
        (EventKind::TicketMade { number } | EventKind::TicketChanged { number }, _) => {
            let loaded = store.load(&Scope::Ticket(number), &[]).await?;
            loaded.sessions.into_iter().next().map(Change::Ticket)
        }
        (EventKind::SettingsChanged, _) => Some(Change::Settings(event.position)),
        (kind, Some(session)) => {
            let loaded = store.load(&Scope::Session(session), &[]).await?;
            loaded.sessions.into_iter().next().map(|view| match kind {
                EventKind::SessionRead { reader } => {
                    Change::Cursor(view.cursor(reader.side()).clone(), view)
                }
                _ => Change::Session(view),
            })
        }
        (_, None) => match event.fact.subject.contact() {
            Some(contact) => {
                store.load(&Scope::Contact(contact), &[]).await?.contact.map(Change::Contact)
            }
            None => None,
        },
    };
    Ok(change.map(Arc::new))
}

/// The note that was written at a position. The latest come first, so who keeps up reads one page.
async fn find_note(
    session: SessionId,
    at: Position,
    store: &dyn Store,
) -> Result<Option<Entry>, StoreError> {
    let mut after = None;
    loop {
        let subject = RecordId::Session(session);
        let list = List::Entries { subject, kind: EntryKind::Note, after, limit: 20 };
        let page = store.list(&list).await?.value;
        if let Some(note) = page.entries.into_iter().find(|entry| entry.changed == at) {
            return Ok(Some(note));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(None),
        }
    }
}
