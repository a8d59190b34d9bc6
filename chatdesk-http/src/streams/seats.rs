use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use chatdesk_core::Actor;
use tokio::sync::Notify;

/// How many streams and long polls each actor has open, and which is the oldest.
#[derive(Default)]
pub(crate) struct Seats {
    /// At most so many for one actor; 0 for any number.
    n_each: usize,
    taken: Mutex<HashMap<String, VecDeque<Arc<Notify>>>>,
}

/// Hides whose they are.
impl fmt::Debug for Seats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seats").field("n_each", &self.n_each).finish_non_exhaustive()
    }
}

/// One stream or long poll; dropping it makes room.
pub(crate) struct Seat {
    seats: Arc<Seats>,
    whose: String,
    needed: Arc<Notify>,
}

impl Seats {
    /// At most so many for each actor; 0 for any number.
    pub(crate) fn new(n_each: u32) -> Arc<Self> {
        let n_each = usize::try_from(n_each).unwrap_or(usize::MAX);
        Arc::new(Self { n_each, ..Self::default() })
    }

    /// Takes a seat; where that is one too many, the oldest is told to go.
    pub(crate) fn take(self: &Arc<Self>, actor: &Actor) -> Seat {
        let (whose, needed) = (name(actor), Arc::new(Notify::new()));
        let mut taken = self.taken();
        let seats = taken.entry(whose.clone()).or_default();
        seats.push_back(Arc::clone(&needed));
        if self.n_each > 0 && seats.len() > self.n_each {
            seats.pop_front().into_iter().for_each(|oldest| oldest.notify_one());
        }
        drop(taken);
        Seat { seats: Arc::clone(self), whose, needed }
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, HashMap<String, VecDeque<Arc<Notify>>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Completes once somebody else needs the seat.
    pub(crate) async fn needed(&self) {
        self.needed.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        let Some(seats) = taken.get_mut(&self.whose) else { return };
        seats.retain(|needed| !Arc::ptr_eq(needed, &self.needed));
        if seats.is_empty() {
            taken.remove(&self.whose);
        }
    }
}

/// One name for one actor: an agent may have the id of a user.
fn name(actor: &Actor) -> String {
    match actor {
        Actor::Customer(customer) => format!("customer {}", customer.address),
        Actor::Staff(staff) => format!("desk {}", staff.id),
        Actor::Ticket(number) => format!("ticket {number}"),
        Actor::Host => "host".to_owned(),
    }
}
