use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chatdesk_core::{Actor, Address, ContactKind, Customer, Profile, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::Caller;

/// Tokens that chatdesk gives out itself: `cdv_` for a visitor.
///
/// What a visitor says of themself rides in the token, so that nothing is stored before the first message.
pub struct OwnTokens {
    key: [u8; 32],
    ttl: Duration,
}

/// What a visitor's token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VisitorClaims {
    #[serde(rename = "v")]
    pub(crate) id: Uuid,
    /// Unix seconds.
    #[serde(rename = "x")]
    expires_at: i64,
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl OwnTokens {
    /// What all of chatdesk's own tokens begin with.
    pub(super) const PREFIXES: [&'static str; 3] = ["cdv_", "cdt_", "cdl_"];
    const VISITOR: &'static str = "cdv_";

    /// Tokens under a key that is shared with nobody, good for `ttl`.
    #[must_use]
    pub const fn new(key: [u8; 32], ttl: Duration) -> Self {
        Self { key, ttl }
    }

    /// A token for somebody new.
    pub(crate) fn give_visitor(
        &self,
        name: Option<String>,
        email: Option<String>,
        now: Timestamp,
    ) -> (String, Uuid) {
        let id = Uuid::new_v4();
        let claims = VisitorClaims { id, expires_at: now.plus(self.ttl).as_secs(), name, email };
        // Serialising strings and numbers cannot fail; an empty payload would verify to nothing.
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).unwrap_or_default());
        let tag = URL_SAFE_NO_PAD.encode(self.mac(&payload).finalize().into_bytes());
        (format!("{}{payload}.{tag}", Self::VISITOR), id)
    }

    /// What a token says; `None` when it does not count for any reason.
    pub(super) fn verify(&self, token: &str, now: Timestamp) -> Option<VisitorClaims> {
        let (payload, tag) = token.strip_prefix(Self::VISITOR)?.split_once('.')?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        self.mac(payload).verify_slice(&tag).ok()?;
        let claims: VisitorClaims =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        (now.as_secs() < claims.expires_at).then_some(claims)
    }

    fn mac(&self, payload: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("32 bytes are a key");
        mac.update(Self::VISITOR.as_bytes());
        mac.update(payload.as_bytes());
        mac
    }
}

impl fmt::Debug for OwnTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnTokens").field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

impl VisitorClaims {
    pub(super) fn caller(self) -> Caller {
        let expires_at = Timestamp::from_micros(self.expires_at.saturating_mul(1_000_000));
        let actor = Actor::Customer(Customer {
            kind: ContactKind::Visitor,
            address: Address::of_visitor(self.id),
            profile: Profile { name: self.name, email: self.email, phone: None },
        });
        Caller { actor, expires_at: Some(expires_at) }
    }
}
