//! The Bot API: one call, and its answer.

use std::{error::Error, time::Duration};

use chatdesk_core::Timestamp;
use reqwest::{
    Response,
    header::{CONTENT_TYPE, RETRY_AFTER},
    redirect, retry,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::Value;

use super::fault::Fault;
use crate::{client, receiver_url::ReceiverUrl, retry_after};

/// Name look-up, connection and TLS together.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// The desk gives a whole attempt thirty seconds.
const IN_ALL: Duration = Duration::from_secs(20);
/// An answer repeats what was sent, and that has 4,096 characters at most.
const LONGEST_ANSWER: usize = 256 * 1024;

/// One bot, at one server of the Bot API.
pub(super) struct Bot {
    http: reqwest::Client,
    base: String,
    token: SecretString,
}

impl Bot {
    /// # Errors
    /// When there is no TLS on this machine.
    pub(super) fn new(
        base: &ReceiverUrl,
        token: SecretString,
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
        let base = base.get().as_str().trim_end_matches('/').to_owned();
        Ok(Self { http, base, token })
    }

    /// What the method answers to `body`; `at` is when the attempt began that needs it.
    pub(super) async fn call(
        &self,
        method: &str,
        body: &(impl Serialize + Sync),
        at: Timestamp,
    ) -> Result<Value, Fault> {
        let body = serde_json::to_vec(body)
            .map_err(|_| Fault::Refused("what is to be said cannot be written as JSON".into()))?;
        // The token stands in the URL, and errors show the URL: nothing of an error leaves this function.
        let url = format!("{}/bot{}/{method}", self.base, self.token.expose_secret());
        let request = self.http.post(url).header(CONTENT_TYPE, "application/json").body(body);
        let answer = request.send().await.map_err(|error| broken(&error))?;
        let status = answer.status().as_u16();
        let told = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wait = told.and_then(|value| retry_after::parse(value.trim(), at));
        let bytes = read(answer).await?;
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        match answer.get("ok").and_then(Value::as_bool) {
            Some(true) => Ok(answer.get("result").cloned().unwrap_or_default()),
            Some(false) => Err(Fault::of(status, &answer, wait)),
            None if status == 429 => Err(Fault::waiting(wait)),
            None => Err(Fault::Later(format!(
                "the answer with status {status} is none of Telegram's: is api_base right?"
            ))),
        }
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| broken(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_ANSWER {
            return Err(Fault::Later("Telegram's answer is too long".to_owned()));
        }
    }
    Ok(bytes)
}

fn broken(error: &reqwest::Error) -> Fault {
    let why = match (error.is_connect(), error.is_timeout()) {
        (true, true) => "Telegram could not be connected to within 10 s",
        (true, false) => "Telegram could not be connected to",
        (false, true) => "Telegram did not answer within 20 s",
        (false, false) => "the connection broke before Telegram had answered",
    };
    Fault::Later(why.to_owned())
}

/// By what a bot is known to a server.
pub(super) fn is_token(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text.split_once(':').is_some_and(|(id, secret)| {
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        is_id && !secret.is_empty() && secret.chars().all(fits)
    })
}
