use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::unix_now;

/// The secret that servers under test share with the host that these tests play.
pub const JWT_SECRET: &str = "a-secret-for-tests-of-forty-characters!!";

/// A host's token in the making, written by hand so that it can also be wrong.
#[derive(Clone, Debug)]
pub struct Jwt {
    header: Value,
    claims: Value,
    secret: String,
}

impl Jwt {
    /// A good token of this person, valid for an hour.
    #[must_use]
    pub fn of(sub: &str) -> Self {
        Self {
            header: json!({"alg": "HS256", "typ": "JWT"}),
            claims: json!({"sub": sub, "exp": unix_now() + 3_600}),
            secret: JWT_SECRET.to_owned(),
        }
    }

    /// Sets a claim.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    /// Leaves a claim out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.as_object_mut().expect("claims are an object").remove(name);
        self
    }

    /// Names another algorithm in the header; the signature stays HMAC-SHA256.
    #[must_use]
    pub fn algorithm(mut self, name: &str) -> Self {
        self.header["alg"] = json!(name);
        self
    }

    /// Signs with another key.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    /// The token as it travels.
    #[must_use]
    pub fn sign(&self) -> String {
        let signed = self.signed_part();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("any length");
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// The token with an empty signature.
    #[must_use]
    pub fn unsigned(&self) -> String {
        format!("{}.", self.signed_part())
    }

    fn signed_part(&self) -> String {
        let header = URL_SAFE_NO_PAD.encode(self.header.to_string());
        let claims = URL_SAFE_NO_PAD.encode(self.claims.to_string());
        format!("{header}.{claims}")
    }
}
