//! The host's own systems: events as signed posts.

mod secret;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chatdesk_core::{Delivery, Notifier, Outcome, Timestamp};
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
    client: Client,
    secrets: Vec<WebhookSecret>,
}

/// What a receiver is told: the body `{type, timestamp, data}`.
#[derive(Clone, Copy)]
pub struct WebhookEvent<'a, D> {
    /// What happened, for example `message.created`.
    pub kind: &'a str,
    /// When it did.
    pub at: Timestamp,
    /// What it happened to.
    pub data: D,
}

/// Hides what it is about.
impl<D> fmt::Debug for WebhookEvent<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookEvent")
            .field("kind", &self.kind)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

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
    pub fn builder(url: ReceiverUrl, secret: WebhookSecret) -> WebhookBuilder {
        WebhookBuilder {
            url,
            name: None,
            secrets: vec![secret],
            destinations: Destinations::public(),
            resolver: Arc::new(SystemResolver),
        }
    }

    /// Makes one attempt to post an event, under the `id` that it has in every attempt; `at` is when this one began.
    ///
    /// An `id` has visible ASCII characters and no full stop.
    pub async fn post<D: Serialize + Sync>(
        &self,
        id: &str,
        at: Timestamp,
        event: &WebhookEvent<'_, D>,
    ) -> Outcome {
        let refused = |why: &str| Outcome::Refused { why: why.to_owned() };
        let body = Body { kind: event.kind, timestamp: event.at.to_string(), data: &event.data };
        let Ok(body) = serde_json::to_vec(&body) else {
            return refused("the event cannot be written as JSON");
        };
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

#[derive(Serialize)]
struct Body<'a, D> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: String,
    data: &'a D,
}

/// Builds a [`Webhook`].
#[must_use]
pub struct WebhookBuilder {
    url: ReceiverUrl,
    name: Option<String>,
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
        Ok(Webhook { kind, client, secrets: self.secrets })
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

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let (id, at) = (delivery.id.as_str(), delivery.at);
        let event = WebhookEvent { kind: "session.unread", at, data: Unread::from(delivery) };
        self.post(id, at, &event).await
    }
}

/// A chat with messages that the desk has not read.
#[derive(Serialize)]
struct Unread<'a> {
    session_id: String,
    user: User<'a>,
    unread_count: u64,
    last_message: Option<LastMessage<'a>>,
}

#[derive(Serialize)]
struct User<'a> {
    id: &'a str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct LastMessage<'a> {
    preview: &'a str,
    timestamp: String,
}

impl<'a> From<&'a Delivery> for Unread<'a> {
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            session_id: delivery.session.to_string(),
            user: User { id: delivery.address.as_str(), name: delivery.name.as_deref() },
            unread_count: delivery.n_unread,
            last_message: delivery.preview.as_ref().map(|preview| LastMessage {
                preview: &preview.text,
                timestamp: preview.at.to_string(),
            }),
        }
    }
}
