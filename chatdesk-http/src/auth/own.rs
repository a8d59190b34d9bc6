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
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct VisitorClaims {
    #[serde(rename = "v")]
    pub(crate) id: Uuid,
    /// Unix seconds.
    #[serde(rename = "x")]
    expires_at: i64,
    /// Unix microseconds: somebody whose tokens were revoked gets a new one in the same second.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    issued_at: Option<i64>,
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl OwnTokens {
    /// What all of chatdesk's own tokens begin with.
    const PREFIXES: [&'static str; 3] = ["cdv_", "cdt_", "cdl_"];
    const VISITOR: &'static str = "cdv_";

    /// Tokens under a key that is shared with nobody, good for `ttl`.
    #[must_use]
    pub const fn new(key: [u8; 32], ttl: Duration) -> Self {
        Self { key, ttl }
    }

    /// Whether a token is one of chatdesk's own, good or not: such are never read as a JWT.
    pub(super) fn is_own(token: &str) -> bool {
        Self::PREFIXES.iter().any(|prefix| token.starts_with(prefix))
    }

    /// A token for somebody new.
    pub(crate) fn give_visitor(
        &self,
        name: Option<String>,
        email: Option<String>,
        now: Timestamp,
    ) -> (String, Uuid) {
        let id = Uuid::new_v4();
        let expires_at = now.plus(self.ttl).as_secs();
        let issued_at = Some(now.as_micros());
        let claims = VisitorClaims { id, expires_at, issued_at, name, email };
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
        let issued_at = self.issued_at.map(Timestamp::from_micros);
        Caller { actor, expires_at: Some(expires_at), issued_at }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use chatdesk_core::{Actor, Timestamp};
    use hmac::Mac as _;

    use hmac::KeyInit as _;

    use super::OwnTokens;

    const NOW: Timestamp = Timestamp::from_micros(1_795_253_400_000_000);
    const HOUR: Duration = Duration::from_hours(1);

    fn tokens() -> OwnTokens {
        OwnTokens::new([7; 32], HOUR)
    }

    fn given() -> String {
        tokens().give_visitor(Some("Vera".to_owned()), Some("vera@example.org".to_owned()), NOW).0
    }

    #[test]
    fn a_token_says_who_it_was_given_to_until_its_time_is_over() {
        let (token, id) = tokens().give_visitor(Some("Vera".to_owned()), None, NOW);

        let last = NOW.plus(HOUR - Duration::from_micros(1));
        let caller = tokens().verify(&token, last).unwrap().caller();

        assert!(token.starts_with("cdv_"));
        let Actor::Customer(customer) = caller.actor else { panic!("not a customer") };
        assert_eq!(customer.address.to_string(), format!("visitor:{}", id.simple()));
        assert_eq!(customer.profile.name.as_deref(), Some("Vera"));
        assert_eq!(caller.expires_at, Some(NOW.plus(HOUR)));
        assert!(tokens().verify(&token, NOW.plus(HOUR)).is_none());
    }

    #[test]
    fn a_token_with_any_character_changed_does_not_count() {
        let token = given();
        for index in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(tokens().verify(&changed, NOW).is_none(), "changed at {index}");
        }
        for changed in [&token[..token.len() - 1], &format!("{token}A"), &format!("{token}=")] {
            assert!(tokens().verify(changed, NOW).is_none(), "{changed}");
        }
    }

    #[test]
    fn a_token_of_another_key_does_not_count() {
        assert!(OwnTokens::new([8; 32], HOUR).verify(&given(), NOW).is_none());
    }

    #[test]
    fn a_token_of_one_kind_is_not_read_as_one_of_another() {
        let token = given();
        let rest = token.strip_prefix("cdv_").unwrap();
        for prefix in ["cdt_", "cdl_", "", "cdv_cdv_", "CDV_"] {
            assert!(tokens().verify(&format!("{prefix}{rest}"), NOW).is_none(), "{prefix}");
        }
        // The tag covers the kind: one made for another kind under the same key is worthless here.
        let payload = rest.split_once('.').unwrap().0;
        for kind in ["cdt_", ""] {
            let mut mac = super::Hmac::<super::Sha256>::new_from_slice(&[7; 32]).unwrap();
            mac.update(kind.as_bytes());
            mac.update(payload.as_bytes());
            let tag = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
            assert!(tokens().verify(&format!("cdv_{payload}.{tag}"), NOW).is_none(), "{kind}");
        }
    }

    #[test]
    fn own_tokens_are_told_by_their_beginning() {
        assert!(OwnTokens::is_own(&given()));
        assert!(OwnTokens::is_own("cdt_x") && OwnTokens::is_own("cdl_x"));
        assert!(!OwnTokens::is_own("eyJhbGciOiJub25lIn0.e30.") && !OwnTokens::is_own("xcdv_"));
    }

    #[test]
    fn debug_shows_no_key() {
        assert!(!format!("{:?}", tokens()).contains('7'), "{:?}", tokens());
    }
}
