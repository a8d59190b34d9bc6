//! What a webhook is signed with.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice};
use sha2::Sha256;

const PREFIX: &str = "whsec_";

/// What sender and receiver of one webhook know: `whsec_` and the base64 of 24 to 64 bytes that nobody can guess.
#[derive(Clone)]
pub struct WebhookSecret(SecretSlice<u8>);

/// Text that is no [`WebhookSecret`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not whsec_ and the base64 of 24 to 64 bytes, such as `echo whsec_$(openssl rand -base64 32)` \
     prints"
)]
pub struct ParseSecretError;

impl WebhookSecret {
    /// `v1,` and the signature of an attempt.
    pub(super) fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("any length");
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl FromStr for WebhookSecret {
    type Err = ParseSecretError;

    fn from_str(text: &str) -> Result<Self, ParseSecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(ParseSecretError)?;
        let bytes = SecretSlice::from(STANDARD.decode(encoded).map_err(|_| ParseSecretError)?);
        let n_bytes = bytes.expose_secret().len();
        if (24..=64).contains(&n_bytes) { Ok(Self(bytes)) } else { Err(ParseSecretError) }
    }
}

/// Hides it.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}
