//! How much each notifier takes at the moment, in this process.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use crate::{Claimed, Lane, Notifier, NotifierLimits, Timestamp};

const SECOND: Duration = Duration::from_secs(1);

/// The room of every notifier.
pub(super) struct Rooms {
    rooms: BTreeMap<String, Room>,
    /// Those that carry jobs and are not registered here: others may know them.
    strangers: BTreeSet<String>,
}

struct Room {
    limits: NotifierLimits,
    n_held: u16,
    /// When the attempts of the last second began.
    begun: VecDeque<Timestamp>,
    /// When the last attempt to each recipient began, of those who are to be left alone.
    told: HashMap<Lane, Timestamp>,
}

impl Rooms {
    pub(super) fn of(notifiers: &[Arc<dyn Notifier>]) -> Self {
        let room = |notifier: &Arc<dyn Notifier>| {
            let (begun, told) = (VecDeque::new(), HashMap::new());
            let room = Room { limits: notifier.limits(), n_held: 0, begun, told };
            (notifier.kind().to_owned(), room)
        };
        Self { rooms: notifiers.iter().map(room).collect(), strangers: BTreeSet::new() }
    }

    /// How many attempts all notifiers may make at the same time.
    pub(super) fn at_once(&self) -> usize {
        self.rooms.values().map(|room| usize::from(room.limits.at_once.max(1))).sum()
    }

    /// How many more each may begin now.
    pub(super) fn left(&mut self, now: Timestamp) -> BTreeMap<String, u16> {
        let known = self.rooms.iter_mut().map(|(kind, room)| (kind.clone(), room.left(now)));
        known.chain(self.strangers.iter().map(|kind| (kind.clone(), 0))).collect()
    }

    /// Makes room for an attempt that begins now, or says until when the job is to wait: its recipient is to be left
    /// alone, or nobody here carries it. Of who is not known here no more is claimed after that.
    pub(super) fn take(&mut self, claimed: &Claimed, now: Timestamp) -> Result<(), Timestamp> {
        let Some(kind) = &claimed.job.notifier else { return Ok(()) };
        if let Some(room) = self.rooms.get_mut(kind) {
            return room.take(claimed.job.lane.as_ref(), now);
        }
        self.strangers.insert(kind.clone());
        Err(claimed.job.due)
    }

    /// Gives back the room of an attempt that has ended.
    pub(super) fn give_back(&mut self, notifier: Option<&String>) {
        if let Some(room) = notifier.and_then(|kind| self.rooms.get_mut(kind)) {
            room.n_held = room.n_held.saturating_sub(1);
        }
    }

    /// When there is more room by time alone.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let full = self.rooms.values().filter(|room| {
            room.limits.per_second.is_some_and(|most| room.begun.len() >= usize::from(most))
        });
        full.filter_map(|room| room.begun.front()).min().map(|first| first.plus(SECOND))
    }
}

impl Room {
    fn left(&mut self, now: Timestamp) -> u16 {
        // A clock may go back; what began later than now is not waited for.
        while self.begun.front().is_some_and(|at| at.plus(SECOND) <= now || *at > now) {
            self.begun.pop_front();
        }
        let gap = self.limits.per_recipient;
        self.told.retain(|_, at| at.plus(gap) > now && *at <= now);
        let slots = self.limits.at_once.max(1).saturating_sub(self.n_held);
        let begun = u16::try_from(self.begun.len()).unwrap_or(u16::MAX);
        let per_second = self.limits.per_second.map(|most| most.max(1).saturating_sub(begun));
        per_second.map_or(slots, |left| left.min(slots))
    }

    fn take(&mut self, lane: Option<&Lane>, now: Timestamp) -> Result<(), Timestamp> {
        let gap = self.limits.per_recipient;
        if let Some(lane) = lane.filter(|_| !gap.is_zero()) {
            if let Some(at) = self.told.get(lane).filter(|at| at.plus(gap) > now) {
                return Err(at.plus(gap));
            }
            self.told.insert(lane.clone(), now);
        }
        if self.limits.per_second.is_some() {
            self.begun.push_back(now);
        }
        self.n_held += 1;
        Ok(())
    }
}
