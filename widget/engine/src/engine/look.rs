use super::Engine;

/// What somebody found unread when they came to the session on the screen.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    /// Whether anybody looks.
    pub(super) is_shown: bool,
    /// The session that they came to.
    session: Option<String>,
    /// How far their side had read it then; nothing before that is known.
    read: Option<u64>,
    /// Whether all is here that they might have found.
    is_settled: bool,
    has_unread: bool,
}

impl Engine {
    /// The first message that was unread when its reader came to it, until they go or answer; nothing
    /// where they found none.
    #[must_use]
    pub fn first_unread(&self) -> Option<u64> {
        let read = self.look.read.filter(|_| self.look.has_unread)?;
        self.first_after(read)
    }

    pub(super) fn show(&mut self, is_shown: bool) {
        if self.look.is_shown != is_shown {
            self.look = Look { is_shown, ..Look::default() };
        }
    }

    /// Whoever answers has read what they answer to.
    pub(super) fn answer_unread(&mut self) {
        self.look.is_settled = true;
        self.look.has_unread = false;
    }

    /// Keeps what somebody finds unread, from when they come to a session on.
    pub(super) fn look(&mut self) {
        if self.look.session != self.selected {
            self.look = Look {
                is_shown: self.look.is_shown,
                session: self.selected.clone(),
                ..Look::default()
            };
        }
        let Some(thread) = self.thread().filter(|thread| thread.is_loaded()) else { return };
        if !self.look.is_shown || self.look.is_settled {
            return;
        }
        let own = if self.side.is_desk() { thread.read().admin } else { thread.read().user };
        let is_whole = !thread.is_stale && !thread.is_behind();
        let read = self.look.read.unwrap_or(own);
        let has_unread = self.first_after(read).is_some();
        self.look.read = Some(read);
        self.look.has_unread = has_unread;
        self.look.is_settled = has_unread || is_whole;
    }

    /// The first message of the other side that counts after this position.
    fn first_after(&self, read: u64) -> Option<u64> {
        let mut later = self.thread()?.messages().filter(|message| message.id > read);
        let is_it = |kind, sender| self.is_from_other_side(sender, kind);
        Some(later.find(|message| is_it(message.kind, message.sender_type))?.id)
    }
}
