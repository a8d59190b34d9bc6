//! Slack, by an incoming webhook.

use std::fmt;

use async_trait::async_trait;
use chatdesk_core::{Alerting, Delivery, Interest, Notifier, NotifierLimits, Outcome, Timestamp};
use serde_json::{Value, json};

use crate::{
    IncomingWebhookBuilder, IncomingWebhookError, ReceiverUrl,
    client::Answer,
    incoming::{self, Host, Incoming, pause},
    wording::{AlertText, cut_by},
};

const HOST: Host =
    Host { named: "https://hooks.slack.com", is_theirs: |host| host == "hooks.slack.com" };
/// Of Block Kit, in characters; they are counted as UTF-16 here, of which there are never fewer.
const LONGEST_HEADER: usize = 150;
const LONGEST_SECTION: usize = 3000;

/// Tells the desk in a channel of Slack that customers wait.
///
/// It posts to an incoming webhook, whose URL is a secret; nothing can be answered there. One post a second, ten alerts a
/// minute; what is said is not changed later.
///
/// | answer | outcome |
/// | --- | --- |
/// | 200 | sent |
/// | 429 | retry after `Retry-After` |
/// | 408, 5xx, no answer | retry |
/// | 401, 403, 404, 410: the webhook is revoked, or its channel archived | a pause of 5 minutes |
/// | anything else | refused |
pub struct Slack(Incoming);

impl Slack {
    /// Begins one that posts to this URL, which begins with `https://hooks.slack.com/`.
    pub fn builder(url: ReceiverUrl) -> SlackBuilder {
        SlackBuilder::new(url)
    }

    /// Whether it would be shown now: posts what has no text, which Slack refuses, and says of what kind the refusal is.
    pub async fn check(&self, at: Timestamp) -> Outcome {
        match self.0.post(&json!({}), at).await {
            Ok(Answer { status: 400, body, .. })
                if ["no_text", "invalid_payload"].contains(&error_of(&body).as_str()) =>
            {
                Outcome::SENT
            }
            Ok(answer) => meaning(&answer, at),
            Err(outcome) => outcome,
        }
    }
}

/// Hides where it posts to.
impl fmt::Debug for Slack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slack").finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for Slack {
    fn kind(&self) -> &'static str {
        "slack"
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
        self.0.deliver(delivery, body, meaning).await
    }
}

/// Builds a [`Slack`].
pub type SlackBuilder = IncomingWebhookBuilder<Slack>;

impl SlackBuilder {
    /// The notifier.
    ///
    /// # Errors
    /// When the URL is not one of Slack's and [`destinations`](Self::destinations) were not given, or the system has no
    /// root certificates.
    pub fn build(self) -> Result<Slack, IncomingWebhookError> {
        Ok(Slack(self.settings.build(&HOST)?))
    }
}

fn body(text: &AlertText) -> Value {
    let title = cut_by(&text.title, LONGEST_HEADER, char::len_utf16);
    let mut blocks = vec![json!({
        "type": "header",
        "text": {"type": "plain_text", "text": title, "emoji": false},
    })];
    if !text.lines.is_empty() {
        let said = cut_by(&text.lines.join("\n"), LONGEST_SECTION, |c| written(c).1);
        blocks.push(json!({
            "type": "section",
            "text": {"type": "mrkdwn", "text": escaped(&said), "verbatim": true},
        }));
    }
    if let Some(link) = &text.link {
        let open = json!({"type": "plain_text", "text": "Open"});
        let button = json!({"type": "button", "text": open, "url": link});
        blocks.push(json!({"type": "actions", "elements": [button]}));
    }
    // What is read aloud, and shown where blocks are not.
    json!({"text": escaped(&title), "blocks": blocks, "unfurl_links": false, "unfurl_media": false})
}

/// What stands for a character in mrkdwn, where it is one of the three that begin something; and how long that is.
const fn written(c: char) -> (Option<&'static str>, usize) {
    match c {
        '&' => (Some("&amp;"), 5),
        '<' => (Some("&lt;"), 4),
        '>' => (Some("&gt;"), 4),
        c => (None, c.len_utf16()),
    }
}

/// The text such that no mention and no link is in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match written(c).0 {
            Some(entity) => out.push_str(entity),
            None => out.push(c),
        }
    }
    out
}

fn meaning(answer: &Answer, at: Timestamp) -> Outcome {
    let error = error_of(&answer.body);
    let why = format!("Slack answered {} {error}", answer.status).trim_end().to_owned();
    match answer.status {
        200 => Outcome::SENT,
        408 | 429 | 500.. => Outcome::Retry { after: answer.retry_after, why },
        401 | 403 | 404 | 410 => {
            pause(at, format!("{why}: is the webhook still there, and its channel not archived?"))
        }
        _ => Outcome::Refused { why },
    }
}

/// Slack's word for what is wrong; empty for what is no word of it.
fn error_of(body: &[u8]) -> String {
    let word = std::str::from_utf8(body).unwrap_or_default().trim();
    let fits =
        word.len() <= 40 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if fits { word.to_owned() } else { String::new() }
}
