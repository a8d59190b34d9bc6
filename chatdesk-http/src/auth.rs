//! Who is asking: from request parts to an actor.

mod jwt;
mod own;
mod person;
mod signed;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chatdesk_core::{Actor, BoxError, Clock, Timestamp};
use http::{HeaderValue, header, request::Parts};

pub(crate) use self::signed::SignedContent;
use self::{jwt::Unfit, signed::SignedHeaders};
pub use self::{
    jwt::{Claims, Grant, Jwks, Jwt, KeyError, SignError},
    own::OwnTokens,
};
use crate::problem::Problem;

/// A host's own way to say who is asking, for example by its session cookie.
///
/// # Contract
/// `Ok(None)` when the request carries nothing that says so: the caller is then nobody. [`AuthError::Refused`] when it
/// carries something that does not count. The answer is about this request alone; chatdesk does not remember it.
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// Who is asking.
    async fn actor(&self, parts: &Parts) -> Result<Option<Actor>, AuthError>;
}

/// Why an [`Authenticator`] does not say who is asking.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// What the request carries does not count: 401.
    #[error("the credentials do not count")]
    Refused,
    /// It cannot be told now: 503.
    #[error("the credentials cannot be checked at the moment")]
    Unavailable(#[source] BoxError),
}

/// The ways in which callers may say who they are.
///
/// Any [`Authenticator`] converts into one; more ways are added by name. A request that says it in two ways at once is
/// refused. An `Authorization` that none of the named ways reads is the host's own.
#[derive(Clone, Default)]
#[must_use]
pub struct Auth {
    jwt: Vec<Arc<Jwt>>,
    own: Option<Arc<OwnTokens>>,
    signed: Option<Arc<SignedHeaders>>,
    host: Option<Arc<dyn Authenticator>>,
}

impl Auth {
    /// Nobody can say who they are yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts the host's JWT as Bearer. Called again, tokens of either count.
    pub fn jwt(mut self, jwt: Jwt) -> Self {
        self.jwt.push(Arc::new(jwt));
        self
    }

    /// Gives out and accepts chatdesk's own tokens: visitors' and tickets'.
    pub fn visitors(mut self, tokens: OwnTokens) -> Self {
        self.own = Some(Arc::new(tokens));
        self
    }

    /// Accepts headers that a proxy signs with a secret that it shares: `X-Chatdesk-User` and those beside it.
    ///
    /// # Errors
    /// A secret under 32 bytes is refused.
    pub fn signed(mut self, secret: &[u8]) -> Result<Self, WeakSecret> {
        self.signed = Some(Arc::new(SignedHeaders::new(secret)?));
        Ok(self)
    }

    /// Asks the host, where a request carries no token.
    pub fn host(mut self, authenticator: impl Authenticator) -> Self {
        self.host = Some(Arc::new(authenticator));
        self
    }

    /// What gives out visitors' tokens, where somebody does.
    pub(crate) fn own(&self) -> Option<&OwnTokens> {
        self.own.as_deref()
    }

    /// Who is asking; `None` for nobody.
    pub(crate) async fn caller(
        &self,
        parts: &Parts,
        clock: &dyn Clock,
    ) -> Result<Option<Caller>, Problem> {
        if SignedHeaders::are_in(&parts.headers) {
            return self.of_signed_headers(parts, clock.now()).await.map(Some);
        }
        let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
        let host = self.ask_host(parts).await?;
        match (values.next(), values.next(), host) {
            (None, _, host) => Ok(host.map(|actor| Caller::of_host(actor, clock.now()))),
            (Some(value), None, None) => {
                let token = value.to_str().ok().and_then(bearer).ok_or_else(|| {
                    Problem::unauthenticated("Authorization must be: Bearer, one space, the token")
                })?;
                self.of_token(token, clock.now()).map(Some)
            }
            (Some(_), Some(_), _) => {
                Err(Problem::unauthenticated("the Authorization header is there twice; send one"))
            }
            // The host's own to read, and it did; or a proxy's in front of it.
            (Some(value), None, Some(actor)) if !self.reads(value) => {
                Ok(Some(Caller::of_host(actor, clock.now())))
            }
            (Some(_), None, Some(_)) => Err(Problem::unauthenticated(
                "a token and the host's own session both say who you are; send one",
            )),
        }
    }

    async fn of_signed_headers(&self, parts: &Parts, now: Timestamp) -> Result<Caller, Problem> {
        let signed = self.signed.as_ref().ok_or_else(|| {
            Problem::unauthenticated("signed headers are not accepted here: no secret is set")
        })?;
        let caller = signed.caller(parts, now)?;
        let authorization = parts.headers.get(header::AUTHORIZATION);
        let is_read = authorization.is_some_and(|value| self.host.is_none() || self.reads(value));
        if is_read || self.ask_host(parts).await?.is_some() {
            return Err(Problem::unauthenticated(
                "signed headers and something else both say who you are; send one",
            ));
        }
        Ok(caller)
    }

    /// Whether an `Authorization` is one of the ways that are accepted here.
    fn reads(&self, value: &HeaderValue) -> bool {
        let token = value.to_str().ok().and_then(bearer);
        token.is_some_and(|token| !self.jwt.is_empty() || OwnTokens::is_own(token))
    }

    async fn ask_host(&self, parts: &Parts) -> Result<Option<Actor>, Problem> {
        let Some(host) = &self.host else { return Ok(None) };
        host.actor(parts).await.map_err(|error| match error {
            AuthError::Refused => Problem::unauthenticated("the host does not accept your session"),
            AuthError::Unavailable(cause) => Problem::unavailable(cause),
        })
    }

    pub(crate) fn of_token(&self, token: &str, now: Timestamp) -> Result<Caller, Problem> {
        if OwnTokens::is_own(token) {
            // chatdesk's own tokens are never read as a JWT.
            let caller = self.own.as_ref().and_then(|own| own.caller(token, now));
            return caller.ok_or_else(|| Problem::unauthenticated(Unfit::Otherwise.to_string()));
        }
        let mut why = Unfit::Otherwise;
        for jwt in &self.jwt {
            match jwt.read(token, now) {
                Ok(claims) => return Ok(claims.caller()),
                Err(Unfit::Otherwise) => {}
                Err(untimely) => why = untimely,
            }
        }
        Err(Problem::unauthenticated(why.to_string()))
    }
}

impl<A: Authenticator> From<A> for Auth {
    fn from(authenticator: A) -> Self {
        Self::new().host(authenticator)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth")
            .field("jwt", &self.jwt.len())
            .field("visitors", &self.own.is_some())
            .field("signed", &self.signed.is_some())
            .field("host", &self.host.is_some())
            .finish()
    }
}

/// A secret that is too short to be safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret has {len} bytes; at least 32 are needed")]
pub struct WeakSecret {
    len: usize,
}

impl WeakSecret {
    const fn refuse(secret: &[u8]) -> Result<(), Self> {
        if secret.len() < 32 { Err(Self { len: secret.len() }) } else { Ok(()) }
    }
}

/// Somebody who was recognised.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    /// Streams end then.
    pub(crate) expires_at: Option<Timestamp>,
    /// When their token was made, as far as it says so; what was revoked later does not count.
    pub(crate) issued_at: Option<Timestamp>,
}

impl Caller {
    /// Somebody whom the host recognised just now: no earlier revocation is about that, a later one ends streams.
    const fn of_host(actor: Actor, now: Timestamp) -> Self {
        Self { actor, expires_at: None, issued_at: Some(now) }
    }
}

pub(crate) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' '))
        .then_some(token)
}
