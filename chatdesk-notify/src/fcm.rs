//! Devices: pushes by Firebase Cloud Messaging.

mod account;
mod answer;
mod body;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use chatdesk_core::{
    Content, Delivery, Interest, Notifier, NotifierLimits, Outcome, Reach, Recipient, Timestamp,
};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;

pub use self::account::{ParseServiceAccountError, ServiceAccount};
use self::{
    account::{Token, Tokens},
    answer::{Meaning, meaning},
    body::{Device, Push},
};
use crate::{Destinations, ReceiverUrl, Resolver, SystemResolver, Wording, client::Client};

const API: &str = "https://fcm.googleapis.com";
/// How long all of it waits where only an administrator can help.
const PAUSE: Duration = Duration::from_mins(5);
/// What nobody saw within an hour is told again by another way, or is seen in the console.
const FOR_DESK: u32 = 3600;
/// A customer's phone may be off for a night.
const FOR_CUSTOMERS: u32 = 24 * 3600;

/// Pushes to the devices that agents, users and visitors have registered, by FCM's HTTP interface v1.
///
/// Agents are told that a customer waits, customers that the desk has answered; on the device, what is told of one chat
/// replaces what was told of it before. A push has 4,096 bytes at most; longer texts are cut.
///
/// | answer | outcome |
/// | --- | --- |
/// | 200 | sent |
/// | `UNREGISTERED`, `SENDER_ID_MISMATCH`, `INVALID_ARGUMENT` of the token | gone |
/// | `QUOTA_EXCEEDED` | retry after `Retry-After`, else a minute |
/// | `UNAVAILABLE` | retry after `Retry-After`, else 10 s |
/// | `INTERNAL`, 5xx of whoever stands in between, no answer | retry |
/// | 401 | once more with a fresh token, then a pause of 5 minutes |
/// | `THIRD_PARTY_AUTH_ERROR`, `PERMISSION_DENIED`, an account that gets no token | a pause of 5 minutes |
/// | anything else | refused |
pub struct Fcm {
    wording: Wording,
    client: Client,
    path: String,
    tokens: Tokens,
}

/// Why there is no [`Fcm`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FcmError {
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fcm {
    /// Begins one that pushes for the account's project.
    pub fn builder(account: ServiceAccount) -> FcmBuilder {
        FcmBuilder {
            account,
            api_base: None,
            wording: Wording::default(),
            destinations: Destinations::public(),
            resolver: Arc::new(SystemResolver),
        }
    }

    /// Whether it would push now: asks for a token, and lets the interface look at a message without sending it.
    pub async fn check(&self, at: Timestamp) -> Outcome {
        self.send(&body::tried(), at).await
    }

    async fn send(&self, body: &Value, at: Timestamp) -> Outcome {
        let outcome = self.try_send(body, at).await;
        outcome.unwrap_or_else(|outcome| outcome)
    }

    async fn try_send(&self, body: &Value, at: Timestamp) -> Result<Outcome, Outcome> {
        let body = body.to_string().into_bytes();
        let token = self.tokens.get(at, None).await?;
        if let Meaning::Is(outcome) = self.attempt(&token, body.clone(), at).await? {
            return Ok(outcome);
        }
        let fresh = self.tokens.get(at, Some(&token)).await?;
        match self.attempt(&fresh, body, at).await? {
            Meaning::Is(outcome) => Ok(outcome),
            Meaning::Unauthenticated => {
                let why = "FCM does not take the service account's tokens: is it of this project?";
                Ok(pause(at, why.to_owned()))
            }
        }
    }

    async fn attempt(
        &self,
        token: &Token,
        body: Vec<u8>,
        at: Timestamp,
    ) -> Result<Meaning, Outcome> {
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, token.header.clone()),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ]);
        Ok(meaning(&self.client.ask(&self.path, headers, body, at).await?, at))
    }
}

/// Hides whose it is.
impl fmt::Debug for Fcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fcm").finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for Fcm {
    fn kind(&self) -> &'static str {
        "fcm"
    }

    fn interest(&self) -> Interest {
        let devices = Some(Reach::Devices);
        Interest { unread: devices, answers: devices, ..Interest::default() }
    }

    fn limits(&self) -> NotifierLimits {
        NotifierLimits::default().at_once(8)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let wording = &self.wording;
        let (to, text, kind, session) = match &delivery.content {
            Content::Unread(it) => (&it.to, wording.alert(it), "unread", Some(it.session)),
            Content::Answered(it) => (&it.to, wording.answered(it), "answered", Some(it.session)),
            Content::Digest(it) => (&it.to, wording.digest(it), "digest", None),
            Content::Test(to) => (to, wording.test(), "test", None),
            _ => return Outcome::Refused { why: "no device is told of that".to_owned() },
        };
        let Recipient::Device { token, kind: token_kind, platform } = to else {
            return Outcome::Refused { why: "it is not for a device".to_owned() };
        };
        let ttl = if kind == "answered" { FOR_CUSTOMERS } else { FOR_DESK };
        let session = session.map(|session| session.to_string());
        let push = Push { text: &text, kind, session, ttl };
        let device = Device { token, kind: *token_kind, platform: *platform };
        self.send(&body::to_device(&push, &device, delivery.at), delivery.at).await
    }
}

/// Builds an [`Fcm`].
#[must_use]
pub struct FcmBuilder {
    account: ServiceAccount,
    api_base: Option<ReceiverUrl>,
    wording: Wording,
    destinations: Destinations,
    resolver: Arc<dyn Resolver>,
}

impl FcmBuilder {
    /// Where the interface is; `https://fcm.googleapis.com` by default.
    pub fn api_base(mut self, base: ReceiverUrl) -> Self {
        self.api_base = Some(base);
        self
    }

    /// What it says; with names and content, and without links, by default.
    pub fn wording(mut self, wording: Wording) -> Self {
        self.wording = wording;
        self
    }

    /// Where the interface and the account's `token_uri` may be; public addresses alone by default.
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.destinations = destinations;
        self
    }

    /// Looks names up; the operating system by default.
    pub fn resolver(mut self, resolver: impl Resolver) -> Self {
        self.resolver = Arc::new(resolver);
        self
    }

    /// The notifier.
    ///
    /// # Errors
    /// When the system has no root certificates.
    pub fn build(self) -> Result<Fcm, FcmError> {
        let Self { account, api_base, wording, destinations, resolver } = self;
        let path = format!("v1/projects/{}/messages:send", account.project());
        let api = match api_base {
            Some(base) => base,
            None => API.parse().map_err(|error| FcmError::Tls(Box::new(error)))?,
        };
        let client = |url| {
            Client::new(url, destinations.clone(), Arc::clone(&resolver)).map_err(FcmError::Tls)
        };
        let asking = client(account.token_url().clone())?;
        Ok(Fcm { wording, client: client(api)?, path, tokens: Tokens::new(account, asking) })
    }
}

/// Hides whose it is.
impl fmt::Debug for FcmBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FcmBuilder").finish_non_exhaustive()
    }
}

/// Nothing can be told until an administrator has seen to it.
fn pause(at: Timestamp, why: String) -> Outcome {
    Outcome::Pause { until: at.plus(PAUSE), why }
}
