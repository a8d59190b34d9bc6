//! `[channels]`: what is told to other systems, and by which ways people are reached.

mod provider;

use chatdesk_notify::{ReceiverUrl, WebhookSecret};

pub(crate) use self::provider::{
    ApiBase, EmailChannel, FcmChannel, HookChannel, TelegramChannel, TwilioChannel, WhatsAppChannel,
};
use super::{
    Server, key as k, parse as p,
    settings::{Listed, Settings},
};

/// Every way out of the server.
#[derive(Debug, Default)]
pub(crate) struct Channels {
    /// In the order of the file; no two have one URL.
    pub(crate) webhooks: Vec<WebhookChannel>,
    /// `[channels.whatsapp]`: the Cloud API of Meta.
    pub(crate) whatsapp: Option<WhatsAppChannel>,
    /// `[channels.twilio]`: WhatsApp by way of Twilio.
    pub(crate) twilio: Option<TwilioChannel>,
    /// `[channels.telegram]`
    pub(crate) telegram: Option<TelegramChannel>,
    /// `[channels.fcm]`: push to phones and browsers.
    pub(crate) fcm: Option<FcmChannel>,
    /// `[channels.slack]`
    pub(crate) slack: Option<HookChannel>,
    /// `[channels.teams]`
    pub(crate) teams: Option<HookChannel>,
    /// `[channels.email]`
    pub(crate) email: Option<EmailChannel>,
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
    pub(super) fn from_settings(settings: &mut Settings, server: &Server) -> Self {
        let mut channels = Self {
            webhooks: vec![],
            whatsapp: WhatsAppChannel::from_settings(settings),
            twilio: TwilioChannel::from_settings(settings, server),
            telegram: TelegramChannel::from_settings(settings),
            fcm: FcmChannel::from_settings(settings),
            slack: HookChannel::from_settings(settings, &k::SLACK_WEBHOOK_URL),
            teams: HookChannel::from_settings(settings, &k::TEAMS_WEBHOOK_URL),
            email: EmailChannel::from_settings(settings),
        };
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

    /// Whether the channel of this table alerts somebody.
    pub(super) fn alert_by(&self, table: &str) -> bool {
        match table {
            "whatsapp" => self.whatsapp.as_ref().is_some_and(|it| !it.alert_to.is_empty()),
            "telegram" => self.telegram.is_some(),
            "fcm" => self.fcm.is_some(),
            "slack" => self.slack.is_some(),
            "teams" => self.teams.is_some(),
            "email" => self.email.as_ref().is_some_and(|it| !it.alert_to.is_empty()),
            _ => false,
        }
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
