//! Calls to the interface of a provider, which the operator names and trusts.

use std::{error::Error, time::Duration};

use chatdesk_core::{Outcome, Timestamp};
use reqwest::{RequestBuilder, Response, Url, header::RETRY_AFTER, redirect, retry};

use crate::{ReceiverUrl, client, retry_after};

/// Name look-up, connection and TLS together.
const TO_CONNECT: Duration = Duration::from_secs(5);
/// Of a desk's thirty seconds for an attempt, so that what is said in several calls has a chance.
const IN_ALL: Duration = Duration::from_secs(12);
const LONGEST_BODY: usize = 256 * 1024;

/// Calls one provider. No redirect is followed, so that credentials go nowhere else; no proxy, no cookie.
pub(crate) struct Caller {
    http: reqwest::Client,
    base: ReceiverUrl,
    /// As words call it.
    who: &'static str,
}

/// What a provider answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// How long it wants to be left alone, where it says so.
    pub(crate) after: Option<Duration>,
    /// Cut where it is too long to mean anything.
    pub(crate) body: Vec<u8>,
}

impl Caller {
    /// # Errors
    /// When there is no TLS on this machine.
    pub(crate) fn new(
        base: ReceiverUrl,
        who: &'static str,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(client::tls(base.protection())?)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .http1_only()
            .connect_timeout(TO_CONNECT)
            .timeout(IN_ALL)
            .user_agent(concat!("chatdesk/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { http, base, who })
    }

    /// A request to a path below the base, which begins with `/`.
    pub(crate) fn get(&self, path: &str) -> Option<RequestBuilder> {
        Some(self.http.get(self.at(path)?))
    }

    /// The same, to post something.
    pub(crate) fn post(&self, path: &str) -> Option<RequestBuilder> {
        Some(self.http.post(self.at(path)?))
    }

    fn at(&self, path: &str) -> Option<Url> {
        format!("{}{path}", self.base.get().as_str().trim_end_matches('/')).parse().ok()
    }

    /// Makes a call at `at`.
    ///
    /// # Errors
    /// What it means that there is no answer, in words that name no URL.
    pub(crate) async fn call(
        &self,
        request: Option<RequestBuilder>,
        at: Timestamp,
    ) -> Result<Answer, Outcome> {
        let refused = || Outcome::Refused { why: format!("{}: the URL is none", self.who) };
        let answer = request.ok_or_else(refused)?.send().await;
        let answer = answer.map_err(|error| self.failure(&error))?;
        let told = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = told.and_then(|value| retry_after::parse(value.trim(), at));
        let status = answer.status().as_u16();
        let body = read(answer).await.map_err(|error| self.failure(&error))?;
        Ok(Answer { status, after, body })
    }

    /// The error's own text is not shown: it holds the URL.
    fn failure(&self, error: &reqwest::Error) -> Outcome {
        let who = self.who;
        let why = match (error.is_connect(), error.is_timeout()) {
            (true, true) => format!("{who} could not be connected to within 5 s"),
            (true, false) if error.is_dns() => format!("{who}'s name could not be looked up"),
            (true, false) => format!("{who} could not be connected to"),
            (false, true) => format!("{who} did not answer within 12 s"),
            (false, false) => format!("the connection broke before {who} had answered"),
        };
        Outcome::Retry { after: None, why }
    }
}

async fn read(mut answer: Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_BODY {
            break;
        }
    }
    Ok(body)
}
