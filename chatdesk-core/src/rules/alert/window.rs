//! How many calls to one recipient begin within a minute.

use std::time::Duration;

use super::{Way, name_of};
use crate::{
    Batch, Claim, Entry, EntryContent, EntryId, Job, JobKey, Lane, Position, Record, RecordId,
    Timestamp, UniqueKey, Version, rules::task::Task,
};

/// So long are the windows in which calls are counted.
pub(super) const WINDOW: Duration = Duration::from_mins(1);

/// The recipient whose calls are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'a> {
    pub(super) way: &'a Way,
    pub(super) to: Option<EntryId>,
    /// What was counted.
    pub(super) telling: Option<&'a Entry>,
    /// For the count, where there is none yet.
    pub(super) entry: EntryId,
}

/// Whether a call may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// It may, and is counted.
    Taken,
    /// Not before then.
    None { until: Timestamp },
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// What the recipient does not know of.
    News,
    /// More of what they know of: it leaves room for one call of news.
    CountedUp,
}

impl Caller<'_> {
    /// Takes the room for one call. A window begins with its first call; what a clock that went back left behind is none.
    pub(super) fn take(&self, call: Call, batch: &mut Batch) -> Room {
        let Some(most) = self.way.per_minute else { return Room::Taken };
        let most = match call {
            Call::News => most.max(1),
            Call::CountedUp => most.saturating_sub(1).max(1),
        };
        let now = batch.now;
        let (began, n_calls) = match self.window() {
            Some((began, n_calls)) if began <= now && now < began.plus(WINDOW) => (began, n_calls),
            _ => (now, 0),
        };
        if n_calls >= most {
            return Room::None { until: began.plus(WINDOW) };
        }
        self.put((began, n_calls + 1), batch);
        Room::Taken
    }

    fn window(&self) -> Option<(Timestamp, u16)> {
        match self.telling.map(|entry| &entry.content) {
            Some(EntryContent::Telling { window_began, n_calls, .. }) => {
                Some((*window_began, *n_calls))
            }
            _ => None,
        }
    }

    /// The entry that what is put off belongs to. Where a call finds no room there is one.
    pub(super) fn id(&self) -> EntryId {
        self.telling.map_or(self.entry, |entry| entry.id)
    }

    fn put(&self, (window_began, n_calls): (Timestamp, u16), batch: &mut Batch) {
        let id = self.id();
        let owner = RecordId::Entry(id);
        let (notifier, to) = (self.way.kind.clone(), self.to);
        if self.telling.is_none() {
            let key = UniqueKey::telling(&notifier, to);
            batch.claim.push(Claim { key, owner, until: None });
        }
        batch.put.push(Record::Entry(Entry {
            id,
            version: self.telling.map_or(Version::NONE, |entry| entry.version),
            changed: Position::ZERO,
            subject: owner,
            at: batch.now,
            content: EntryContent::Telling { notifier, to, window_began, n_calls },
        }));
    }

    /// The delivery of all that finds no room until then, one for each window.
    pub(super) fn digest(&self, until: Timestamp) -> Job {
        let name = name_of(&self.way.kind, self.to);
        Job {
            key: JobKey::new(format!("digest:{}:{name}", until.as_micros())),
            // Not that of the others: while it waits they are to find out that there is no room.
            lane: Some(Lane::new(format!("digest:{name}"))),
            notifier: Some(self.way.kind.clone()),
            due: until,
            task: Task::Digest { to: self.to }.text(),
            contact: None,
        }
    }
}
