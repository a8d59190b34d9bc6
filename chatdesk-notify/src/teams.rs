//! Microsoft Teams, by a workflow that begins with a post.

use std::fmt;

use async_trait::async_trait;
use chatdesk_core::{Alerting, Delivery, Interest, Notifier, NotifierLimits, Outcome, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    IncomingWebhookBuilder, IncomingWebhookError, ReceiverUrl,
    client::Answer,
    incoming::{self, Host, Incoming, pause},
    wording::{AlertText, cut_by, json_bytes},
};

const HOST: Host = Host {
    named: "a workflow: https://….logic.azure.com or https://….environment.api.powerplatform.com",
    is_theirs,
};
const CARD: &str = "application/vnd.microsoft.card.adaptive";
/// Of a post, in bytes; the name of the limit is 28 KB, and the smaller reading is kept.
const LARGEST: usize = 28_000;

/// Tells the desk in a channel or a chat of Teams that customers wait.
///
/// It posts an adaptive card to a workflow ("When a Teams webhook request is received"), whose URL is a secret; nothing can be
/// answered there. One post a second, ten alerts a minute; what is said is not changed later. A workflow may take a post and
/// fail afterwards: that is seen in Teams alone.
///
/// | answer | outcome |
/// | --- | --- |
/// | 200, 202 | sent |
/// | 429 | retry after `Retry-After` |
/// | 408, 5xx, no answer | retry |
/// | 401, 403, 404, 410, a workflow that is switched off | a pause of 5 minutes |
/// | anything else | refused |
pub struct Teams(Incoming);

impl Teams {
    /// Begins one that posts to this URL of a workflow.
    pub fn builder(url: ReceiverUrl) -> TeamsBuilder {
        TeamsBuilder::new(url)
    }
}

/// Hides where it posts to.
impl fmt::Debug for Teams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Teams").finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for Teams {
    fn kind(&self) -> &'static str {
        "teams"
    }

    fn interest(&self) -> Interest {
        Interest::UNREAD
    }

    fn alerting(&self) -> Alerting {
        incoming::alerting()
    }

    fn limits(&self) -> NotifierLimits {
        incoming::limits()
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        self.0.deliver(delivery, fitting, meaning).await
    }
}

/// Builds a [`Teams`].
pub type TeamsBuilder = IncomingWebhookBuilder<Teams>;

impl TeamsBuilder {
    /// The notifier.
    ///
    /// # Errors
    /// When the URL is not one of a workflow and [`destinations`](Self::destinations) were not given, or the system has no
    /// root certificates.
    pub fn build(self) -> Result<Teams, IncomingWebhookError> {
        Ok(Teams(self.settings.build(&HOST)?))
    }
}

fn is_theirs(host: &str) -> bool {
    [".logic.azure.com", ".environment.api.powerplatform.com"]
        .iter()
        .any(|end| host.strip_suffix(end).is_some_and(|before| !before.is_empty()))
}

/// The card, its text cut so that it is within the limit.
fn fitting(text: &AlertText) -> Value {
    let mut lines: Vec<&str> = text.lines.iter().flat_map(|text| text.split('\n')).collect();
    lines.retain(|line| !line.trim().is_empty());
    let mut room = LARGEST.saturating_sub(n_bytes(&card(text, &[])));
    let mut shown = Vec::new();
    for line in lines {
        let frame = n_bytes(&block("", false)) + 1;
        let Some(left) = room.checked_sub(frame).filter(|left| *left > 0) else { break };
        let line = cut_by(line, left, json_bytes);
        room = left.saturating_sub(line.chars().map(json_bytes).sum());
        shown.push(line);
    }
    card(text, &shown)
}

fn card(text: &AlertText, lines: &[String]) -> Value {
    let mut body = vec![block(&text.title, true)];
    body.extend(lines.iter().map(|line| block(line, false)));
    let mut card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    });
    if let Some(link) = &text.link {
        card["actions"] = json!([{"type": "Action.OpenUrl", "title": "Open", "url": link}]);
    }
    let attachment = json!({"contentType": CARD, "contentUrl": null, "content": card});
    json!({"type": "message", "attachments": [attachment]})
}

/// A line. A `TextBlock` is Markdown, in which somebody else's text would have to be escaped for each of Teams' programs; a
/// `TextRun` shows what it is given.
fn block(text: &str, is_title: bool) -> Value {
    let mut run = json!({"type": "TextRun", "text": text});
    if is_title {
        run["weight"] = "Bolder".into();
    }
    json!({"type": "RichTextBlock", "inlines": [run]})
}

fn n_bytes(body: &Value) -> usize {
    body.to_string().len()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Failed {
    error: Failure,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Failure {
    code: String,
}

fn meaning(answer: &Answer, at: Timestamp) -> Outcome {
    let failed: Failed = serde_json::from_slice(&answer.body).unwrap_or_default();
    let is_off = failed.error.code == "WorkflowTriggerIsNotEnabled";
    let why = format!("the workflow answered {}", answer.status);
    match answer.status {
        200 | 202 => Outcome::SENT,
        408 | 429 | 500.. => Outcome::Retry { after: answer.retry_after, why },
        400 if is_off => pause(at, format!("{why}: it is switched off")),
        401 | 403 | 404 | 410 => pause(at, format!("{why}: is it still there, and its URL whole?")),
        _ => Outcome::Refused { why },
    }
}
