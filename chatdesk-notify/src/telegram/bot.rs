//! The Bot API: one call, and its answer.

use std::error::Error;

use chatdesk_core::{Outcome, Timestamp};
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::Value;

use super::{fault::Fault, refused};
use crate::{ReceiverUrl, caller::Caller};

/// One bot, at one server of the Bot API.
pub(super) struct Bot {
    caller: Caller,
    token: SecretString,
}

impl Bot {
    /// # Errors
    /// When there is no TLS on this machine.
    pub(super) fn new(
        base: ReceiverUrl,
        token: SecretString,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self { caller: Caller::new(base, "Telegram")?, token })
    }

    /// What the method answers to `body`; `at` is when the attempt began that needs it.
    pub(super) async fn call(
        &self,
        method: &str,
        body: &(impl Serialize + Sync),
        at: Timestamp,
    ) -> Result<Value, Fault> {
        let body = serde_json::to_vec(body);
        let body = body.map_err(|_| refused("what is to be said cannot be written as JSON"))?;
        // The token stands in the URL: nothing shows that.
        let request = self.caller.post(&format!("/bot{}/{method}", self.token.expose_secret()));
        let request = request.map(|it| it.header(CONTENT_TYPE, "application/json").body(body));
        let answer = self.caller.call(request, at).await.map_err(|outcome| match outcome {
            Outcome::Retry { why, .. } => Fault::Later(why),
            _ => refused("Telegram's address is none: is api_base right?"),
        })?;
        let (status, wait) = (answer.status, answer.after);
        let answer: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
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

/// By what a bot is known to a server.
pub(super) fn is_token(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text.split_once(':').is_some_and(|(id, secret)| {
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        is_id && !secret.is_empty() && secret.chars().all(fits)
    })
}
