use chatdesk_api::{Match, Session, SessionStatus};

use crate::Filter;
use crate::table::Table;

/// The sessions that are known here, each in its newest version.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    by_id: Table<String, Session>,
    /// Those that the list reaches: of its pages, or changed since.
    listed: Table<String, ()>,
    /// Those that changed while the list's first page was on its way.
    changed: Table<String, ()>,
    /// Where the words of the search were found.
    found: Table<String, Match>,
    pub(crate) next_cursor: Option<String>,
    pub(crate) is_loaded: bool,
    /// Only what the server found is listed, whatever else changes.
    pub(crate) is_search: bool,
}

impl Sessions {
    /// One session, where it is known.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Session> {
        self.by_id.get(id)
    }

    /// All of them, in no order that means anything.
    pub fn all(&self) -> impl Iterator<Item = &Session> {
        self.by_id.values()
    }

    /// Those of the list, newest change first; of those who wait the first comes first.
    #[must_use]
    pub fn list(&self, filter: &Filter) -> Vec<&Session> {
        let mut list: Vec<&Session> = self
            .listed
            .keys()
            .filter_map(|id| self.by_id.get(id))
            .filter(|session| filter.admits(session))
            .collect();
        let is_queue = filter.status == Some(SessionStatus::Waiting);
        list.sort_by(|a, b| {
            let order = if is_queue {
                a.created_at.cmp(&b.created_at)
            } else {
                b.updated_at.cmp(&a.updated_at)
            };
            order.then_with(|| a.id.cmp(&b.id))
        });
        list
    }

    /// Whether there is another page.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        self.next_cursor.is_some()
    }

    /// Whether the first page has come.
    #[must_use]
    pub const fn is_loaded(&self) -> bool {
        self.is_loaded
    }

    /// Takes a session that was asked for, unless it is older than the one there is.
    ///
    /// Of two that are equally old the smaller count is the newer: reading is told without a
    /// version, and an answer that left before it still has the count from before.
    pub(crate) fn accept(&mut self, mut session: Session) {
        if let Some(known) = self.by_id.get(&session.id)
            && known.version == session.version
        {
            session.unread_count = session.unread_count.min(known.unread_count);
        }
        self.take(session);
    }

    /// Takes a session that changed just now, so that it belongs at the top of the list.
    ///
    /// The stream tells everything in its order, so what it says last holds.
    pub(crate) fn accept_changed(&mut self, session: Session) {
        if !self.is_search {
            self.listed.insert(session.id.clone(), ());
            self.changed.insert(session.id.clone(), ());
        }
        self.take(session);
    }

    /// The message of a session that the list's search found.
    #[must_use]
    pub fn found(&self, id: &str) -> Option<&Match> {
        self.found.get(id)
    }

    pub(crate) fn accept_found(&mut self, found: Vec<(String, Match)>, place: PagePlace) {
        if place == PagePlace::Anew {
            self.found.clear();
        }
        for (id, found) in found {
            self.found.insert(id, found);
        }
    }

    /// Every session that is known, listed or not.
    pub fn known(&self) -> impl Iterator<Item = &Session> {
        self.by_id.values()
    }

    /// Those that are known and meant.
    pub(crate) fn ids(&self, is_meant: &dyn Fn(&Session) -> bool) -> Vec<String> {
        let meant = self.by_id.values().filter(|session| is_meant(session));
        meant.map(|session| session.id.clone()).collect()
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.by_id.remove(id);
        self.listed.remove(id);
        self.changed.remove(id);
    }

    /// All that is known may be out of date; whatever comes next holds.
    pub(crate) fn doubt(&mut self) {
        for session in self.by_id.values_mut() {
            session.version = 0;
        }
    }

    fn take(&mut self, session: Session) {
        let known = self.by_id.get(&session.id).map_or(0, |known| known.version);
        if session.version >= known {
            self.by_id.insert(session.id.clone(), session);
        }
    }

    /// The list begins anew with the next page.
    pub(crate) fn restart(&mut self) {
        self.changed.clear();
    }

    pub(crate) fn accept_page(&mut self, page: Vec<Session>, place: PagePlace) {
        if place == PagePlace::Anew {
            self.listed = std::mem::take(&mut self.changed);
        }
        for session in page {
            self.listed.insert(session.id.clone(), ());
            self.accept(session);
        }
        self.is_loaded = true;
    }

    /// Those that are known, and neither on this first page nor changed since it was asked for.
    pub(crate) fn absent_from(&self, page: &[Session]) -> Vec<String> {
        self.ids(&|known| {
            self.changed.get(&known.id).is_none()
                && page.iter().all(|session| session.id != known.id)
        })
    }

    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.by_id.get_mut(id) {
            change(session);
        }
    }

    pub(crate) fn change_of(&mut self, user_id: &str, chat_enabled: bool) {
        for session in self.by_id.values_mut().filter(|session| session.user.id == user_id) {
            session.chat_enabled = chat_enabled;
        }
    }

    pub(crate) fn switch_all(&mut self, chat_enabled: bool) {
        for session in self.by_id.values_mut() {
            session.chat_enabled = chat_enabled;
        }
    }

    pub(crate) fn unread_count(&self) -> u64 {
        self.by_id.values().map(|session| session.unread_count).sum()
    }

    /// The newest session that has not ended, else the newest.
    pub(crate) fn current(&self) -> Option<&Session> {
        self.by_id.values().max_by(|a, b| {
            (a.is_active, &a.created_at, &a.id).cmp(&(b.is_active, &b.created_at, &b.id))
        })
    }
}

/// Where a page of the list belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PagePlace {
    /// It replaces the list.
    Anew,
    /// It adds to it.
    Further,
}
