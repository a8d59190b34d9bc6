//! The host's own systems: events as signed posts.

mod secret;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chatdesk_core::{Delivery, HostEvent, Interest, Notifier, Outcome, Reach, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

pub use self::secret::{ParseSecretError, WebhookSecret};
use crate::{Destinations, ReceiverUrl, Resolver, SystemResolver, client::Client};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Posts events to one URL, signed as [Standard Webhooks](https://www.standardwebhooks.com) says.
///
/// It sends to public addresses by `https`, and to where else [`Destinations`] allows. An attempt takes 10 s to connect
/// and 30 s in all at most; 64 KiB of the answer's body are read, and thrown away.
///
/// | answer | outcome |
/// | --- | --- |
/// | 2xx | sent |
/// | 408, 425, 429, 5xx, no connection, no answer | retry; 429 and 503 not before their `Retry-After`, up to a day |
/// | 3xx, 410, every other 4xx, an address that is not allowed | refused |
pub struct Webhook {
    kind: String,
    interest: Interest,
    body: Render,
    client: Client,
    secrets: Vec<WebhookSecret>,
}

/// Makes the body of a delivery; `None` where there is nothing to say.
type Render = Box<dyn Fn(&Delivery) -> Option<serde_json::Result<Vec<u8>>> + Send + Sync>;

/// Why there is no webhook. The text names neither the URL nor a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// A name that is empty, longer than 32 characters, or holds others than small letters, digits and `-`.
    #[error("the name has other than 1 to 32 small letters, digits and -")]
    Name,
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Webhook {
    /// Begins one that posts to `url` and signs with `secret`.
    ///
    /// `body` makes of a delivery what is posted, as JSON: `{type, timestamp, data}` is usual, and what
    /// `chatdesk_http::webhook_event` makes. What it makes nothing of counts as sent.
    pub fn builder<B: Serialize>(
        url: ReceiverUrl,
        secret: WebhookSecret,
        body: impl Fn(&Delivery) -> Option<B> + Send + Sync + 'static,
    ) -> WebhookBuilder {
        WebhookBuilder {
            url,
            name: None,
            interest: Interest { unread: Some(Reach::Own), ..Interest::events(HostEvent::ALL) },
            body: Box::new(move |delivery| body(delivery).map(|body| serde_json::to_vec(&body))),
            secrets: vec![secret],
            destinations: Destinations::public(),
            resolver: Arc::new(SystemResolver),
        }
    }

    /// Makes one attempt to post a body, as JSON, under the `id` that it has in every attempt; `at` is when this one began.
    ///
    /// An `id` has visible ASCII characters and no full stop.
    pub async fn post<B: Serialize + Sync>(&self, id: &str, at: Timestamp, body: &B) -> Outcome {
        self.post_written(id, at, serde_json::to_vec(body)).await
    }

    async fn post_written(
        &self,
        id: &str,
        at: Timestamp,
        body: serde_json::Result<Vec<u8>>,
    ) -> Outcome {
        let refused = |why: &str| Outcome::Refused { why: why.to_owned() };
        let Ok(body) = body else { return refused("the event cannot be written as JSON") };
        match self.headers(id, at, &body) {
            Some(headers) => self.client.post(headers, body, at).await,
            None => refused("the delivery's id cannot stand in a header"),
        }
    }

    fn headers(&self, id: &str, at: Timestamp, body: &[u8]) -> Option<HeaderMap> {
        // A full stop separates what is signed.
        if id.is_empty() || id.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b'.') {
            return None;
        }
        let timestamp = at.as_secs().to_string();
        let signatures: Vec<_> =
            self.secrets.iter().map(|secret| secret.sign(id, &timestamp, body)).collect();
        let mut signature = HeaderValue::from_str(&signatures.join(" ")).ok()?;
        signature.set_sensitive(true);
        Some(HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ID, HeaderValue::from_str(id).ok()?),
            (TIMESTAMP, HeaderValue::from_str(&timestamp).ok()?),
            (SIGNATURE, signature),
        ]))
    }
}

/// Hides where it posts to and what it signs with.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Builds a [`Webhook`].
#[must_use]
pub struct WebhookBuilder {
    url: ReceiverUrl,
    name: Option<String>,
    interest: Interest,
    body: Render,
    secrets: Vec<WebhookSecret>,
    destinations: Destinations,
    resolver: Arc<dyn Resolver>,
}

impl WebhookBuilder {
    /// What [`Notifier::kind`] answers; without it `webhook-` and eight digits that are made of the URL.
    ///
    /// Deliveries that wait find their webhook by it.
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// What it is told; everything by default.
    pub fn interest(mut self, interest: Interest) -> Self {
        self.interest = interest;
        self
    }

    /// Signs with this one as well, while receivers change from one to the other.
    pub fn also_signed_with(mut self, secret: WebhookSecret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Where it may lead to; public addresses alone by default.
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.destinations = destinations;
        self
    }

    /// Looks names up; the operating system by default.
    pub fn resolver(mut self, resolver: impl Resolver) -> Self {
        self.resolver = Arc::new(resolver);
        self
    }

    /// The webhook.
    ///
    /// # Errors
    /// When the name does not fit, or the system has no root certificates.
    pub fn build(self) -> Result<Webhook, WebhookError> {
        let kind =
            self.name.unwrap_or_else(|| format!("webhook-{}", digits_of(self.url.get().as_str())));
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=32).contains(&kind.len()) || !kind.bytes().all(fits) {
            return Err(WebhookError::Name);
        }
        let client =
            Client::new(self.url, self.destinations, self.resolver).map_err(WebhookError::Tls)?;
        let Self { interest, body, secrets, .. } = self;
        Ok(Webhook { kind, interest, body, client, secrets })
    }
}

/// Hides where it is to post to and what it is to sign with.
impl fmt::Debug for WebhookBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookBuilder").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Tells one URL from another, and tells nobody the URL.
fn digits_of(url: &str) -> String {
    Sha256::digest(url).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[async_trait]
impl Notifier for Webhook {
    fn kind(&self) -> &str {
        &self.kind
    }

    fn interest(&self) -> Interest {
        self.interest.clone()
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        match (self.body)(delivery) {
            Some(body) => self.post_written(delivery.id.as_str(), delivery.at, body).await,
            None => Outcome::SENT,
        }
    }
}
