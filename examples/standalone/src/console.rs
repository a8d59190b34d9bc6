//! How the person who started the server gets into the console: a code in the printed link, good for one use.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use chatdesk_api::{ConsoleCode, ConsoleToken};
use chatdesk_core::{Clock, Timestamp};
use chatdesk_http::{Grant, Jwt};
use http::{HeaderMap, HeaderValue, header};
use subtle::ConstantTimeEq;
use tracing::{info, warn};

use crate::problem::Refusal;

/// How long the printed code can be used.
const CODE_FOR: Duration = Duration::from_mins(10);
/// How long the console stays signed in. The printed link is the only way back in, and needs a restart.
const TOKEN_FOR: Duration = Duration::from_hours(30 * 24);
/// A code and its JSON around it fit many times.
const MAX_BODY: usize = 4_096;

/// Gives out one administrator's token for one code.
#[derive(Clone)]
pub(crate) struct ConsoleDoor {
    inner: Arc<Inner>,
}

struct Inner {
    jwt: Jwt,
    clock: Arc<dyn Clock>,
    code: Mutex<Option<OneTimeCode>>,
}

struct OneTimeCode {
    text: String,
    until: Timestamp,
}

impl ConsoleDoor {
    /// A door with a fresh code, and the code.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub(crate) fn new(jwt: Jwt, clock: Arc<dyn Clock>) -> Result<(Self, String), getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let code = OneTimeCode { text: text.clone(), until: clock.now().plus(CODE_FOR) };
        let inner = Inner { jwt, clock, code: Mutex::new(Some(code)) };
        Ok((Self { inner: Arc::new(inner) }, text))
    }

    /// `POST console/session` below `base`.
    pub(crate) fn router(self, base: &str) -> Router {
        Router::new().route(&format!("{base}/console/session"), post(trade_code)).with_state(self)
    }

    /// A token for the code; the code is used up by it. A wrong one uses up nothing: it cannot be guessed.
    fn trade(&self, code: &str) -> Result<ConsoleToken, Refusal> {
        let now = self.inner.clock.now();
        {
            let mut slot = self.inner.code.lock().unwrap_or_else(PoisonError::into_inner);
            let fits = |known: &OneTimeCode| {
                now < known.until && bool::from(known.text.as_bytes().ct_eq(code.as_bytes()))
            };
            if !slot.as_ref().is_some_and(fits) {
                return Err(Refusal::WrongCode);
            }
            *slot = None;
        }
        let grant = Grant {
            sub: "console".to_owned(),
            role: "admin".to_owned(),
            name: Some("Support".to_owned()),
            ttl: TOKEN_FOR,
        };
        let token = self.inner.jwt.sign(&grant, now).map_err(|error| {
            warn!(%error, "the console's token cannot be signed");
            Refusal::Internal
        })?;
        info!("somebody opened the console with the printed link");
        Ok(ConsoleToken { token })
    }
}

impl fmt::Debug for ConsoleDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleDoor").finish_non_exhaustive()
    }
}

async fn trade_code(
    State(door): State<ConsoleDoor>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let body = to_bytes(body, MAX_BODY).await.map_err(|_| Refusal::TooLarge)?;
    if body.is_empty() {
        // No body is `{}`, which lacks the code.
        return Err(Refusal::InvalidRequest);
    }
    if !is_json(&headers) {
        return Err(Refusal::UnsupportedMediaType);
    }
    let code: ConsoleCode = serde_json::from_slice(&body).map_err(|error| {
        if error.is_data() { Refusal::InvalidRequest } else { Refusal::InvalidJson }
    })?;
    let mut response = Json(door.trade(&code.code)?).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
    Ok(response)
}

/// A form of another site cannot say this of its body.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests;
