use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chatdesk_core::{Actor, Address, ContactKind, Customer, Profile, TicketNumber, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::Sha256;
use uuid::Uuid;

use super::Caller;

/// Tokens that chatdesk gives out itself: `cdv_` for a visitor, `cdt_` for a ticket.
///
/// What a visitor says of themself rides in the token, so that nothing is stored before the first message.
pub struct OwnTokens {
    visitor: [u8; 32],
    ticket: [u8; 32],
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

/// What a ticket's token says.
#[derive(Serialize, Deserialize)]
struct TicketClaims {
    #[serde(rename = "t")]
    number: u64,
    /// Unix microseconds.
    #[serde(rename = "i")]
    issued_at: i64,
}

impl OwnTokens {
    /// What all of chatdesk's own tokens begin with.
    const PREFIXES: [&'static str; 3] = [Self::VISITOR, Self::TICKET, "cdl_"];
    const VISITOR: &'static str = "cdv_";
    const TICKET: &'static str = "cdt_";

    /// Tokens under keys that are derived from this one, which is shared with nobody: one for each kind, so that no kind is
    /// read as another. Each is good for `ttl`.
    #[must_use]
    pub fn new(key: [u8; 32], ttl: Duration) -> Self {
        let of = |kind: &str| {
            mac(&key, &["chatdesk own token ", kind, " v1"]).finalize().into_bytes().into()
        };
        Self { visitor: of(Self::VISITOR), ticket: of(Self::TICKET), ttl }
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
        (give(Self::VISITOR, &self.visitor, &claims), id)
    }

    /// A token that opens one ticket and nothing else.
    #[must_use]
    pub fn give_ticket(&self, ticket: TicketNumber, now: Timestamp) -> String {
        let claims = TicketClaims { number: ticket.get(), issued_at: now.as_micros() };
        give(Self::TICKET, &self.ticket, &claims)
    }

    /// Who holds a token; `None` when it does not count for any reason.
    pub(super) fn caller(&self, token: &str, now: Timestamp) -> Option<Caller> {
        if token.starts_with(Self::TICKET) {
            let claims: TicketClaims = take(Self::TICKET, &self.ticket, token)?;
            let issued_at = Timestamp::from_micros(claims.issued_at);
            let expires_at = issued_at.plus(self.ttl);
            return (now < expires_at).then(|| Caller {
                actor: Actor::Ticket(TicketNumber::new(claims.number)),
                expires_at: Some(expires_at),
                issued_at: Some(issued_at),
            });
        }
        let claims: VisitorClaims = take(Self::VISITOR, &self.visitor, token)?;
        (now.as_secs() < claims.expires_at).then(|| claims.caller())
    }
}

fn give(kind: &str, key: &[u8; 32], claims: &impl Serialize) -> String {
    // Serialising strings and numbers cannot fail; an empty payload would verify to nothing.
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).unwrap_or_default());
    let tag = URL_SAFE_NO_PAD.encode(mac(key, &[kind, &payload]).finalize().into_bytes());
    format!("{kind}{payload}.{tag}")
}

fn take<T: DeserializeOwned>(kind: &str, key: &[u8; 32], token: &str) -> Option<T> {
    let (payload, tag) = token.strip_prefix(kind)?.split_once('.')?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    mac(key, &[kind, payload]).verify_slice(&tag).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn mac(key: &[u8; 32], text: &[&str]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("32 bytes are a key");
    text.iter().for_each(|piece| mac.update(piece.as_bytes()));
    mac
}

impl fmt::Debug for OwnTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnTokens").field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

impl VisitorClaims {
    fn caller(self) -> Caller {
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

    use chatdesk_core::{Actor, TicketNumber, Timestamp};

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
        let caller = tokens().caller(&token, last).unwrap();

        assert!(token.starts_with("cdv_"));
        let Actor::Customer(customer) = caller.actor else { panic!("not a customer") };
        assert_eq!(customer.address.to_string(), format!("visitor:{}", id.simple()));
        assert_eq!(customer.profile.name.as_deref(), Some("Vera"));
        assert_eq!((caller.expires_at, caller.issued_at), (Some(NOW.plus(HOUR)), Some(NOW)));
        assert!(tokens().caller(&token, NOW.plus(HOUR)).is_none());
    }

    #[test]
    fn a_token_with_any_character_changed_does_not_count() {
        let token = given();
        for index in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(tokens().caller(&changed, NOW).is_none(), "changed at {index}");
        }
        for changed in [&token[..token.len() - 1], &format!("{token}A"), &format!("{token}=")] {
            assert!(tokens().caller(changed, NOW).is_none(), "{changed}");
        }
    }

    #[test]
    fn a_token_of_another_key_does_not_count() {
        assert!(OwnTokens::new([8; 32], HOUR).caller(&given(), NOW).is_none());
    }

    #[test]
    fn a_token_of_one_kind_is_not_read_as_one_of_another() {
        let ticket = tokens().give_ticket(TicketNumber::new(7), NOW);
        for (token, own) in [(given(), "cdv_"), (ticket, "cdt_")] {
            assert!(tokens().caller(&token, NOW).is_some());
            let rest = token.strip_prefix(own).unwrap();
            for prefix in ["cdv_", "cdt_", "cdl_", "", "cdv_cdv_", "CDV_"] {
                let is_good = tokens().caller(&format!("{prefix}{rest}"), NOW).is_some();
                assert_eq!(is_good, prefix == own, "{own} as {prefix}");
            }
        }
    }

    #[test]
    fn what_is_signed_with_the_key_of_another_kind_or_with_that_of_all_does_not_count() {
        let claims = serde_json::json!({"t": 7, "i": NOW.as_micros()});
        for key in [tokens().visitor, [7; 32]] {
            assert!(tokens().caller(&super::give("cdt_", &key, &claims), NOW).is_none());
        }
        assert!(tokens().caller(&super::give("cdt_", &tokens().ticket, &claims), NOW).is_some());
    }

    #[test]
    fn a_tickets_token_names_its_ticket_until_its_time_is_over() {
        let token = tokens().give_ticket(TicketNumber::new(7), NOW);

        let last = NOW.plus(HOUR - Duration::from_micros(1));
        let caller = tokens().caller(&token, last).unwrap();

        assert_eq!(caller.actor, Actor::Ticket(TicketNumber::new(7)));
        assert_eq!((caller.expires_at, caller.issued_at), (Some(NOW.plus(HOUR)), Some(NOW)));
        assert!(tokens().caller(&token, NOW.plus(HOUR)).is_none());
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
