use chatdesk_api::{PresenceEvent, SessionKind, TypingEvent};

use super::Engine;
use crate::Effect;

/// What is told of the moment, and forgotten with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// Of all that write, the one who was heard of last.
    typing: Option<Typing>,
    /// As above, of one's own side: colleagues, at the desk.
    beside: Option<Typing>,
    agents_online: Option<u64>,
    /// When the others were told last that somebody types here.
    told_ms: u64,
}

#[derive(Clone, Debug)]
struct Typing {
    session: String,
    name: Option<String>,
    until_ms: u64,
}

impl Hints {
    /// So long a hint is shown; by the clock here, for the server's may be another.
    const SHOWN_MS: u64 = 6_000;
    /// One in this time counts.
    const SPACING_MS: u64 = 3_000;

    pub(super) fn forget_typing(&mut self, session: &str) {
        self.typing.take_if(|typing| typing.session == session);
    }

    pub(super) fn forget_typing_beside(&mut self, session: &str) {
        self.beside.take_if(|typing| typing.session == session);
    }

    pub(super) fn forget_old(&mut self, now_ms: u64) {
        self.typing.take_if(|typing| now_ms >= typing.until_ms);
        self.beside.take_if(|typing| now_ms >= typing.until_ms);
    }

    pub(super) fn deadline(&self) -> Option<u64> {
        self.typing.iter().chain(&self.beside).map(|typing| typing.until_ms).min()
    }
}

impl Engine {
    /// Who of the other side writes in the selected session: nothing where nobody does, and no name
    /// where none is known.
    #[must_use]
    pub fn typing(&self) -> Option<Option<&str>> {
        self.here(self.hints.typing.as_ref()).map(|typing| typing.name.as_deref())
    }

    /// As [`typing`](Self::typing), of this reader's own side: somebody else answers already.
    #[must_use]
    pub fn typing_beside(&self) -> Option<Option<&str>> {
        self.here(self.hints.beside.as_ref()).map(|typing| typing.name.as_deref())
    }

    fn here<'a>(&self, typing: Option<&'a Typing>) -> Option<&'a Typing> {
        typing.filter(|typing| Some(typing.session.as_str()) == self.selected())
    }

    /// How many of the desk are there, as customers are told.
    #[must_use]
    pub const fn agents_online(&self) -> Option<u64> {
        self.hints.agents_online
    }

    pub(super) fn accept_typing(&mut self, event: TypingEvent) {
        let TypingEvent { session_id: session, sender_type, name, .. } = event;
        let until_ms = self.moment.now_ms + Hints::SHOWN_MS;
        let typing = Some(Typing { session: session.clone(), name, until_ms });
        if sender_type.is_customer() == self.side.is_desk() || self.is_of_team(&session) {
            self.hints.typing = typing;
        } else if self.side.is_desk() {
            self.hints.beside = typing;
        }
    }

    /// Whether the others of a session are colleagues: to each what customers are to the desk.
    fn is_of_team(&self, session: &str) -> bool {
        self.side.is_desk()
            && self.sessions.get(session).is_some_and(|session| session.kind == SessionKind::Panel)
    }

    pub(super) fn accept_presence(&mut self, event: &PresenceEvent) {
        if let PresenceEvent::Desk { agents_online } = event {
            self.hints.agents_online = Some(*agents_online);
        }
    }

    /// Somebody types here. Others are told now and then, where there is anybody to tell.
    pub(super) fn tell_typing(&mut self) {
        let now = self.moment.now_ms;
        let is_due = now >= self.hints.told_ms + Hints::SPACING_MS;
        if is_due
            && self.can_write()
            && self.link.transport().is_some()
            && let Some(session) = self.selected.clone()
        {
            self.hints.told_ms = now;
            self.effects.push(Effect::TellTyping { session });
        }
    }
}
