use super::{Choice, Engine, Wanted};
use crate::reading::Reading;
use crate::sessions::PagePlace;
use crate::{Call, Effect, Sessions};

/// What was there and is not any more.
impl Engine {
    /// Somebody was erased: of what was stored nothing stays. To a customer it is themself.
    pub(super) fn accept_erasure(&mut self, user_id: String) {
        if self.side.is_desk() {
            for session in self.sessions.ids(&|session| session.user.id == user_id) {
                self.lose(&session);
            }
            self.effects.push(Effect::Erased { user_id: Some(user_id) });
        } else {
            self.forget_chats();
            // Typed and not stored is theirs to keep: it opens the next session.
            self.outbox.release(None);
            self.drafts.gather();
        }
        self.begin_anew();
        self.effects.push(Effect::Persist);
    }

    /// All chats go, and what is on its way to them or from them.
    pub(super) fn forget_chats(&mut self) {
        self.sessions = Sessions::default();
        self.threads.clear();
        self.selected = None;
        self.choice = Choice::Current;
        self.reading = Reading::default();
        self.status_unread = 0;
        self.wanted = Wanted::default();
        self.pending.clear();
        self.outbox.interrupt();
    }

    /// The snapshots are loaded once more; of the threads only what is on the screen waits for them.
    pub(super) fn begin_anew(&mut self) {
        self.n_before_loss = self.n_requests;
        // An answer to what was asked before may be older than the news, and would pass for new.
        self.drop_requests(&|call| {
            matches!(call, Call::Status | Call::Sessions { .. } | Call::Messages { .. })
        });
        self.wanted.status = true;
        self.wanted.sessions = Some(PagePlace::Anew);
        let selected = self.selected.as_deref();
        self.threads.retain(|session, _| selected == Some(session));
        for thread in self.threads.values_mut() {
            thread.is_stale = true;
        }
    }

    /// A session is there no longer: it goes, and what was meant for it.
    ///
    /// A customer's texts that it does not have open the next one; the desk has nobody left to say them to.
    pub(super) fn lose(&mut self, session: &str) {
        self.leave(session);
        self.drop_requests(&|call| call.session() == Some(session));
        if self.side.is_desk() {
            self.outbox.drop_those_of(session);
            self.drafts.set(session, String::new());
        } else {
            self.outbox.release(Some(session));
            self.drafts.move_to(session, "");
        }
        self.effects.push(Effect::Persist);
    }

    /// A session that cannot be read is not shown.
    pub(super) fn leave(&mut self, session: &str) {
        self.n_before_loss = self.n_requests;
        self.sessions.remove(session);
        self.threads.remove(session);
        self.reading.forget(session);
        if self.selected.as_deref() == Some(session) {
            self.selected = None;
            self.choice = Choice::Current;
        }
        if self.wanted.end.as_deref() == Some(session) {
            self.wanted.end = None;
        }
    }
}
