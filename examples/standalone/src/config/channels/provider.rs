//! The channels of which there is one of each. One of which nothing is said is not there; of one of which something is
//! said everything that it needs has to be.

use std::path::PathBuf;

use chatdesk_core::PhoneNumber;
use chatdesk_notify::{MailAddress, ReceiverUrl, SmtpUrl};
use secrecy::SecretString;

use crate::config::{
    PublicUrl, Server,
    key::{self as k, Key},
    parse as p,
    settings::Settings,
};

/// Where a provider's interface is.
#[derive(Debug)]
pub(crate) struct ApiBase {
    /// As it was written, without a slash at the end.
    pub(crate) text: String,
    /// The same.
    pub(crate) url: ReceiverUrl,
}

/// `[channels.whatsapp]`
#[derive(Debug)]
pub(crate) struct WhatsAppChannel {
    /// Meta's id of the number that it writes from.
    pub(crate) phone_number_id: String,
    /// What it shows to Meta.
    pub(crate) access_token: SecretString,
    /// What Meta signs with.
    pub(crate) app_secret: SecretString,
    /// What Meta shows when the webhook is set.
    pub(crate) verify_token: SecretString,
    /// What may be said outside of the 24 hours.
    pub(crate) template: Option<Template>,
    /// Whom of the desk it alerts.
    pub(crate) alert_to: Vec<PhoneNumber>,
    /// Where the Graph API is, where not at Meta's.
    pub(crate) api_base: Option<ApiBase>,
    /// Which version of it, where not that of this release.
    pub(crate) api_version: Option<String>,
}

/// A text that Meta has approved.
#[derive(Debug)]
pub(crate) struct Template {
    /// Its name.
    pub(crate) name: String,
    /// Its language.
    pub(crate) language: String,
    /// What stands for a name that is not known, where its text has a place for one.
    pub(crate) unnamed: Option<String>,
}

/// `[channels.twilio]`
#[derive(Debug)]
pub(crate) struct TwilioChannel {
    /// Whose account it is.
    pub(crate) account_sid: String,
    /// What both sign and show.
    pub(crate) auth_token: SecretString,
    /// `+` and digits, or a messaging service.
    pub(crate) from: String,
    /// How Twilio reaches the server, without `base_path`.
    pub(crate) public_url: PublicUrl,
    /// What may be said outside of the 24 hours.
    pub(crate) template: Option<String>,
    /// What stands for a name that is not known, where its text has a place for one.
    pub(crate) template_unnamed: Option<String>,
    /// Where the API is, where not at Twilio's.
    pub(crate) api_base: Option<ApiBase>,
}

/// `[channels.telegram]`
#[derive(Debug)]
pub(crate) struct TelegramChannel {
    /// What `BotFather` gave out.
    pub(crate) bot_token: SecretString,
    /// What Telegram shows with every post.
    pub(crate) webhook_secret: SecretString,
    /// The group that is alerted.
    pub(crate) alert_chat_id: Option<i64>,
    /// Whether each chat has a topic of its own in that group.
    pub(crate) topics: bool,
    /// Where the Bot API is, where not at Telegram's.
    pub(crate) api_base: Option<ApiBase>,
}

/// `[channels.fcm]`
#[derive(Debug)]
pub(crate) struct FcmChannel {
    /// The key file of the service account.
    pub(crate) service_account: PathBuf,
    /// Where FCM is, where not at Google's.
    pub(crate) api_base: Option<ApiBase>,
}

/// `[channels.slack]`, `[channels.teams]`
#[derive(Debug)]
pub(crate) struct HookChannel {
    /// Where it posts to: who knows it may post.
    pub(crate) webhook_url: ReceiverUrl,
}

/// `[channels.email]`
#[derive(Debug)]
pub(crate) struct EmailChannel {
    /// The server, with name and password.
    pub(crate) smtp_url: SmtpUrl,
    /// Who writes.
    pub(crate) from: MailAddress,
    /// Whom of the desk it alerts.
    pub(crate) alert_to: Vec<MailAddress>,
}

impl WhatsAppChannel {
    pub(super) fn from_settings(settings: &mut Settings) -> Option<Self> {
        settings.has(k::WHATSAPP_ACCESS_TOKEN.section).then_some(())?;
        let phone_number_id = settings.require(&k::WHATSAPP_PHONE_NUMBER_ID, &p::DIGITS);
        let access_token = settings.require(&k::WHATSAPP_ACCESS_TOKEN, &p::TOKEN);
        let app_secret = settings.require(&k::WHATSAPP_APP_SECRET, &p::TOKEN);
        let verify_token = settings.require(&k::WHATSAPP_VERIFY_TOKEN, &p::TOKEN);
        let language = settings.take(&k::WHATSAPP_TEMPLATE_LANGUAGE, &p::LANGUAGE);
        let language = language.unwrap_or_else(|| "en_US".to_owned());
        let unnamed = settings.take(&k::WHATSAPP_TEMPLATE_UNNAMED, &p::TEXT);
        let template = settings.take(&k::WHATSAPP_TEMPLATE, &p::TEMPLATE);
        let alert_to = settings.take(&k::WHATSAPP_ALERT_TO, &p::NUMBERS).unwrap_or_default();
        let api_base = settings.take(&k::WHATSAPP_API_BASE, &p::BASE);
        let api_version = settings.take(&k::WHATSAPP_API_VERSION, &p::GRAPH_VERSION);
        Some(Self {
            phone_number_id: phone_number_id?,
            access_token: access_token?,
            app_secret: app_secret?,
            verify_token: verify_token?,
            template: template.map(|name| Template { name, language, unnamed }),
            alert_to,
            api_base,
            api_version,
        })
    }
}

impl TwilioChannel {
    pub(super) fn from_settings(settings: &mut Settings, server: &Server) -> Option<Self> {
        settings.has(k::TWILIO_AUTH_TOKEN.section).then_some(())?;
        let account_sid = settings.require(&k::TWILIO_ACCOUNT_SID, &p::ACCOUNT_SID);
        let auth_token = settings.require(&k::TWILIO_AUTH_TOKEN, &p::TOKEN);
        let from = settings.require(&k::TWILIO_FROM, &p::SENDER);
        let public_url = match &server.public_url {
            Some(known) => {
                let own = settings.take(&k::TWILIO_PUBLIC_URL, &p::PUBLIC_URL);
                Some(own.unwrap_or_else(|| known.clone()))
            }
            // Twilio signs the address that it posts to; nobody else knows it.
            None => settings.require(&k::TWILIO_PUBLIC_URL, &p::PUBLIC_URL),
        };
        let template = settings.take(&k::TWILIO_TEMPLATE, &p::CONTENT_SID);
        let template_unnamed = settings.take(&k::TWILIO_TEMPLATE_UNNAMED, &p::TEXT);
        let api_base = settings.take(&k::TWILIO_API_BASE, &p::BASE);
        Some(Self {
            account_sid: account_sid?,
            auth_token: auth_token?,
            from: from?,
            public_url: public_url?,
            template,
            template_unnamed,
            api_base,
        })
    }
}

impl TelegramChannel {
    pub(super) fn from_settings(settings: &mut Settings) -> Option<Self> {
        settings.has(k::TELEGRAM_BOT_TOKEN.section).then_some(())?;
        let bot_token = settings.require(&k::TELEGRAM_BOT_TOKEN, &p::TOKEN);
        let webhook_secret = settings.require(&k::TELEGRAM_WEBHOOK_SECRET, &p::SHARED);
        let topics = settings.take(&k::TELEGRAM_TOPICS, &p::SWITCH).unwrap_or(false);
        let alert_chat_id = if topics {
            settings.require(&k::TELEGRAM_ALERT_CHAT_ID, &p::CHAT)
        } else {
            settings.take(&k::TELEGRAM_ALERT_CHAT_ID, &p::CHAT)
        };
        let api_base = settings.take(&k::TELEGRAM_API_BASE, &p::BASE);
        Some(Self {
            bot_token: bot_token?,
            webhook_secret: webhook_secret?,
            alert_chat_id,
            topics,
            api_base,
        })
    }
}

impl FcmChannel {
    pub(super) fn from_settings(settings: &mut Settings) -> Option<Self> {
        settings.has(k::FCM_SERVICE_ACCOUNT.section).then_some(())?;
        let service_account = settings.require(&k::FCM_SERVICE_ACCOUNT, &p::FILE);
        let api_base = settings.take(&k::FCM_API_BASE, &p::BASE);
        Some(Self { service_account: service_account?, api_base })
    }
}

impl HookChannel {
    pub(super) fn from_settings(settings: &mut Settings, key: &Key) -> Option<Self> {
        settings.take(key, &p::HOOK).map(|webhook_url| Self { webhook_url })
    }
}

impl EmailChannel {
    pub(super) fn from_settings(settings: &mut Settings) -> Option<Self> {
        settings.has(k::EMAIL_SMTP_URL.section).then_some(())?;
        let smtp_url = settings.require(&k::EMAIL_SMTP_URL, &p::SMTP_URL);
        let from = settings.require(&k::EMAIL_FROM, &p::MAILBOX);
        let alert_to = settings.take(&k::EMAIL_ALERT_TO, &p::MAILBOXES).unwrap_or_default();
        Some(Self { smtp_url: smtp_url?, from: from?, alert_to })
    }
}

#[cfg(test)]
mod tests;
