//! `chatdesk-server check`: whether every configured channel can be reached.

use std::io::{self, Write};

use chatdesk_api::{CheckEvent, Time, WebhookData, WebhookEvent};
use chatdesk_core::{
    Clock as _, Content, Delivery, DeliveryId, Notifier, Outcome, Recipient, SystemClock, Timestamp,
};
use chatdesk_notify::{Telegram, Webhook, WhatsAppParts};
use uuid::Uuid;

use crate::{
    cli::CheckArgs,
    config::{Config, PublicUrl, TelegramChannel, WebhookChannel},
    failure::Failure,
    ways::Ways,
};

/// Where Telegram posts, below the API.
const TELEGRAM: &str = "/webhooks/telegram";

/// What became of a trial: what there is to say, or what is wrong.
type CameTo = Result<String, String>;

/// Tries each in its turn, and says on one line what it came to. Nothing is stored.
///
/// # Errors
/// When one cannot be reached.
pub(crate) async fn check(config: Config, args: CheckArgs) -> Result<(), Failure> {
    let ways = Ways::of_config(&config)?;
    let mut checked = Checked::default();
    own_channels(&mut checked, &ways, (&config, args)).await?;
    for (channel, webhook) in config.channels.webhooks.iter().zip(&ways.webhooks) {
        let came_to = came_to(&trial(webhook).await);
        checked.print((webhook.kind(), channel.url.host(), &topics(channel)), came_to)?;
    }
    match checked {
        Checked { n_tried: 0, .. } => print("no channel is configured\n"),
        Checked { n_failed: 0, .. } => Ok(()),
        Checked { n_failed, .. } => Err(Failure::Channels(n_failed)),
    }
}

/// The channels that bring people to the desk, and the desk to people.
async fn own_channels(
    checked: &mut Checked,
    ways: &Ways,
    (config, args): (&Config, CheckArgs),
) -> Result<(), Failure> {
    let (now, channels) = (SystemClock.now(), &config.channels);
    if let Some(WhatsAppParts { carrier, alerts, .. }) = &ways.whatsapp {
        let what = if alerts.is_empty() { "chats" } else { "chats, alerts" };
        checked.print(("whatsapp", "Meta", what), carrier.check(now).await)?;
    }
    if let Some(twilio) = &ways.twilio {
        checked.print(("twilio", "Twilio", "chats"), twilio.check(now).await)?;
    }
    if let (Some(telegram), Some(channel)) = (&ways.telegram, &channels.telegram) {
        let expected = webhook_url(config);
        let came_to = bot(telegram, (channel, expected.as_deref()), args).await;
        checked.print(("telegram", "Telegram", "chats, alerts"), came_to)?;
    }
    if let Some(fcm) = &ways.fcm {
        checked.print(("fcm", "Google", "alerts"), came_to(&fcm.check(now).await))?;
    }
    if let (Some(slack), Some(channel)) = (&ways.slack, &channels.slack) {
        let came_to = came_to(&slack.check(now).await);
        checked.print(("slack", channel.webhook_url.host(), "alerts"), came_to)?;
    }
    if let (Some(teams), Some(channel)) = (&ways.teams, &channels.teams) {
        // Whether a card would be shown only a card can tell.
        let came_to = came_to(&teams.deliver(&test(now)).await);
        checked.print(("teams", channel.webhook_url.host(), "alerts"), came_to)?;
    }
    if let Some(email) = &ways.email {
        checked.print(("email", "SMTP", "alerts"), came_to(&email.check(now).await))?;
    }
    Ok(())
}

/// How Telegram reaches the server, where that is known.
fn webhook_url(config: &Config) -> Option<String> {
    let server = &config.server;
    let public = server.public_url.as_ref().map(PublicUrl::as_str)?;
    Some(format!("{public}{}{}{TELEGRAM}", server.base_path.as_str(), server.prefix.as_str()))
}

/// Who the bot is, and whether Telegram posts here.
async fn bot(
    telegram: &Telegram,
    (channel, expected): (&TelegramChannel, Option<&str>),
    args: CheckArgs,
) -> CameTo {
    let words = |problem: chatdesk_notify::TelegramProblem| problem.to_string();
    let bot = telegram.get_me().await.map_err(words)?;
    if args.set_webhook {
        let Some(expected) = expected else {
            return Err("--set-webhook needs [server] public_url".to_owned());
        };
        telegram.set_webhook(expected, &channel.webhook_secret).await.map_err(words)?;
    }
    let webhook = telegram.get_webhook_info().await.map_err(words)?;
    let set_it = "chatdesk-server check --set-webhook sets it";
    if webhook.url.is_empty() {
        return Err(format!("@{}, but it has no webhook: {set_it}", bot.username));
    }
    if expected.is_some_and(|expected| expected != webhook.url) {
        return Err(format!("@{}, but its webhook leads elsewhere: {set_it}", bot.username));
    }
    let waiting = match webhook.pending_update_count {
        0 => String::new(),
        n => format!(", {n} updates wait to be posted"),
    };
    let failed = webhook.last_error_message.map(|why| format!(", it last failed: {why}"));
    Ok(format!("@{}{waiting}{}", bot.username, failed.unwrap_or_default()))
}

fn test(now: Timestamp) -> Delivery {
    let id = DeliveryId::made(&format!("check:{}", Uuid::new_v4()));
    Delivery::new(id, now, Content::Test(Recipient::Own))
}

fn came_to(outcome: &Outcome) -> CameTo {
    outcome.why().map_or_else(|| Ok(String::new()), |why| Err(why.to_owned()))
}

/// An event that tells nothing.
async fn trial(webhook: &Webhook) -> Outcome {
    let now = SystemClock.now();
    let timestamp = Time::from_rfc3339(now.to_string());
    let event = WebhookEvent { timestamp, data: WebhookData::Check(CheckEvent {}) };
    webhook.post(&format!("check:{}", Uuid::new_v4()), now, &event).await
}

/// A URL may hold a secret: its host has to do.
fn topics(channel: &WebhookChannel) -> String {
    let topics: Vec<_> = channel.events.iter().map(|topic| topic.name()).collect();
    topics.join(", ")
}

#[derive(Default)]
struct Checked {
    n_tried: usize,
    n_failed: usize,
}

impl Checked {
    /// One channel, its fields apart by tabs: what it is called, where it leads to, what it is for, what it came to.
    fn print(
        &mut self,
        (kind, place, what): (&str, &str, &str),
        came_to: CameTo,
    ) -> Result<(), Failure> {
        self.n_tried += 1;
        self.n_failed += usize::from(came_to.is_err());
        let came_to = match came_to {
            Ok(more) if more.is_empty() => "ok".to_owned(),
            Ok(more) => format!("ok: {more}"),
            Err(why) => why,
        };
        print(&format!("{kind}\t{place}\t{what}\t{came_to}\n"))
    }
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Print)
}
