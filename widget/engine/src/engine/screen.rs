use chatdesk_api::Session;

use super::{Choice, Engine, NEW};
use crate::{MAX_CHARS, Thread, Unsent};

/// What is before somebody's eyes.
impl Engine {
    /// The session on the screen, once it is known.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.sessions.get(self.selected.as_deref()?)
    }

    /// The id of the session on the screen.
    #[must_use]
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    /// The messages on the screen, once something of them is known.
    #[must_use]
    pub fn thread(&self) -> Option<&Thread> {
        self.threads.get(self.selected.as_deref()?)
    }

    /// The unsent texts that belong on the screen, oldest first.
    pub fn unsent(&self) -> impl Iterator<Item = &Unsent> {
        self.outbox.items().iter().filter(|item| {
            // After a reload nobody knows yet which session is the one that goes on.
            let is_open = !self.side.is_desk() && item.session.is_none() && !item.another;
            item.session == self.selected || is_open
        })
    }

    /// Whether any text is not acknowledged yet.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        !self.outbox.is_empty()
    }

    /// The text in the composer.
    #[must_use]
    pub fn draft(&self) -> &str {
        self.drafts.get(self.draft_key())
    }

    /// Whether the session on the screen is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.session().is_some_and(|session| !session.is_active)
    }

    /// Whether a text can be sent from the composer.
    #[must_use]
    pub fn can_write(&self) -> bool {
        let open = !self.has_ended();
        open && if self.side.is_desk() { self.selected.is_some() } else { self.is_chat_enabled() }
    }

    /// Whether the text in the composer can be sent as it is.
    #[must_use]
    pub fn can_submit(&self) -> bool {
        let text = self.draft().trim();
        self.can_write() && !text.is_empty() && text.chars().count() <= MAX_CHARS
    }

    pub(super) fn draft_key(&self) -> &str {
        let unknown = if self.choice == Choice::New { NEW } else { "" };
        self.selected.as_deref().unwrap_or(unknown)
    }
}
