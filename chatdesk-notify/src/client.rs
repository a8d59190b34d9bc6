//! One receiver of another system: what is sent to it, and what its answers mean.

use std::{error::Error, sync::Arc, time::Duration};

use chatdesk_core::{Outcome, Timestamp};
use reqwest::{
    Response, StatusCode, Url,
    header::{HeaderMap, RETRY_AFTER},
    redirect, retry,
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::{
    destinations::{Destinations, Protection},
    receiver_url::ReceiverUrl,
    resolver::{Forbidden, Judged, Resolver},
    retry_after,
};

/// Name look-up, connection and TLS together.
const TO_CONNECT: Duration = Duration::from_secs(10);
const IN_ALL: Duration = Duration::from_secs(30);
/// The status says everything: a body is read so that the connection can be used again, and not for longer than a new
/// one would take.
const TO_READ: Duration = Duration::from_secs(2);
const LONGEST_BODY: usize = 64 * 1024;

const FORBIDDEN: &str = "the receiver's address is not public, or is asked by http, and is in no \
                         network that the settings allow";

/// Sends to one URL, wherever that leads each time, and nowhere else: no redirect, no proxy, no cookie.
pub(crate) struct Client {
    http: reqwest::Client,
    url: ReceiverUrl,
    destinations: Destinations,
    protection: Protection,
}

impl Client {
    /// # Errors
    /// When there is no TLS on this machine.
    pub(crate) fn new(
        url: ReceiverUrl,
        destinations: Destinations,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let protection = url.protection();
        let judged = Judged { resolver, destinations: destinations.clone(), protection };
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(protection)?)
            .dns_resolver(judged)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .http1_only()
            .connect_timeout(TO_CONNECT)
            .timeout(IN_ALL)
            .user_agent(concat!("chatdesk/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { http, url, destinations, protection })
    }

    /// Makes one attempt, which began at `at`.
    pub(crate) async fn post(&self, headers: HeaderMap, body: Vec<u8>, at: Timestamp) -> Outcome {
        match self.send(self.url.get().clone(), headers, body).await {
            Ok(answer) => {
                let outcome = meaning(answer.status(), answer.headers(), at);
                drain(answer).await;
                outcome
            }
            Err(outcome) => outcome,
        }
    }

    /// Posts to a path below the URL, or to the URL itself where that is empty, at `at`; answers what came back, or what the
    /// attempt came to without.
    pub(crate) async fn ask(
        &self,
        path: &str,
        headers: HeaderMap,
        body: Vec<u8>,
        at: Timestamp,
    ) -> Result<Answer, Outcome> {
        let mut url = self.url.get().clone();
        if !path.is_empty() {
            url.set_path(&format!("{}/{path}", self.url.get().path().trim_end_matches('/')));
        }
        let answer = self.send(url, headers, body).await?;
        let status = answer.status().as_u16();
        let retry_after = told_to_wait(answer.headers(), at);
        Ok(Answer { status, retry_after, body: read(answer).await })
    }

    async fn send(&self, url: Url, headers: HeaderMap, body: Vec<u8>) -> Result<Response, Outcome> {
        // Nobody resolves an address: the connector takes it as it stands here.
        if self.url.address().is_some_and(|it| !self.destinations.permit(it, self.protection)) {
            return Err(Outcome::Refused { why: FORBIDDEN.to_owned() });
        }
        let asking = self.http.post(url).headers(headers).body(body).send();
        asking.await.map_err(|error| failure(&error))
    }
}

/// What a provider answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Its `Retry-After`, at most a day.
    pub(crate) retry_after: Option<Duration>,
    /// At most 64 KiB of it: what a proxy in between says may be a page of any length.
    pub(crate) body: Vec<u8>,
}

pub(crate) fn tls(protection: Protection) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let building = ClientConfig::builder_with_provider(provider);
    let building = building.with_safe_default_protocol_versions()?;
    let building = match protection {
        Protection::Tls => building.with_platform_verifier()?,
        // Without TLS nothing is verified, and a machine without root certificates will do.
        Protection::Nothing => building.with_root_certificates(RootCertStore::empty()),
    };
    Ok(building.with_no_client_auth())
}

fn meaning(status: StatusCode, headers: &HeaderMap, at: Timestamp) -> Outcome {
    let why = format!("the receiver answered {}", status.as_u16());
    match status.as_u16() {
        200..=299 => Outcome::SENT,
        300..=399 => Outcome::Refused { why: format!("{why}: redirects are not followed") },
        410 => Outcome::Refused { why: format!("{why}: it is gone") },
        429 | 503 => Outcome::Retry { after: told_to_wait(headers, at), why },
        408 | 425 | 500.. => Outcome::Retry { after: None, why },
        _ => Outcome::Refused { why },
    }
}

fn told_to_wait(headers: &HeaderMap, at: Timestamp) -> Option<Duration> {
    let told = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    told.and_then(|value| retry_after::parse(value.trim(), at))
}

/// An answer's body, or as much of it as came.
async fn read(mut answer: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        let room = LONGEST_BODY - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == LONGEST_BODY {
            break;
        }
    }
    body
}

/// Reads what is left of an answer, within bounds, and forgets it.
async fn drain(mut answer: Response) {
    let reading = async {
        let mut n_bytes = 0;
        while let Ok(Some(chunk)) = answer.chunk().await {
            n_bytes += chunk.len();
            if n_bytes > LONGEST_BODY {
                break;
            }
        }
    };
    // Whatever it came to: the status is known.
    drop(tokio::time::timeout(TO_READ, reading).await);
}

/// The error's own text is not shown: it holds the URL.
fn failure(error: &reqwest::Error) -> Outcome {
    if causes(error).any(|cause| cause.is::<Forbidden>()) {
        return Outcome::Refused { why: FORBIDDEN.to_owned() };
    }
    let why = match (error.is_connect(), error.is_timeout()) {
        (true, true) => "the receiver could not be connected to within 10 s",
        (true, false) if error.is_dns() => "the receiver's name could not be looked up",
        (true, false) => "the receiver could not be connected to",
        (false, true) => "the receiver did not answer within 30 s",
        (false, false) => "the connection broke before the receiver had answered",
    };
    Outcome::Retry { after: None, why: why.to_owned() }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(Some(error as &(dyn Error + 'static)), |error| (*error).source())
}
