use chatdesk_api::{
    HelloEvent, MessageEvent, ReadEvent, ResetEvent, Session, StreamEvent, ToggleEvent,
};

use super::Engine;
use crate::{Call, Effect, Shared};

/// What the stream brings.
impl Engine {
    pub(super) fn accept_event(&mut self, generation: u64, id: Option<String>, event: StreamEvent) {
        if !self.link.is_current(generation) {
            return;
        }
        self.link.heard(self.moment);
        match event {
            StreamEvent::Hello(hello) => self.greet(hello),
            StreamEvent::Message(event) => self.accept_message(event),
            StreamEvent::Session(event) => self.accept_session(event.session),
            StreamEvent::Read(event) => self.accept_read(&event),
            StreamEvent::Toggle(event) => self.accept_toggle(event),
            StreamEvent::Erased(event) => self.accept_erasure(event.user_id),
            StreamEvent::Typing(event) => self.accept_typing(event),
            StreamEvent::Presence(event) => self.accept_presence(&event),
            StreamEvent::Note(_)
            | StreamEvent::Ticket(_)
            | StreamEvent::Page(_)
            | StreamEvent::Settings(_)
            | StreamEvent::Ping(_) => {}
            StreamEvent::Reset(reset) => {
                self.reset(reset);
                return;
            }
        }
        if id.is_some() {
            self.link.cursor = id;
        }
    }

    pub(super) fn share(&mut self, generation: u64, shared: Shared) {
        if !self.link.is_current(generation) {
            return;
        }
        self.link.share(shared, self.moment);
        if shared == Shared::Missed {
            // What is asked for from now on is as new as what that tab tells next, or newer.
            self.drop_requests(&|call| matches!(call, Call::Messages { .. }));
            self.want_poll();
        }
    }

    fn greet(&mut self, hello: HelloEvent) {
        self.link.hello(hello, self.moment);
        // The line is there again: what waited for it goes on at once.
        self.hold_until = None;
        self.hold.reset();
        self.token_backoff.reset();
        self.is_unrecognised = false;
    }

    fn accept_message(&mut self, MessageEvent { message, session }: MessageEvent) {
        if self.settle(&message) {
            self.effects.push(Effect::Persist);
        }
        if message.sender_type.is_customer() == self.side.is_desk() {
            self.hints.forget_typing(&message.session_id);
        } else if self.side.is_desk() {
            self.hints.forget_typing_beside(&message.session_id);
        }
        let thread = self.threads.get(&message.session_id);
        let is_new = thread.is_none_or(|thread| !thread.has(message.id));
        if is_new
            && self.is_from_other_side(message.sender_type, message.kind)
            && self.reading.is_first_told(&message)
        {
            self.effects.push(Effect::Announce(Box::new(message.clone())));
        }
        if let Some(thread) = self.threads.get_mut(&message.session_id) {
            thread.insert(message);
            thread.expect(session.last_seq);
        }
        self.accept_session(session);
    }

    pub(super) fn accept_session(&mut self, session: Session) {
        let id = session.id.clone();
        self.sessions.accept_changed(session);
        if let (Some(thread), Some(session)) = (self.threads.get_mut(&id), self.sessions.get(&id)) {
            thread.expect(session.last_seq);
        }
        self.refresh_unread();
    }

    fn accept_read(&mut self, event: &ReadEvent) {
        if let Some(thread) = self.threads.get_mut(&event.session_id) {
            thread.read_up_to(event.read.sides());
        }
        self.sessions.change(&event.session_id, |session| {
            session.unread_count = event.unread_count;
        });
        self.refresh_unread();
    }

    fn accept_toggle(&mut self, event: ToggleEvent) {
        if self.side.is_desk() {
            self.sessions.change_of(&event.user_id, event.chat_enabled);
            let ToggleEvent { user_id, chat_enabled, .. } = event;
            self.effects.push(Effect::Toggled { user_id, chat_enabled });
        } else {
            self.switch(event.chat_enabled);
        }
    }

    /// What is known may be out of date; it stays on the screen until the snapshots are there.
    fn reset(&mut self, reset: ResetEvent) {
        self.link.cursor = Some(reset.cursor);
        self.sessions.doubt();
        self.begin_anew();
        if self.side.is_desk() {
            self.effects.push(Effect::Erased { user_id: None });
        }
    }
}
