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
    /// What it signs with.
    pub(crate) secrets: WebhookSecrets,
    /// What it posts; each once.
    pub(crate) events: Vec<Topic>,
}

/// One secret, and more while they change.
#[derive(Debug)]
pub(crate) struct WebhookSecrets {
    pub(crate) first: WebhookSecret,
    pub(crate) more: Vec<WebhookSecret>,
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

    /// What it is called in the file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Message => "message",
            Self::Ticket => "ticket",
            Self::Toggle => "toggle",
        }
    }

    /// The one that is called so in the file.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
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
