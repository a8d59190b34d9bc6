use chatdesk_api::Message;

use crate::table::Table;

/// How far this reader has looked, and how far the server was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    sessions: Table<String, Looked>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Looked {
    seen: u64,
    told: u64,
    /// The last message that the host was told of.
    announced: u64,
    /// While one is under way, the next waits.
    is_telling: bool,
}

impl Reading {
    pub(crate) fn saw(&mut self, session: &str, up_to: u64) {
        let looked = self.sessions.entry(session.to_owned());
        looked.seen = looked.seen.max(up_to);
    }

    /// Whether the host has not been told of it: another stream may begin before where one ended.
    pub(crate) fn is_first_told(&mut self, message: &Message) -> bool {
        let looked = self.sessions.entry(message.session_id.clone());
        let is_first = looked.announced < message.id;
        looked.announced = looked.announced.max(message.id);
        is_first
    }

    pub(crate) fn is_new(&self, session: &str, up_to: u64) -> bool {
        self.sessions.get(session).is_none_or(|looked| looked.seen < up_to)
    }

    /// What to tell the server of this session, if anything; from then on it is being told.
    pub(crate) fn take_due(
        &mut self,
        session: &str,
        matters: impl FnOnce(u64, u64) -> bool,
    ) -> Option<u64> {
        let looked = self.sessions.get_mut(session)?;
        if looked.is_telling || looked.seen <= looked.told || !matters(looked.told, looked.seen) {
            return None;
        }
        looked.is_telling = true;
        Some(looked.seen)
    }

    pub(crate) fn told(&mut self, session: &str, up_to: u64) {
        if let Some(looked) = self.sessions.get_mut(session) {
            looked.told = looked.told.max(up_to);
            looked.is_telling = false;
        }
    }

    /// The server could not be told; it will be tried again.
    pub(crate) fn failed(&mut self, session: &str) {
        if let Some(looked) = self.sessions.get_mut(session) {
            looked.is_telling = false;
        }
    }

    /// The session is not there any more.
    pub(crate) fn forget(&mut self, session: &str) {
        self.sessions.remove(session);
    }

    /// The server did not want to know.
    pub(crate) fn refused(&mut self, session: &str) {
        if let Some(looked) = self.sessions.get_mut(session) {
            looked.told = looked.seen;
            looked.is_telling = false;
        }
    }
}
