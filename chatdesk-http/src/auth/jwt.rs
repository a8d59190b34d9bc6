mod der;
mod known;
mod members;
mod public;
mod ring;
mod unfit;

use std::{fmt, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chatdesk_core::{Actor, BoxError, Profile, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde_json::{Map, Value};

pub(super) use self::unfit::Unfit;
use self::{
    members::Members,
    public::from_pem,
    ring::{Key, Keys},
};
pub use self::{public::KeyError, ring::Jwks};
use super::{
    Caller, WeakSecret,
    person::{person, shown},
};

/// A longer token is none.
const MAX_BYTES: usize = 8 * 1024;

/// The host's JWT: how it is verified, and how one is made for tests and for the console.
///
/// HS256 with a shared secret, or RS256, ES256 and `EdDSA` with public keys: a key is for one algorithm, whatever a token
/// says. `sub` (text or integer, 1–256 characters) and `exp` are required; `name`, `email`, `phone`
/// are optional; `role` is `user` (default), `agent`, `admin` or `host`. Everything is checked by the injected clock.
pub struct Jwt {
    keys: Keys,
    /// Where there is a secret, and not the public half of one.
    encoding: Option<EncodingKey>,
    claims: ClaimNames,
    audience: Option<String>,
    issuer: Option<String>,
    leeway: Duration,
    admin_claims: Vec<String>,
}

/// Under which names the host writes its claims.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClaimNames {
    user: String,
    name: String,
    email: String,
    role: String,
}

/// A token could not be signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// Tokens are verified with public keys: whoever has the private one signs.
    #[error("there is no secret to sign with, only public keys; ask whoever holds the private key")]
    NoSecret,
    /// The cryptographic library refuses.
    #[error("the token cannot be signed")]
    Refused(#[source] BoxError),
}

/// Whom a token is made for.
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    /// The id by which the host knows them.
    pub sub: String,
    /// `user`, `agent`, `admin` or `host`.
    pub role: String,
    /// The display name.
    pub name: Option<String>,
    /// For how long; zero makes a token that has expired already.
    pub ttl: Duration,
}

/// Hides id and name: either may be an address.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sub: _, role, name: _, ttl } = self;
        f.debug_struct("Grant").field("role", role).field("ttl", ttl).finish_non_exhaustive()
    }
}

/// What a verified token says.
#[derive(Clone, Debug)]
pub struct Claims {
    actor: Actor,
    expires_at: Timestamp,
    issued_at: Option<Timestamp>,
}

impl Claims {
    /// Who it is.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(super) fn caller(self) -> Caller {
        let Self { actor, expires_at, issued_at } = self;
        Caller { actor, expires_at: Some(expires_at), issued_at }
    }
}

impl Jwt {
    /// Verifies with a secret that the host shares.
    ///
    /// # Errors
    /// A secret under 32 bytes is refused.
    pub fn hs256(secret: &[u8]) -> Result<Self, WeakSecret> {
        WeakSecret::refuse(secret)?;
        let key = Key::new(Algorithm::HS256, DecodingKey::from_secret(secret));
        Ok(Self::new(Keys::fixed(vec![key]), Some(EncodingKey::from_secret(secret))))
    }

    /// Verifies with a public key in PEM: RSA of 2,048 bits or more is for RS256, P-256 for ES256, Ed25519 for `EdDSA`.
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong with the key.
    pub fn pem(pem: &str) -> Result<Self, KeyError> {
        Ok(Self::new(Keys::fixed(vec![from_pem(pem)?]), None))
    }

    /// Verifies with the keys of a JWKS.
    #[must_use]
    pub fn jwks(jwks: Jwks) -> Self {
        Self::new(jwks.keys, None)
    }

    fn new(keys: Keys, encoding: Option<EncodingKey>) -> Self {
        let name = str::to_owned;
        Self {
            keys,
            encoding,
            claims: ClaimNames {
                user: name("sub"),
                name: name("name"),
                email: name("email"),
                role: name("role"),
            },
            audience: None,
            issuer: None,
            leeway: Duration::ZERO,
            admin_claims: vec![],
        }
    }

    /// Requires this `aud`.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Requires this `iss`.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Tolerates clocks that differ by this much; none by default.
    #[must_use]
    pub const fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Claims that make an administrator when they are `true`.
    #[must_use]
    pub fn admin_claims(mut self, names: Vec<String>) -> Self {
        self.admin_claims = names;
        self
    }

    /// Reads the user's id from another claim than `sub`.
    #[must_use]
    pub fn user_claim(mut self, name: impl Into<String>) -> Self {
        self.claims.user = name.into();
        self
    }

    /// Reads the display name from another claim than `name`.
    #[must_use]
    pub fn name_claim(mut self, name: impl Into<String>) -> Self {
        self.claims.name = name.into();
        self
    }

    /// Reads the e-mail address from another claim than `email`.
    #[must_use]
    pub fn email_claim(mut self, name: impl Into<String>) -> Self {
        self.claims.email = name.into();
        self
    }

    /// Reads the role from another claim than `role`.
    #[must_use]
    pub fn role_claim(mut self, name: impl Into<String>) -> Self {
        self.claims.role = name.into();
        self
    }

    /// What a token says; `None` when it does not count for any reason.
    #[must_use]
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<Claims> {
        self.read(token, now).ok()
    }

    /// The same, or why it does not count.
    pub(super) fn read(&self, token: &str, now: Timestamp) -> Result<Claims, Unfit> {
        let (claims, begins_at) = self.meant_for_us(token, now).ok_or(Unfit::Otherwise)?;
        if now >= claims.expires_at {
            return Err(Unfit::Expired(now.since(claims.expires_at)));
        }
        match begins_at {
            Some(at) if at > now => Err(Unfit::Early(at.since(now))),
            _ => Ok(claims),
        }
    }

    /// What a good token says whenever it counts, and from when on it does.
    fn meant_for_us(&self, token: &str, now: Timestamp) -> Option<(Claims, Option<Timestamp>)> {
        let claims = self.signed_claims(token, now)?;
        let expires_at = instant(claims.get("exp")?)?.plus(self.leeway);
        let begins_at = match claims.get("nbf") {
            Some(nbf) => Some(instant(nbf)?.minus(self.leeway)),
            None => None,
        };
        let is_access = claims.get("token_type").is_none_or(|kind| kind == "access");
        let is_meant_for_us = self.audience.as_ref().is_none_or(|ours| has_audience(&claims, ours))
            && self.issuer.as_ref().is_none_or(|ours| claims.get("iss") == Some(&ours[..].into()));
        if !(is_access && is_meant_for_us) {
            return None;
        }
        let issued_at = claims.get("iat").and_then(instant);
        Some((Claims { actor: self.actor(&claims)?, expires_at, issued_at }, begins_at))
    }

    /// Makes a token that [`Jwt::verify`] accepts.
    ///
    /// # Errors
    /// [`SignError::NoSecret`] where there are public keys alone.
    pub fn sign(&self, grant: &Grant, now: Timestamp) -> Result<String, SignError> {
        let encoding = self.encoding.as_ref().ok_or(SignError::NoSecret)?;
        let mut claims = Map::new();
        claims.insert(self.claims.user.clone(), grant.sub.clone().into());
        claims.insert(self.claims.role.clone(), grant.role.clone().into());
        if let Some(name) = &grant.name {
            claims.insert(self.claims.name.clone(), name.clone().into());
        }
        if let Some(audience) = &self.audience {
            claims.insert("aud".to_owned(), audience.clone().into());
        }
        if let Some(issuer) = &self.issuer {
            claims.insert("iss".to_owned(), issuer.clone().into());
        }
        // With its fraction: a token that is made right after a revocation counts.
        #[expect(clippy::cast_precision_loss, reason = "microseconds have 53 bits until 2255")]
        let issued_at = now.as_micros() as f64 / 1_000_000.0;
        claims.insert("iat".to_owned(), issued_at.into());
        claims.insert("exp".to_owned(), now.plus(grant.ttl).as_secs().into());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, encoding)
            .map_err(|error| SignError::Refused(error.into()))
    }

    /// The claims of a token with a signature of one of our keys.
    fn signed_claims(&self, token: &str, now: Timestamp) -> Option<Arc<Map<String, Value>>> {
        let ring = self.keys.ring(now);
        if let Some(claims) = ring.known.claims(token) {
            return Some(claims);
        }
        if token.len() > MAX_BYTES {
            return None;
        }
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let Members(header) = read(header)?;
        // We understand no extension, so none may be critical (RFC 7515, section 4.1.11).
        if header.contains_key("crit") {
            return None;
        }
        let kid = match header.get("kid") {
            None => None,
            Some(kid) => Some(kid.as_str()?),
        };
        let is_signed = ring.candidates(header.get("alg")?.as_str()?, kid).any(|key| {
            let (key, algorithm) = (&key.decoding, key.algorithm);
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm)
                .is_ok_and(|is_good| is_good)
        });
        if !is_signed {
            return None;
        }
        let Members(claims) = read(payload)?;
        let claims = Arc::new(claims);
        ring.known.remember(token, &claims);
        Some(claims)
    }

    fn actor(&self, claims: &Map<String, Value>) -> Option<Actor> {
        let id = match claims.get(&self.claims.user)? {
            Value::String(text) => text.clone(),
            Value::Number(number) if !number.is_f64() => number.to_string(),
            _ => return None,
        };
        let text = |claim: &str| claims.get(claim).and_then(Value::as_str).and_then(shown);
        let profile = Profile {
            name: text(&self.claims.name),
            email: text(&self.claims.email),
            phone: text("phone"),
        };
        let is_admin =
            self.admin_claims.iter().any(|claim| claims.get(claim) == Some(&true.into()));
        let role = match claims.get(&self.claims.role) {
            None | Some(Value::Null) => "user",
            Some(Value::String(role)) => role,
            Some(_) => return None,
        };
        match role {
            "user" | "agent" if is_admin => person("admin", &id, profile),
            role => person(role, &id, profile),
        }
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt").field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// An object as a token carries it.
fn read(part: &str) -> Option<Members> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Seconds since 1970, whole or with a fraction.
fn instant(claim: &Value) -> Option<Timestamp> {
    let seconds = claim.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    Some(Timestamp::from_micros((seconds * 1_000_000.0).round() as i64))
}

fn has_audience(claims: &Map<String, Value>, ours: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(one)) => one == ours,
        Some(Value::Array(many)) => many.iter().any(|one| one == ours),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
