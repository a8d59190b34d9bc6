use chatdesk_api::{
    Message, MessagesAnswer, ProblemCode, ReadCursors, Session, SessionStatus, Status,
};

use super::{Choice, Engine, Pending};
use crate::sessions::PagePlace;
use crate::{Answer, Call, Effect, Failure, Page, SessionsPage};

/// What came of requests.
impl Engine {
    pub(super) fn accept_answer(&mut self, request: u64, outcome: Result<Answer, Failure>) {
        // One that nobody waits for any more belongs to another identity, filter or token.
        let Some(pending) = self.pending.remove(&request) else { return };
        match outcome {
            Ok(Answer::Status(Status { cursor: None, .. })) => self.lose_token(),
            Ok(answer) => {
                self.link.reached(self.moment);
                self.hold.reset();
                self.hold_until = None;
                self.token_backoff.reset();
                self.is_unrecognised = false;
                self.is_doubted &= pending.call != Call::Status;
                let is_opened = matches!(pending.call, Call::Open { .. });
                self.accept(pending, answer);
                if is_opened && request <= self.n_before_loss {
                    // It may have been opened before the loss, and be gone: the list knows.
                    self.wanted.sessions = self.wanted.sessions.or(Some(PagePlace::Further));
                }
            }
            Err(failure) => self.accept_failure(&pending, &failure),
        }
    }

    fn accept(&mut self, pending: Pending, answer: Answer) {
        match (pending.call, answer) {
            (Call::Status, Answer::Status(status)) => self.accept_status(status),
            (Call::Sessions { cursor, .. }, Answer::Sessions(page)) => {
                self.accept_sessions(page, cursor.is_some(), pending.place);
            }
            (Call::Open { client_id, another, .. }, Answer::Session(session)) => {
                self.accept_opened(&client_id, another, *session);
            }
            (Call::End { .. }, Answer::Session(session)) => self.sessions.accept_changed(*session),
            (Call::Messages { session, page }, Answer::Messages(answer)) => {
                self.accept_messages(&session, page, *answer);
            }
            (Call::Send { client_id, .. }, Answer::Message(message)) => {
                self.accept_sent(&client_id, *message);
            }
            (Call::Read { session, up_to }, Answer::Read(answer)) => {
                self.reading.told(&session, up_to);
                let (user, admin) = if self.side.is_desk() { (0, up_to) } else { (up_to, 0) };
                if let Some(thread) = self.threads.get_mut(&session) {
                    thread.read_up_to(ReadCursors { user, admin });
                }
                self.sessions.change(&session, |session| {
                    // Something newer has arrived meanwhile: that knows better.
                    if session.version == pending.version {
                        session.unread_count = answer.unread_count;
                    }
                });
                self.refresh_unread();
            }
            (Call::Queue { .. }, Answer::Queue(position)) => self.accept_position(position),
            // The host answered another question; the right one is asked again when it matters.
            _ => {}
        }
    }

    fn accept_status(&mut self, status: Status) {
        self.status_unread = status.unread_count;
        self.chat_enabled = Some(status.chat_enabled);
        self.link.set_poll_interval(status.poll_interval_ms);
        if self.link.is_closed() {
            if self.link.cursor.is_none() {
                self.link.cursor = status.cursor;
                self.wanted.sessions = Some(PagePlace::Anew);
            }
            let effect = self.link.open(self.moment);
            self.effects.push(effect);
        }
    }

    fn accept_sessions(&mut self, page: SessionsPage, is_further: bool, place: PagePlace) {
        if is_further || place == PagePlace::Anew {
            self.sessions.next_cursor = page.next_cursor;
        }
        if !self.side.is_desk() {
            // Their list has no pages: what is not on it is not there.
            for session in self.sessions.absent_from(&page.sessions) {
                self.lose(&session);
            }
        }
        if self.side.is_desk() {
            self.sessions.accept_found(page.found, place);
        }
        self.sessions.accept_page(page.sessions, place);
    }

    fn accept_opened(&mut self, client_id: &str, another: bool, session: Session) {
        let id = session.id.clone();
        self.sessions.accept_changed(session);
        self.outbox.stored(client_id, &id);
        let awaits = self.choice == Choice::New || self.choice == Choice::Current && !another;
        if awaits && (self.selected.is_none() || self.has_ended()) {
            let key = self.draft_key().to_owned();
            self.drafts.move_to(&key, &id);
            self.selected = Some(id.clone());
            self.choice = Choice::Current;
        }
        if self.selected.as_deref() == Some(id.as_str()) && !self.has_ended() {
            self.outbox.address(&id);
        } else {
            self.outbox.settle_stored(&id);
        }
        // The text itself is not in the answer.
        if let Some(thread) = self.threads.get_mut(&id) {
            thread.is_stale = true;
        }
        self.effects.push(Effect::Persist);
    }

    fn accept_messages(&mut self, session: &str, page: Page, answer: MessagesAnswer) {
        let mut changed = false;
        for message in &answer.messages {
            changed |= self.settle(message);
        }
        self.sessions.accept(answer.session.clone());
        let thread = self.threads.entry(session.to_owned());
        thread.absorb(page, answer);
        if !thread.is_behind() {
            self.outbox.settle_stored(session);
        }
        if changed {
            self.effects.push(Effect::Persist);
        }
    }

    fn accept_sent(&mut self, client_id: &str, message: Message) {
        self.outbox.settle(client_id);
        let thread = self.threads.entry(message.session_id.clone());
        thread.insert(message);
        self.effects.push(Effect::Persist);
    }

    /// One of our own texts came back: it is stored.
    pub(super) fn settle(&mut self, message: &Message) -> bool {
        message.client_id.as_deref().is_some_and(|client_id| self.outbox.settle(client_id))
    }

    /// Where the list has pages, the sum over it is not the whole.
    pub(super) fn refresh_unread(&mut self) {
        self.wanted.status |= self.side.is_desk();
    }

    fn accept_failure(&mut self, pending: &Pending, failure: &Failure) {
        if *failure == Failure::Network {
            self.is_unrecognised = false;
            self.link.lost(self.moment);
        } else {
            self.link.reached(self.moment);
        }
        if failure.is_unauthenticated() {
            self.return_call(pending, failure);
            self.link.close();
            self.effects.push(Effect::CloseStream);
            if pending.call == Call::Status {
                self.replace_token();
            } else {
                self.doubt_token();
            }
            return;
        }
        if failure.code() == Some(ProblemCode::NotFound)
            && let Some(session) = pending.call.session()
        {
            self.lose(session);
            return;
        }
        if failure.is_passing() {
            let asked = match failure {
                Failure::Network => None,
                Failure::Refused { retry_after_ms, .. } => *retry_after_ms,
            };
            let wait = self.hold.next(10_000, self.moment).max(asked.unwrap_or(0));
            self.hold_until = Some(self.moment.now_ms + wait);
        } else {
            self.learn_from(&pending.call, failure);
        }
        self.return_call(pending, failure);
    }

    /// A refusal tells something about the state of things.
    fn learn_from(&mut self, call: &Call, failure: &Failure) {
        match (failure.code(), call.session()) {
            (Some(ProblemCode::ChatDisabled), _) if !self.side.is_desk() => {
                self.switch(false);
            }
            (Some(ProblemCode::SessionEnded), Some(session)) => {
                self.sessions.change(session, |session| {
                    session.is_active = false;
                    session.status = SessionStatus::Ended;
                });
                if let Some(thread) = self.threads.get_mut(session) {
                    thread.is_stale = true;
                }
            }
            _ => {}
        }
    }

    pub(super) fn switch(&mut self, chat_enabled: bool) {
        self.chat_enabled = Some(chat_enabled);
        self.sessions.switch_all(chat_enabled);
    }

    /// What was asked in vain is wanted again, unless the server does not want to be asked.
    pub(super) fn return_call(&mut self, pending: &Pending, failure: &Failure) {
        let again = failure.is_passing() || failure.is_unauthenticated();
        match &pending.call {
            Call::Status => self.wanted.status = again,
            Call::Sessions { cursor: None, .. } => {
                self.wanted.sessions = if again { Some(pending.place) } else { None };
            }
            Call::Sessions { .. } => self.wanted.more = again,
            Call::End { session } => self.wanted.end = again.then(|| session.clone()),
            Call::Messages { session, .. } if !again => self.leave(session),
            Call::Messages { .. } | Call::Queue { .. } => {}
            Call::Send { client_id, .. } | Call::Open { client_id, .. } => {
                self.outbox.refused(client_id, failure);
                self.effects.push(Effect::Persist);
            }
            Call::Read { session, .. } if again => self.reading.failed(session),
            Call::Read { session, .. } => self.reading.refused(session),
        }
    }
}
