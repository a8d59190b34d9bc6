//! `[support]`: tickets, and what begins and ends a chat by text.

use std::time::Duration;

use chatdesk_core::Support;

use super::{key as k, parse as p, settings::Settings};

/// `[support]`, and of `[chat]` how long a chat by text may be silent.
#[derive(Debug)]
pub(crate) struct SupportDesk {
    /// The words and texts of chats by text.
    pub(crate) by_text: Support,
    /// How long a ticket stays resolved before it is closed.
    pub(crate) close_after: Duration,
}

impl SupportDesk {
    pub(super) fn from_settings(settings: &mut Settings) -> Self {
        let mut by_text = Support::default();
        for (key, words) in
            [(&k::START_WORDS, &mut by_text.start_words), (&k::END_WORDS, &mut by_text.end_words)]
        {
            if let Some(chosen) = settings.take(key, &p::WORDS) {
                *words = chosen;
            }
        }
        let texts = [
            (&k::GREETING, &mut by_text.greeting),
            (&k::ACKNOWLEDGEMENT, &mut by_text.acknowledgement),
            (&k::CLOSING, &mut by_text.closing),
            (&k::RESOLVED, &mut by_text.resolved),
            (&k::AGENT_PREFIX, &mut by_text.agent_prefix),
            (&k::MENU, &mut by_text.menu),
        ];
        for (key, text) in texts {
            if let Some(chosen) = settings.take(key, &p::SAID) {
                *text = chosen;
            }
        }
        if let Some(chosen) = settings.take(&k::IDLE_TIMEOUT, &p::IDLE_TIMEOUT) {
            by_text.idle_timeout = chosen;
        }
        let week = Duration::from_hours(7 * 24);
        let close_after = settings.take(&k::CLOSE_AFTER, &p::CLOSE_AFTER).unwrap_or(week);
        Self { by_text, close_after }
    }
}
