use super::{Access, Engine, Pending};
use crate::sessions::PagePlace;
use crate::{Call, Effect, Failure, TokenOutcome, Unsent};

/// How a visitor's identity begins, as the server names it.
const VISITOR: &str = "visitor:";

const STATUS_SPACING_MS: u64 = 300;

/// Who was let in for so long has no trouble of that kind.
const UNDOUBTED_MS: u64 = 30_000;

/// What is asked of the server, and when.
impl Engine {
    pub(super) fn ask_for_token(&mut self, refused: bool) {
        self.access = Access::Asking;
        self.token_at = None;
        self.is_token_refused = refused;
        self.take_back_requests();
        self.effects.push(Effect::GetToken { refused });
    }

    /// Nothing under way will be answered any more: all of it is wanted again.
    fn take_back_requests(&mut self) {
        for (_, pending) in std::mem::take(&mut self.pending) {
            self.return_call(&pending, &Failure::Network);
        }
    }

    pub(super) fn accept_token(&mut self, outcome: TokenOutcome) {
        match outcome {
            TokenOutcome::Granted { who } => {
                self.identify(who);
                self.access = Access::Granted;
                self.wanted.status = true;
            }
            TokenOutcome::Refused => {
                self.access = Access::Denied;
                self.link.close();
                self.effects.push(Effect::CloseStream);
            }
            TokenOutcome::Unreachable => {
                self.link.lost(self.moment);
                self.wait_for_token();
            }
        }
    }

    /// A request was refused because nobody made it. Where a proxy takes tokens off, another one would fare no better, and
    /// a visitor's is all that says whose their chats are: the one question that nobody is refused tells which it is.
    pub(super) fn doubt_token(&mut self) {
        if self.is_doubted {
            return;
        }
        self.is_doubted = true;
        self.wanted.status = true;
        if self.moment.now_ms.saturating_sub(self.doubted_ms) > UNDOUBTED_MS {
            self.doubt.reset();
        }
        self.doubted_ms = self.moment.now_ms;
        let is_first = self.doubt.is_fresh();
        let wait = self.doubt.next(10_000, self.moment);
        if !is_first {
            self.hold_until = Some(self.moment.now_ms + wait);
        }
    }

    /// The server answered as if there were no token: it was lost on its way.
    pub(super) fn lose_token(&mut self) {
        self.is_doubted = true;
        self.is_unrecognised = true;
        self.wanted.status = true;
        self.link.lost(self.moment);
        self.hold_until = Some(self.moment.now_ms + self.hold.next(10_000, self.moment));
    }

    /// The first refusal asks for another token at once; if that is refused too, it takes time.
    pub(super) fn replace_token(&mut self) {
        self.is_doubted = false;
        let is_first = self.token_backoff.is_fresh();
        self.wait_for_token();
        if is_first {
            self.ask_for_token(true);
        } else {
            self.is_unrecognised = true;
            self.link.lost(self.moment);
            self.access = Access::Asking;
            self.is_token_refused = true;
            self.take_back_requests();
        }
    }

    fn wait_for_token(&mut self) {
        let wait = self.token_backoff.next(10_000, self.moment);
        self.token_at = Some(self.moment.now_ms + wait);
    }

    /// Texts go on under a new token of the same person, and never to somebody else.
    fn identify(&mut self, who: String) {
        let is_visitor = who.starts_with(VISITOR);
        let Some(former) = self.who.replace(who) else { return };
        if self.who.as_ref() == Some(&former) {
            return;
        }
        self.forget_server();
        self.effects.push(Effect::CloseStream);
        if is_visitor && former.starts_with(VISITOR) {
            // The same browser, whose visitor's token ran out.
            self.outbox.release(None);
            self.drafts.gather();
        } else {
            self.outbox.clear();
            self.drafts.clear();
        }
        self.effects.push(Effect::Persist);
    }

    pub(super) fn want_poll(&mut self) {
        self.wanted.status = true;
        if self.sessions.is_loaded() {
            self.wanted.sessions = self.wanted.sessions.or(Some(PagePlace::Further));
        }
        if let Some(thread) = self.selected.as_ref().and_then(|id| self.threads.get_mut(id)) {
            thread.is_stale = true;
        }
    }

    /// Makes every request that is due and not under way yet.
    pub(super) fn ask_what_is_due(&mut self) {
        self.follow_current();
        if self.access != Access::Granted || self.hold_until.is_some() {
            return;
        }
        self.ask_for_status();
        // All that follows is as new as the cursor of the first answer, or newer; and while nobody
        // answers, one question at a time is enough.
        let is_unknown = self.link.cursor.is_none() && self.link.is_closed();
        if is_unknown || self.link.is_lost() || self.is_doubted {
            return;
        }
        self.ask_for_sessions();
        self.ask_for_messages();
        self.send_texts();
        self.tell_what_was_read();
        self.ask_for_position();
    }

    fn ask_for_status(&mut self) {
        let is_due = self.status_due().is_some_and(|at| self.moment.now_ms >= at);
        if is_due && !self.is_pending(|call| *call == Call::Status) {
            self.wanted.status = false;
            self.status_asked_ms = Some(self.moment.now_ms);
            self.request(Call::Status);
        }
    }

    /// A burst of changes asks for the unread count a few times a second, not at each.
    pub(super) fn status_due(&self) -> Option<u64> {
        let after = self.status_asked_ms.map_or(0, |asked| asked + STATUS_SPACING_MS);
        self.wanted.status.then_some(after)
    }

    fn ask_for_sessions(&mut self) {
        if self.is_pending(|call| matches!(call, Call::Sessions { .. })) {
            return;
        }
        if let Some(place) = self.wanted.sessions.take() {
            self.sessions.restart();
            let filter = self.filter.clone();
            self.request_from(Call::Sessions { filter, cursor: None }, place);
        } else if self.wanted.more {
            self.wanted.more = false;
            if let Some(cursor) = self.sessions.next_cursor.clone() {
                let filter = self.filter.clone();
                self.request(Call::Sessions { filter, cursor: Some(cursor) });
            }
        }
        if let Some(session) = self.wanted.end.take() {
            self.request(Call::End { session });
        }
    }

    fn ask_for_messages(&mut self) {
        let Some(session) = self.selected.clone() else { return };
        let asks =
            |call: &Call| matches!(call, Call::Messages { session: of, .. } if *of == session);
        if self.is_pending(asks) {
            return;
        }
        let thread = self.threads.entry(session.clone());
        if let Some(page) = thread.missing() {
            self.request(Call::Messages { session, page });
        }
    }

    fn send_texts(&mut self) {
        for Unsent { client_id, session, content, another, .. } in self.outbox.take_due() {
            self.request(match session {
                Some(session) => Call::Send { session, content, client_id },
                None => Call::Open { message: content, client_id, another },
            });
        }
    }

    fn tell_what_was_read(&mut self) {
        let Some(session) = self.selected.clone() else { return };
        let mut reading = std::mem::take(&mut self.reading);
        let due = reading.take_due(&session, |told, seen| self.matters(&session, told, seen));
        self.reading = reading;
        if let Some(up_to) = due {
            self.request(Call::Read { session, up_to });
        }
    }

    pub(super) fn request(&mut self, call: Call) {
        self.request_from(call, PagePlace::Further);
    }

    fn request_from(&mut self, call: Call, place: PagePlace) {
        self.n_requests += 1;
        let version = match &call {
            Call::Read { session, .. } => {
                self.sessions.get(session).map_or(0, |session| session.version)
            }
            _ => 0,
        };
        self.pending.insert(self.n_requests, Pending { call: call.clone(), version, place });
        self.effects.push(Effect::Request { request: self.n_requests, call });
    }

    /// What is answered to these is not waited for any more.
    pub(super) fn drop_requests(&mut self, is_moot: &dyn Fn(&Call) -> bool) {
        self.pending.retain(|_, pending| !is_moot(&pending.call));
    }

    pub(super) fn is_pending(&self, is_it: impl Fn(&Call) -> bool) -> bool {
        self.pending.values().any(|pending| is_it(&pending.call))
    }
}
