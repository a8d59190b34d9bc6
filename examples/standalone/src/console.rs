//! The ways into the console: a code in the link that the server prints, good for one use; a link to set a password; and
//! name and password.

mod attempts;
mod passwords;
mod sign_in;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Json, Router, extract::State, routing::post};
use chatdesk_api::{ConsolePassword, ConsoleSession, ConsoleToken, ProblemCode};
use chatdesk_core::{Clock, Invalid, Timestamp};
use chatdesk_http::{Grant, JsonBody, Jwt, Problem};
use http::request::Parts;
use subtle::ConstantTimeEq;
use tracing::info;

pub(crate) use self::sign_in::SignIn;
use crate::secret::hex;

/// How long the printed code can be used.
const CODE_FOR: Duration = Duration::from_mins(10);
/// How long the console stays signed in. The printed link is the only way back in, and needs a restart.
const TOKEN_FOR: Duration = Duration::from_hours(30 * 24);

/// Gives out one administrator's token for one code, and tokens to agents who sign in.
#[derive(Clone)]
pub(crate) struct ConsoleDoor {
    inner: Arc<Inner>,
}

struct Inner {
    jwt: Jwt,
    clock: Arc<dyn Clock>,
    sign_in: SignIn,
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
    pub(crate) fn new(
        jwt: Jwt,
        clock: Arc<dyn Clock>,
        sign_in: SignIn,
    ) -> Result<(Self, String), getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        let text = hex(&bytes);
        let code = OneTimeCode { text: text.clone(), until: clock.now().plus(CODE_FOR) };
        let inner = Inner { jwt, clock, sign_in, code: Mutex::new(Some(code)) };
        Ok((Self { inner: Arc::new(inner) }, text))
    }

    /// `POST console/session` and `POST console/password` below `base`.
    pub(crate) fn router(self, base: &str) -> Router {
        Router::new()
            .route(&format!("{base}/console/session"), post(open_console))
            .route(&format!("{base}/console/password"), post(set_password))
            .with_state(self)
    }

    /// A token for the code; the code is used up by it. A wrong one uses up nothing: it cannot be guessed.
    fn trade(&self, code: &str) -> Result<ConsoleToken, Problem> {
        let now = self.inner.clock.now();
        {
            let mut slot = self.inner.code.lock().unwrap_or_else(PoisonError::into_inner);
            let fits = |known: &OneTimeCode| {
                now < known.until && bool::from(known.text.as_bytes().ct_eq(code.as_bytes()))
            };
            if !slot.as_ref().is_some_and(fits) {
                let detail = "the code is wrong, used or older than ten minutes; restart the server and open \
                              the console link that it prints";
                return Err(Problem::new(ProblemCode::Unauthenticated, detail));
            }
            *slot = None;
        }
        let grant = Grant {
            sub: "console".to_owned(),
            role: "admin".to_owned(),
            name: Some("Support".to_owned()),
            ttl: TOKEN_FOR,
        };
        let signed = self.inner.jwt.sign(&grant, now);
        let token = signed.map_err(|error| Problem::internal(error.into()))?;
        info!("somebody opened the console with the printed link");
        Ok(ConsoleToken { token })
    }
}

impl fmt::Debug for ConsoleDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleDoor").finish_non_exhaustive()
    }
}

async fn open_console(
    State(door): State<ConsoleDoor>,
    parts: Parts,
    body: JsonBody,
) -> Result<Json<ConsoleToken>, Problem> {
    let Inner { jwt, sign_in, .. } = &*door.inner;
    let token = match body.read()? {
        ConsoleSession { code: Some(code), name: None, password: None } => door.trade(&code)?,
        ConsoleSession { code: None, name: Some(name), password: Some(password) } => {
            sign_in.by_password((&name, password), &parts, jwt).await?
        }
        ConsoleSession { code: None, name: Some(_), password: None } => {
            return Err(Invalid::new("/password", "is missing").into());
        }
        ConsoleSession { code: None, name: None, password: Some(_) } => {
            return Err(Invalid::new("/name", "is missing").into());
        }
        ConsoleSession { code: None, name: None, password: None } => {
            return Err(Invalid::new("/code", "is missing; or send name and password").into());
        }
        ConsoleSession { code: Some(_), .. } => {
            return Err(Invalid::new("/code", "cannot go with name or password").into());
        }
    };
    Ok(Json(token))
}

async fn set_password(
    State(door): State<ConsoleDoor>,
    parts: Parts,
    body: JsonBody,
) -> Result<Json<ConsoleToken>, Problem> {
    let wanted: ConsolePassword = body.read()?;
    let Inner { jwt, sign_in, .. } = &*door.inner;
    Ok(Json(sign_in.by_link(wanted, &parts, jwt).await?))
}

#[cfg(test)]
mod tests;
