//! From `[channels]` to the ways out of a desk, and into it.

use std::{error::Error, fs, io, sync::Arc};

use async_trait::async_trait;
use chatdesk_core::DeskBuilder;
use chatdesk_http::{BotName, Receivers};
use chatdesk_notify::{
    Destinations, Email, Fcm, ParseServiceAccountError, ReceiverUrl, Slack, Teams, Telegram,
    TelegramError, TelegramReceiver, Twilio, TwilioReceiver, TwilioTemplate, Webhook, WhatsApp,
    WhatsAppParts, WhatsAppTemplate, Wording,
};

use crate::{
    config::{Config, FcmChannel, Notify, TelegramChannel, TwilioChannel, WhatsAppChannel},
    webhooks,
};

/// Where Twilio posts, below the API.
const TWILIO: &str = "/webhooks/whatsapp/twilio";

/// Every way out that is configured.
#[derive(Default)]
pub(crate) struct Ways {
    pub(crate) whatsapp: Option<WhatsAppParts>,
    pub(crate) twilio: Option<Twilio>,
    pub(crate) telegram: Option<Telegram>,
    pub(crate) fcm: Option<Fcm>,
    pub(crate) slack: Option<Slack>,
    pub(crate) teams: Option<Teams>,
    pub(crate) email: Option<Email>,
    pub(crate) webhooks: Vec<Webhook>,
    /// What providers post, by whom it is read.
    pub(crate) receivers: Receivers,
}

/// Why a channel cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("[channels.{table}] cannot be used")]
pub(crate) struct WayError {
    table: &'static str,
    #[source]
    why: Box<dyn Error + Send + Sync>,
}

/// Why there is no service account.
#[derive(Debug, thiserror::Error)]
enum AccountError {
    #[error("service_account cannot be read: is the path right, and may this user read the file?")]
    Read(#[source] io::Error),
    #[error("service_account is no key file of a service account")]
    Parse(#[source] ParseServiceAccountError),
}

/// Names the table in what goes wrong with it.
fn of<E: Into<Box<dyn Error + Send + Sync>>>(table: &'static str) -> impl Fn(E) -> WayError {
    move |why| WayError { table, why: why.into() }
}

impl Ways {
    /// All of them.
    ///
    /// # Errors
    /// When one cannot be used as it is configured.
    pub(crate) fn of_config(config: &Config) -> Result<Self, WayError> {
        let Config { channels, notify, server, .. } = config;
        let (wording, mut ways) = (wording(notify), Self::default());
        if let Some(channel) = &channels.whatsapp {
            ways.whatsapp(channel, &wording).map_err(|why| WayError { table: "whatsapp", why })?;
        }
        if let Some(channel) = &channels.twilio {
            let path = format!("{}{}{TWILIO}", server.base_path.as_str(), server.prefix.as_str());
            let url = format!("{}{path}", channel.public_url.as_str());
            ways.twilio(channel, &url).map_err(|why| WayError { table: "twilio", why })?;
        }
        if let Some(channel) = &channels.telegram {
            ways.telegram(channel, &wording).map_err(of("telegram"))?;
        }
        if let Some(channel) = &channels.fcm {
            let made = fcm(channel, &wording, &server.destinations);
            ways.fcm = Some(made.map_err(|why| WayError { table: "fcm", why })?);
        }
        // Slack's and Microsoft's hosts alone, unless the operator has receivers of their own nearby.
        let own = Some(&server.destinations).filter(|it| **it != Destinations::public());
        if let Some(channel) = &channels.slack {
            let building = Slack::builder(channel.webhook_url.clone()).wording(wording.clone());
            let building = match own {
                Some(own) => building.destinations(own.clone()),
                None => building,
            };
            ways.slack = Some(building.build().map_err(of("slack"))?);
        }
        if let Some(channel) = &channels.teams {
            let building = Teams::builder(channel.webhook_url.clone()).wording(wording.clone());
            let building = match own {
                Some(own) => building.destinations(own.clone()),
                None => building,
            };
            ways.teams = Some(building.build().map_err(of("teams"))?);
        }
        if let Some(channel) = &channels.email {
            let building = Email::builder(channel.smtp_url.clone(), channel.from.clone())
                .alert_to(channel.alert_to.iter().cloned())
                .wording(wording.clone());
            ways.email = Some(building.build().map_err(of("email"))?);
        }
        ways.webhooks = webhooks::all(config).map_err(of("webhook"))?;
        Ok(ways)
    }

    fn whatsapp(
        &mut self,
        channel: &WhatsAppChannel,
        wording: &Wording,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let WhatsAppChannel { phone_number_id, access_token, alert_to, .. } = channel;
        let mut building = WhatsApp::builder(phone_number_id, access_token.clone())
            .alert_to(alert_to.iter().cloned())
            .wording(wording.clone());
        if let Some(base) = &channel.api_base {
            building = building.api_base(base.url.clone());
        }
        if let Some(version) = &channel.api_version {
            building = building.api_version(version);
        }
        if let Some(template) = &channel.template {
            let made = WhatsAppTemplate::new(&template.name, &template.language);
            building = building.template(match &template.unnamed {
                Some(unnamed) => made.naming(unnamed),
                None => made,
            });
        }
        let parts = building.build()?;
        let receiver = parts.receiver(channel.app_secret.clone(), channel.verify_token.clone())?;
        self.receivers.whatsapp = Some(Arc::new(receiver));
        self.whatsapp = Some(parts);
        Ok(())
    }

    fn twilio(
        &mut self,
        channel: &TwilioChannel,
        url: &str,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let TwilioChannel { account_sid, auth_token, from, .. } = channel;
        let url: ReceiverUrl = url.parse()?;
        let mut building =
            Twilio::builder(account_sid, auth_token.clone(), from).status_callback(url.clone());
        if let Some(base) = &channel.api_base {
            building = building.api_base(base.url.clone());
        }
        if let Some(sid) = &channel.template {
            let made = TwilioTemplate::new(sid);
            building = building.template(match &channel.template_unnamed {
                Some(unnamed) => made.naming(unnamed),
                None => made,
            });
        }
        self.twilio = Some(building.build()?);
        let receiver = TwilioReceiver::new(&url, auth_token.clone())?.only_to(from);
        self.receivers.twilio = Some(Arc::new(receiver));
        Ok(())
    }

    fn telegram(
        &mut self,
        channel: &TelegramChannel,
        wording: &Wording,
    ) -> Result<(), TelegramError> {
        let telegram = || {
            let mut building = Telegram::builder(channel.bot_token.clone())
                .topics(channel.topics)
                .wording(wording.clone());
            if let Some(base) = &channel.api_base {
                building = building.api_base(base.url.clone());
            }
            if let Some(chat) = channel.alert_chat_id {
                building = building.alert_chat(chat);
            }
            building.build()
        };
        self.telegram = Some(telegram()?);
        self.receivers.telegram =
            Some(Arc::new(TelegramReceiver::new(channel.webhook_secret.clone())?));
        self.receivers.telegram_bot = Some(Arc::new(Bot(telegram()?)));
        Ok(())
    }

    /// Lets a desk use them. What a channel of its own carries no webhook does.
    pub(crate) fn onto(self, mut building: DeskBuilder) -> DeskBuilder {
        if let Some(WhatsAppParts { carrier, alerts, .. }) = self.whatsapp {
            building = building.notifier(carrier);
            building = alerts.into_iter().fold(building, DeskBuilder::notifier);
        }
        let Self { twilio, telegram, fcm, slack, teams, email, webhooks, .. } = self;
        building = twilio.into_iter().fold(building, DeskBuilder::notifier);
        building = telegram.into_iter().fold(building, DeskBuilder::notifier);
        building = fcm.into_iter().fold(building, DeskBuilder::notifier);
        building = slack.into_iter().fold(building, DeskBuilder::notifier);
        building = teams.into_iter().fold(building, DeskBuilder::notifier);
        building = email.into_iter().fold(building, DeskBuilder::notifier);
        webhooks.into_iter().fold(building, DeskBuilder::notifier)
    }
}

fn wording(notify: &Notify) -> Wording {
    let Notify { link, page, preview, .. } = notify;
    Wording { link: link.clone(), page: page.clone(), preview: *preview }
}

fn fcm(
    channel: &FcmChannel,
    wording: &Wording,
    destinations: &Destinations,
) -> Result<Fcm, Box<dyn Error + Send + Sync>> {
    let text = fs::read_to_string(&channel.service_account).map_err(AccountError::Read)?;
    let account = text.parse().map_err(AccountError::Parse)?;
    let mut building =
        Fcm::builder(account).wording(wording.clone()).destinations(destinations.clone());
    if let Some(base) = &channel.api_base {
        building = building.api_base(base.url.clone());
    }
    Ok(building.build()?)
}

/// The bot, asked who it is.
struct Bot(Telegram);

#[async_trait]
impl BotName for Bot {
    async fn name(&self) -> Result<String, String> {
        let bot = self.0.get_me().await.map_err(|problem| problem.to_string())?;
        Ok(bot.username)
    }
}
