mod known;

use std::{fmt, sync::Arc, time::Duration};

use chatdesk_core::{Actor, Address, ContactKind, Customer, Profile, Staff, StaffRole, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value};

use self::known::Known;
use super::Caller;

/// The host's JWT: how it is verified, and how one is made for tests and for the console.
///
/// HS256 with a shared secret. `sub` (text or integer, 1–256 characters) and `exp` are required; `name`, `email`, `phone`
/// are optional; `role` is `user` (default), `agent`, `admin` or `host`. Everything is checked by the injected clock.
pub struct Jwt {
    decoding: DecodingKey,
    encoding: EncodingKey,
    claims: ClaimNames,
    audience: Option<String>,
    issuer: Option<String>,
    leeway: Duration,
    admin_claims: Vec<String>,
    known: Known,
}

/// Under which names the host writes its claims.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClaimNames {
    user: String,
    name: String,
    email: String,
    role: String,
}

/// A secret that is too short to be safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret has {len} bytes; HS256 needs at least 32")]
pub struct WeakSecret {
    len: usize,
}

/// A token could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the token cannot be signed")]
pub struct SignError(#[source] jsonwebtoken::errors::Error);

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
        if secret.len() < 32 {
            return Err(WeakSecret { len: secret.len() });
        }
        let name = str::to_owned;
        Ok(Self {
            decoding: DecodingKey::from_secret(secret),
            encoding: EncodingKey::from_secret(secret),
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
            known: Known::default(),
        })
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
        let claims = self.signed_claims(token)?;
        let expires_at = instant(claims.get("exp")?)?.plus(self.leeway);
        let begins_at = claims.get("nbf").map(instant);
        let is_current = now < expires_at
            && begins_at.is_none_or(|at| at.is_some_and(|at| at <= now.plus(self.leeway)));
        let is_access = claims.get("token_type").is_none_or(|kind| kind == "access");
        let is_meant_for_us = self.audience.as_ref().is_none_or(|ours| has_audience(&claims, ours))
            && self.issuer.as_ref().is_none_or(|ours| claims.get("iss") == Some(&ours[..].into()));
        if !(is_current && is_access && is_meant_for_us) {
            return None;
        }
        let issued_at = claims.get("iat").and_then(instant);
        Some(Claims { actor: self.actor(&claims)?, expires_at, issued_at })
    }

    /// Makes a token that [`Jwt::verify`] accepts.
    ///
    /// # Errors
    /// [`SignError`] when the cryptographic library refuses.
    pub fn sign(&self, grant: &Grant, now: Timestamp) -> Result<String, SignError> {
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
        claims.insert("iat".to_owned(), now.as_secs().into());
        claims.insert("exp".to_owned(), now.plus(grant.ttl).as_secs().into());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(SignError)
    }

    /// The claims of a token with our signature. Times are left to us: the library asks the machine's clock.
    fn signed_claims(&self, token: &str) -> Option<Arc<Map<String, Value>>> {
        if let Some(claims) = self.known.claims(token) {
            return Some(claims);
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        let decoded = jsonwebtoken::decode(token, &self.decoding, &validation).ok()?;
        let claims = Arc::new(decoded.claims);
        self.known.remember(token, &claims);
        Some(claims)
    }

    fn actor(&self, claims: &Map<String, Value>) -> Option<Actor> {
        let id = match claims.get(&self.claims.user)? {
            Value::String(text) => text.clone(),
            Value::Number(number) if !number.is_f64() => number.to_string(),
            _ => return None,
        };
        let address = Address::of_host(&id).ok()?;
        // What a host leaves empty it does not know.
        let text = |claim: &str| {
            let text = claims.get(claim).and_then(Value::as_str).map(short);
            text.filter(|text| !text.is_empty())
        };
        let name = text(&self.claims.name);
        let is_admin =
            self.admin_claims.iter().any(|claim| claims.get(claim) == Some(&true.into()));
        let role = match claims.get(&self.claims.role) {
            None | Some(Value::Null) => "user",
            Some(Value::String(role)) => role,
            Some(_) => return None,
        };
        let staff = |role| Actor::Staff(Staff { role, id, name: name.clone() });
        match role {
            "user" | "agent" | "admin" if is_admin => Some(staff(StaffRole::Admin)),
            "admin" => Some(staff(StaffRole::Admin)),
            "agent" => Some(staff(StaffRole::Agent)),
            "user" => Some(Actor::Customer(Customer {
                kind: ContactKind::User,
                address,
                profile: Profile { name, email: text(&self.claims.email), phone: text("phone") },
            })),
            "host" => Some(Actor::Host),
            _ => None,
        }
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt").field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// A claim that we show is cut, not refused: a long name must not lock anybody out.
fn short(text: &str) -> String {
    text.trim().chars().filter(|c| *c != '\0').take(256).collect()
}

/// Seconds since 1970, whole or with a fraction.
fn instant(claim: &Value) -> Option<Timestamp> {
    let seconds = claim.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    Some(Timestamp::from_micros((seconds * 1_000_000.0) as i64))
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
