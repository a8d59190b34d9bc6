//! `[[channels.webhook]]`: what is told to other systems.

use chatdesk_notify::{ReceiverUrl, WebhookSecret};

use super::{
    key as k, parse as p,
    settings::{Listed, Settings},
};

/// Every way out of the server.
#[derive(Debug, Default)]
pub(crate) struct Channels {
    /// In the order of the file; no two have one URL.
    pub(crate) webhooks: Vec<WebhookChannel>,
}

/// One `[[channels.webhook]]`.
#[derive(Debug)]
pub(crate) struct WebhookChannel {
    /// Where it posts to.
    pub(crate) url: ReceiverUrl,
    /// What it signs with: one, and more while they change.
    #[cfg_attr(not(test), expect(dead_code, reason = "deliveries of events are still to come"))]
    pub(crate) secrets: Vec<WebhookSecret>,
    /// What it posts; each once.
    #[cfg_attr(not(test), expect(dead_code, reason = "deliveries of events are still to come"))]
    pub(crate) events: Vec<Topic>,
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// A chat began, ended, or changed in something else.
    Session,
    /// Somebody wrote.
    Message,
    /// A ticket was made, or changed.
    Ticket,
    /// Somebody's switch was moved.
    Toggle,
}

impl Topic {
    const ALL: [Self; 4] = [Self::Session, Self::Message, Self::Ticket, Self::Toggle];

    /// The one that is called so in the file.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "session" => Self::Session,
            "message" => Self::Message,
            "ticket" => Self::Ticket,
            "toggle" => Self::Toggle,
            _ => return None,
        })
    }
}

impl Channels {
    pub(super) fn from_settings(settings: &mut Settings) -> Self {
        let mut channels = Self::default();
        for mut listed in settings.take_listed() {
            if let Some(webhook) = WebhookChannel::from_settings(settings, &mut listed) {
                if channels.webhooks.iter().any(|known| known.url == webhook.url) {
                    settings.refuse_again(&listed, &k::WEBHOOK_URL);
                }
                channels.webhooks.push(webhook);
            }
        }
        channels
    }
}

impl WebhookChannel {
    /// `None` where something is missing or does not fit, which the settings have noted.
    fn from_settings(settings: &mut Settings, listed: &mut Listed) -> Option<Self> {
        let url = settings.require_from(listed, &k::WEBHOOK_URL, &p::RECEIVER_URL);
        let secrets = settings.require_from(listed, &k::WEBHOOK_SECRET, &p::WEBHOOK_SECRETS);
        let events = settings.take_from(listed, &k::WEBHOOK_EVENTS, &p::TOPICS);
        let mut events = events.unwrap_or_else(|| Topic::ALL.to_vec());
        events.sort_unstable();
        events.dedup();
        Some(Self { url: url?, secrets: secrets?, events })
    }
}

#[cfg(test)]
mod tests;
