//! `chatdesk-server check`: whether every configured channel can be reached.

use std::io::{self, Write};

use chatdesk_api::{CheckEvent, Time, WebhookData, WebhookEvent};
use chatdesk_core::{Clock as _, Notifier as _, Outcome, SystemClock};
use chatdesk_notify::Webhook;
use uuid::Uuid;

use crate::{
    config::{Config, WebhookChannel},
    failure::Failure,
};

/// Tries each in its turn, and says on one line what it came to. Nothing is stored.
///
/// # Errors
/// When one cannot be reached.
pub(crate) async fn check(config: Config) -> Result<(), Failure> {
    let webhooks = crate::ways::Ways::of_config(&config)?.webhooks;
    if webhooks.is_empty() {
        return print("no channel is configured\n");
    }
    let mut n_failed = 0;
    for (channel, webhook) in config.channels.webhooks.iter().zip(&webhooks) {
        let came_to = match trial(webhook).await {
            Outcome::Sent { .. } => "ok".to_owned(),
            Outcome::Retry { why, .. } | Outcome::Refused { why } => {
                n_failed += 1;
                why
            }
            other => {
                n_failed += 1;
                format!("{other:?}")
            }
        };
        print(&line(channel, webhook, &came_to))?;
    }
    if n_failed > 0 { Err(Failure::Channels(n_failed)) } else { Ok(()) }
}

/// An event that tells nothing.
async fn trial(webhook: &Webhook) -> Outcome {
    let now = SystemClock.now();
    let timestamp = Time::from_rfc3339(now.to_string());
    let event = WebhookEvent { timestamp, data: WebhookData::Check(CheckEvent {}) };
    webhook.post(&format!("check:{}", Uuid::new_v4()), now, &event).await
}

/// One channel, its fields apart by tabs. A URL may hold a secret: its host has to do.
fn line(channel: &WebhookChannel, webhook: &Webhook, came_to: &str) -> String {
    let topics: Vec<_> = channel.events.iter().map(|topic| topic.name()).collect();
    format!("{}\t{}\t{}\t{came_to}\n", webhook.kind(), channel.url.host(), topics.join(", "))
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Print)
}
