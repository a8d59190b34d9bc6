use chatdesk_api::{MessageKind, SenderType};

use super::{Choice, Engine, NEW};
use crate::outbox::Addressee;
use crate::sessions::PagePlace;
use crate::{Effect, Filter, MAX_CHARS};

/// What a person at the screen does.
impl Engine {
    pub(super) fn type_text(&mut self, text: String) {
        if text == self.draft() {
            return;
        }
        let key = self.draft_key().to_owned();
        if !text.is_empty() {
            self.tell_typing();
        }
        self.drafts.set(&key, text);
        self.effects.push(Effect::Persist);
    }

    /// The draft is in the queue before it leaves the composer: it is never in neither.
    pub(super) fn submit(&mut self, client_id: String) {
        if !self.can_submit() {
            return;
        }
        let content = self.draft().trim().to_owned();
        debug_assert!(content.chars().count() <= MAX_CHARS, "checked by can_submit");
        let session = self.selected.clone();
        // What follows the first text of a new chat goes where that one went.
        let another = self.choice == Choice::New
            && self.outbox.items().iter().all(|item| item.session.is_some());
        let addressee = Addressee { session, another };
        self.outbox.push(client_id, addressee, content, self.moment);
        self.answer_unread();
        let key = self.draft_key().to_owned();
        self.drafts.set(&key, String::new());
        self.effects.push(Effect::Persist);
    }

    pub(super) fn retry(&mut self, client_id: &str) {
        if self.outbox.retry(client_id) {
            self.hold_until = None;
            self.effects.push(Effect::Persist);
        }
    }

    pub(super) fn discard(&mut self, client_id: &str) {
        if self.outbox.discard(client_id) {
            self.effects.push(Effect::Persist);
        }
    }

    pub(super) fn select(&mut self, session: Option<String>) {
        self.choice = if session.is_some() { Choice::Chosen } else { Choice::Current };
        if let Some(thread) = session.as_ref().and_then(|id| self.threads.get_mut(id)) {
            // Where the stream is not live, what is there may be out of date.
            thread.is_stale = true;
        }
        self.selected = session;
    }

    pub(super) fn start_over(&mut self) {
        if self.side.is_desk() || !self.is_chat_enabled() {
            return;
        }
        let has_ended = self.has_ended();
        if let Some(ended) = self.selected.take().filter(|_| has_ended) {
            self.outbox.readdress_ended(&ended);
            self.drafts.move_to(&ended, NEW);
        }
        self.choice = Choice::New;
    }

    pub(super) fn see(&mut self, up_to: u64) {
        let Some(selected) = &self.selected else { return };
        let shown = self.threads.get(selected).map_or(0, crate::Thread::newest);
        if up_to > 0 && up_to <= shown {
            self.reading.saw(selected, up_to);
        }
    }

    /// Whether looking this far is news for the server.
    #[must_use]
    pub fn has_to_see(&self, up_to: u64) -> bool {
        self.selected.as_ref().is_some_and(|selected| self.reading.is_new(selected, up_to))
    }

    pub(super) fn load_older(&mut self) {
        let Some(selected) = &self.selected else { return };
        if let Some(thread) = self.threads.get_mut(selected) {
            thread.want_older();
        }
    }

    pub(super) fn reach(&mut self, seq: u64) {
        let Some(selected) = &self.selected else { return };
        // Before its first page has come it is kept in mind.
        self.threads.entry(selected.clone()).want_back_to(seq);
    }

    pub(super) fn filter(&mut self, filter: Filter) {
        if self.filter == filter {
            return;
        }
        self.sessions.is_search = !filter.search.is_empty();
        self.filter = filter;
        self.sessions.is_loaded = false;
        self.sessions.next_cursor = None;
        self.wanted.sessions = Some(PagePlace::Anew);
        self.wanted.more = false;
        self.drop_requests(&|call| matches!(call, crate::Call::Sessions { .. }));
    }

    /// Whether a message of the other side that counts stands between the two positions.
    pub(super) fn matters(&self, session: &str, told: u64, seen: u64) -> bool {
        let Some(thread) = self.threads.get(session) else { return false };
        let read = thread.read();
        let own = if self.side.is_desk() { read.admin } else { read.user };
        let from = told.max(own);
        thread.messages().rev().take_while(|message| message.id > from).any(|message| {
            message.id <= seen && self.is_from_other_side(message.sender_type, message.kind)
        })
    }

    pub(super) fn is_from_other_side(&self, sender: SenderType, kind: MessageKind) -> bool {
        kind.is_countable_from(sender) && sender.is_customer() == self.side.is_desk()
    }

    /// Brings the screen of a customer to the session that is theirs to go on in.
    pub(super) fn follow_current(&mut self) {
        if self.side.is_desk() || self.choice != Choice::Current {
            return;
        }
        let Some(current) = self.sessions.current() else { return };
        let must_move = match self.session() {
            None => true,
            Some(shown) => !shown.is_active && current.is_active,
        };
        if must_move && self.selected.as_deref() != Some(current.id.as_str()) {
            let id = current.id.clone();
            let key = self.draft_key().to_owned();
            self.drafts.move_to(&key, &id);
            self.selected = Some(id);
        }
    }
}
