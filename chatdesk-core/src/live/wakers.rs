use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use tokio::sync::Notify;

use super::RingEvent;
use crate::{Audience, ContactId, EventKind};

/// Who is woken by what.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    listening: HashMap<Waker, HashMap<u64, Arc<Notify>>>,
    next: u64,
}

/// What a listener is woken by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Waker {
    /// Everything.
    Desk,
    /// What concerns this customer.
    Customer(ContactId),
    /// Somebody becoming known: it may be this listener's own customer.
    Stranger,
}

impl Wakers {
    pub(super) fn add(&mut self, waker: Waker, notify: Arc<Notify>) -> u64 {
        self.next += 1;
        self.listening.entry(waker).or_default().insert(self.next, notify);
        self.next
    }

    pub(super) fn remove(&mut self, waker: Waker, id: u64) {
        if let Some(listening) = self.listening.get_mut(&waker) {
            listening.remove(&id);
            if listening.is_empty() {
                self.listening.remove(&waker);
            }
        }
    }

    /// Wakes those whom any of the events concerns, each once.
    pub(super) fn wake(&self, events: &[Arc<RingEvent>]) {
        let mut concerned = HashSet::new();
        for event in events {
            concerned.insert(Waker::Desk);
            if let Audience::Customer(contact) = event.event.fact.audience {
                concerned.insert(Waker::Customer(contact));
            }
            if event.event.fact.kind == EventKind::ContactMade {
                concerned.insert(Waker::Stranger);
            }
        }
        let listening = concerned.iter().filter_map(|waker| self.listening.get(waker));
        listening.flat_map(HashMap::values).for_each(|notify| notify.notify_one());
    }

    /// Wakes those who are woken by this.
    pub(super) fn wake_one(&self, waker: Waker) {
        let listening = self.listening.get(&waker).into_iter();
        listening.flat_map(HashMap::values).for_each(|notify| notify.notify_one());
    }

    pub(super) fn len(&self) -> usize {
        self.listening.values().map(HashMap::len).sum()
    }

    pub(super) fn wake_all(&self) {
        self.listening.values().flat_map(HashMap::values).for_each(|notify| notify.notify_one());
    }
}
