//! What the incoming webhooks of chats for teams have in common: one URL, which is the secret.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use chatdesk_core::{Alerting, Content, Delivery, NotifierLimits, Outcome, Recipient, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;

use crate::{
    Destinations, ReceiverUrl, Resolver, SystemResolver, Wording,
    client::{Answer, Client},
    wording::AlertText,
};

/// How long all of it waits where only an administrator can help.
const PAUSE: Duration = Duration::from_mins(5);
/// More than this in a minute is a storm, and is told in one.
const PER_MINUTE: u16 = 10;
/// No button leads further.
const LONGEST_LINK: usize = 3000;

/// Why there is no way into a chat for teams. The text does not name the URL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IncomingWebhookError {
    /// The URL is not one of theirs.
    #[error("does not lead to {0}")]
    Elsewhere(&'static str),
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Whose webhook it is.
pub(crate) struct Host {
    /// Their hosts, for whoever wrote another.
    pub(crate) named: &'static str,
    pub(crate) is_theirs: fn(&str) -> bool,
}

/// Builds a [`Slack`](crate::Slack) or a [`Teams`](crate::Teams).
#[must_use]
pub struct IncomingWebhookBuilder<W> {
    pub(crate) settings: Settings,
    made: PhantomData<fn() -> W>,
}

impl<W> IncomingWebhookBuilder<W> {
    pub(crate) fn new(url: ReceiverUrl) -> Self {
        let resolver = Arc::new(SystemResolver);
        let wording = Wording::default();
        let settings = Settings { url, wording, destinations: None, resolver };
        Self { settings, made: PhantomData }
    }

    /// What it says; with names and content, and without links, by default.
    pub fn wording(mut self, wording: Wording) -> Self {
        self.settings.wording = wording;
        self
    }

    /// Lets it post to another host than theirs, wherever these allow: for a receiver of one's own.
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.settings.destinations = Some(destinations);
        self
    }

    /// Looks names up; the operating system by default.
    pub fn resolver(mut self, resolver: impl Resolver) -> Self {
        self.settings.resolver = Arc::new(resolver);
        self
    }
}

/// Hides where it leads.
impl<W> fmt::Debug for IncomingWebhookBuilder<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingWebhookBuilder").finish_non_exhaustive()
    }
}

/// What was chosen.
pub(crate) struct Settings {
    url: ReceiverUrl,
    wording: Wording,
    destinations: Option<Destinations>,
    resolver: Arc<dyn Resolver>,
}

impl Settings {
    pub(crate) fn build(self, host: &Host) -> Result<Incoming, IncomingWebhookError> {
        let Self { url, wording, destinations, resolver } = self;
        let is_theirs = url.get().scheme() == "https"
            && url.get().port().is_none()
            && url.get().host_str().is_some_and(host.is_theirs);
        if destinations.is_none() && !is_theirs {
            return Err(IncomingWebhookError::Elsewhere(host.named));
        }
        let destinations = destinations.unwrap_or_default();
        let client = Client::new(url, destinations, resolver).map_err(IncomingWebhookError::Tls)?;
        Ok(Incoming { wording, client })
    }
}

/// A URL that what is posted to shows in a chat for teams.
pub(crate) struct Incoming {
    wording: Wording,
    client: Client,
}

impl Incoming {
    /// Makes one attempt: a post of what a delivery says there, and what the answer means.
    pub(crate) async fn deliver(
        &self,
        delivery: &Delivery,
        body: fn(&AlertText) -> Value,
        meaning: fn(&Answer, Timestamp) -> Outcome,
    ) -> Outcome {
        let text = match self.text(delivery) {
            Ok(text) => text,
            Err(outcome) => return outcome,
        };
        match self.post(&body(&text), delivery.at).await {
            Ok(answer) => meaning(&answer, delivery.at),
            Err(outcome) => outcome,
        }
    }

    /// What a delivery says there; the outcome where it is not for this place.
    fn text(&self, delivery: &Delivery) -> Result<AlertText, Outcome> {
        let wording = &self.wording;
        let (to, mut text) = match &delivery.content {
            Content::Unread(it) => (&it.to, wording.alert(it)),
            Content::Digest(it) => (&it.to, wording.digest(it)),
            Content::Test(to) => (to, wording.test()),
            _ => return Err(refused("it is not for the desk")),
        };
        if *to != Recipient::Own {
            return Err(refused("it is not for this place"));
        }
        let leads = |link: &String| {
            ["https://", "http://"].iter().any(|it| link.starts_with(it))
                && link.len() <= LONGEST_LINK
        };
        text.link = text.link.filter(leads);
        Ok(text)
    }

    pub(crate) async fn post(&self, body: &Value, at: Timestamp) -> Result<Answer, Outcome> {
        let json = HeaderValue::from_static("application/json");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
        self.client.ask("", headers, body.to_string().into_bytes(), at).await
    }
}

/// Alerts of one place: a storm is told in one.
pub(crate) fn alerting() -> Alerting {
    Alerting::default().per_minute(PER_MINUTE)
}

/// One message after another, one a second.
pub(crate) fn limits() -> NotifierLimits {
    NotifierLimits::default().at_once(1).per_second(1)
}

/// Nothing can be told until an administrator has seen to it.
pub(crate) fn pause(at: Timestamp, why: String) -> Outcome {
    Outcome::Pause { until: at.plus(PAUSE), why }
}

fn refused(why: &str) -> Outcome {
    Outcome::Refused { why: why.to_owned() }
}
