use std::time::Duration;

use chatdesk_core::{Actor, Clock as _, StaffRole, Timestamp};
use chatdesk_testkit::ManualClock;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{Grant, Jwt};

const SECRET: &[u8; 32] = b"thirty-two bytes, no fewer than!";
/// A whole second, so that boundaries can be named.
const NOW: i64 = 1_795_253_400;

fn jwt() -> Jwt {
    Jwt::hs256(SECRET).unwrap()
}

fn clock() -> ManualClock {
    ManualClock::new(Timestamp::from_micros(NOW * 1_000_000))
}

fn signed(claims: &Value) -> String {
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

/// Claims that count for an hour, with these laid over them; `null` removes one.
fn claims(over: &Value) -> Value {
    let mut claims = json!({"sub": "ann", "exp": NOW + 3_600});
    for (name, value) in over.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

/// Who it is, as `user ann`; `None` when the token does not count.
fn who(jwt: &Jwt, over: &Value) -> Option<String> {
    let verified = jwt.verify(&signed(&claims(over)), clock().now())?;
    Some(match verified.actor() {
        Actor::Customer(customer) => format!("user {}", customer.address),
        Actor::Staff(staff) if staff.role == StaffRole::Admin => format!("admin {}", staff.id),
        Actor::Staff(staff) => format!("agent {}", staff.id),
        Actor::Host => "host".to_owned(),
        Actor::Ticket(number) => panic!("no JWT opens ticket {number}"),
    })
}

fn counts(jwt: &Jwt, over: &Value) -> bool {
    who(jwt, over).is_some()
}

#[test]
fn a_token_counts_until_the_instant_of_exp_and_not_at_it() {
    let (jwt, clock) = (jwt(), clock());
    let token = signed(&claims(&json!({"exp": NOW + 10})));

    clock.advance(Duration::from_micros(9_999_999));
    let before = jwt.verify(&token, clock.now());
    clock.advance(Duration::from_micros(1));

    assert!(before.is_some());
    assert!(jwt.verify(&token, clock.now()).is_none());
}

#[test]
fn a_token_counts_from_the_instant_of_nbf() {
    let (jwt, clock) = (jwt(), clock());
    let token = signed(&claims(&json!({"nbf": NOW + 10})));

    clock.advance(Duration::from_micros(9_999_999));
    let before = jwt.verify(&token, clock.now());
    clock.advance(Duration::from_micros(1));

    assert!(before.is_none());
    assert!(jwt.verify(&token, clock.now()).is_some());
}

#[test]
fn leeway_moves_both_ends_and_there_is_none_by_default() {
    let lenient = jwt().leeway(Duration::from_secs(5));
    for (over, strict, with_leeway) in [
        (json!({"exp": NOW}), false, true),
        (json!({"exp": NOW - 4}), false, true),
        (json!({"exp": NOW - 5}), false, false),
        (json!({"nbf": NOW + 5}), false, true),
        (json!({"nbf": NOW + 6}), false, false),
        (json!({"nbf": NOW}), true, true),
    ] {
        assert_eq!(counts(&jwt(), &over), strict, "{over} without leeway");
        assert_eq!(counts(&lenient, &over), with_leeway, "{over} with 5 s");
    }
}

#[test]
fn instants_may_have_a_fraction_and_must_be_numbers() {
    let jwt = jwt();
    assert!(counts(&jwt, &json!({"exp": NOW as f64 + 0.5})));
    assert!(!counts(&jwt, &json!({"exp": NOW as f64 - 0.5})));
    assert!(counts(&jwt, &json!({"exp": 1e300})));
    for exp in [json!(null), json!("9999999999"), json!(true), json!([NOW + 10]), json!(-1e300)] {
        assert!(!counts(&jwt, &json!({"exp": exp})), "{exp}");
    }
    for nbf in [json!("0"), json!(false)] {
        assert!(!counts(&jwt, &json!({"nbf": nbf})), "{nbf}");
    }
}

#[test]
fn sub_is_text_or_an_integer_of_1_to_256_characters() {
    let jwt = jwt();
    assert_eq!(who(&jwt, &json!({"sub": 7})).as_deref(), Some("user 7"));
    assert_eq!(who(&jwt, &json!({"sub": -7})).as_deref(), Some("user -7"));
    assert_eq!(who(&jwt, &json!({"sub": u64::MAX})).unwrap(), format!("user {}", u64::MAX));
    assert!(counts(&jwt, &json!({"sub": "ä".repeat(256)})));
    let unfit =
        [json!(null), json!(""), json!("x".repeat(257)), json!(7.5), json!(7.0), json!([7])];
    for sub in unfit.into_iter().chain([json!("visitor:1"), json!("a\0"), json!(true)]) {
        assert!(!counts(&jwt, &json!({"sub": sub})), "{sub}");
    }
}

#[test]
fn roles_are_those_of_the_contract() {
    let jwt = jwt();
    for (role, expected) in [
        (json!(null), Some("user ann")),
        (json!("user"), Some("user ann")),
        (json!("agent"), Some("agent ann")),
        (json!("admin"), Some("admin ann")),
        (json!("host"), Some("host")),
        (json!("Admin"), None),
        (json!(""), None),
        (json!(["admin"]), None),
        (json!(1), None),
    ] {
        assert_eq!(who(&jwt, &json!({"role": role})).as_deref(), expected, "{role}");
    }
}

#[test]
fn further_claims_make_an_admin_only_when_they_are_named_and_true() {
    let named = jwt().admin_claims(vec!["is_staff".to_owned(), "is_admin".to_owned()]);
    for (over, expected) in [
        (json!({"is_staff": true}), "admin ann"),
        (json!({"is_admin": true, "role": "agent"}), "admin ann"),
        (json!({"is_superuser": true}), "user ann"),
        (json!({"is_staff": false}), "user ann"),
        (json!({"is_staff": "true"}), "user ann"),
        (json!({"is_staff": 1}), "user ann"),
        (json!({"is_staff": true, "role": "host"}), "host"),
    ] {
        assert_eq!(who(&named, &over).as_deref(), Some(expected), "{over}");
    }
    assert_eq!(who(&jwt(), &json!({"is_staff": true})).as_deref(), Some("user ann"));
}

#[test]
fn audience_and_issuer_count_only_when_configured_and_are_then_required() {
    let ours = jwt().audience("chat").issuer("shop");
    for (over, expected) in [
        (json!({"aud": "chat", "iss": "shop"}), true),
        (json!({"aud": ["mail", "chat"], "iss": "shop"}), true),
        (json!({"aud": "mail", "iss": "shop"}), false),
        (json!({"aud": [], "iss": "shop"}), false),
        (json!({"aud": "chat", "iss": "other"}), false),
        (json!({"aud": "chat"}), false),
        (json!({"iss": "shop"}), false),
    ] {
        assert_eq!(counts(&ours, &over), expected, "{over}");
        assert!(counts(&jwt(), &over), "{over} where neither is configured");
    }
}

#[test]
fn a_token_of_another_type_than_access_does_not_count() {
    assert!(counts(&jwt(), &json!({"token_type": "access"})));
    assert!(!counts(&jwt(), &json!({"token_type": "refresh"})));
    assert!(!counts(&jwt(), &json!({"token_type": 1})));
}

#[test]
fn every_claim_may_have_another_name() {
    let jwt =
        jwt().user_claim("user_id").name_claim("nick").email_claim("mail").role_claim("group");
    let token = signed(&json!({
        "user_id": 7, "exp": NOW + 10, "nick": "Ann", "mail": "ann@example.org", "group": "user",
        "sub": "other", "name": "Other", "email": "other@example.org", "role": "admin",
    }));

    let verified = jwt.verify(&token, clock().now()).unwrap();

    let Actor::Customer(customer) = verified.actor() else { panic!("not a user") };
    assert_eq!(customer.address.to_string(), "7");
    assert_eq!(customer.profile.name.as_deref(), Some("Ann"));
    assert_eq!(customer.profile.email.as_deref(), Some("ann@example.org"));
    assert!(jwt.verify(&signed(&claims(&json!({}))), clock().now()).is_none(), "`sub` is not read");
}

#[test]
fn what_is_shown_of_somebody_is_cut_and_not_refused() {
    let over = json!({"name": format!(" {}\0", "ä".repeat(300)), "email": " ", "phone": 7});

    let verified = jwt().verify(&signed(&claims(&over)), clock().now()).unwrap();

    let Actor::Customer(customer) = verified.actor() else { panic!("not a user") };
    assert_eq!(customer.profile.name, Some("ä".repeat(256)));
    assert_eq!((&customer.profile.email, &customer.profile.phone), (&None, &None));
}

#[test]
fn a_secret_under_32_bytes_is_refused() {
    assert!(Jwt::hs256(&SECRET[1..]).unwrap_err().to_string().contains("31"));
}

#[test]
fn only_our_secret_and_our_algorithm_count() {
    let (jwt, now) = (jwt(), clock().now());
    let good = signed(&claims(&json!({})));
    let (signing_input, _) = good.rsplit_once('.').unwrap();
    let other = EncodingKey::from_secret(b"another secret of thirty-two byte");
    let of_other = encode(&Header::new(Algorithm::HS256), &claims(&json!({})), &other).unwrap();
    let ours = EncodingKey::from_secret(SECRET);
    let hs512 = encode(&Header::new(Algorithm::HS512), &claims(&json!({})), &ours).unwrap();
    // {"alg":"none"}
    let none = format!("eyJhbGciOiJub25lIn0.{}.", signing_input.split_once('.').unwrap().1);

    assert!(jwt.verify(&good, now).is_some());
    for token in [&*of_other, &*hs512, &*none, &format!("{signing_input}."), "", ".", "a.b.c"] {
        assert!(jwt.verify(token, now).is_none(), "{token}");
    }
}

#[test]
fn a_signed_token_counts_for_its_time_and_one_of_no_time_does_not() {
    let (jwt, clock) = (jwt().audience("chat").issuer("shop"), clock());
    let grant = |ttl| Grant {
        sub: "7".to_owned(),
        role: "agent".to_owned(),
        name: Some("Alex".to_owned()),
        ttl,
    };
    let good = jwt.sign(&grant(Duration::from_secs(10)), clock.now()).unwrap();
    let expired = jwt.sign(&grant(Duration::ZERO), clock.now()).unwrap();

    let verified = jwt.verify(&good, clock.now()).unwrap();
    assert!(matches!(verified.actor(), Actor::Staff(staff) if staff.id == "7"));
    assert!(jwt.verify(&expired, clock.now()).is_none());
    clock.advance(Duration::from_secs(10));
    assert!(jwt.verify(&good, clock.now()).is_none());
    let shown = format!("{jwt:?} {:?} {verified:?}", grant(Duration::ZERO));
    assert!(!shown.contains("Alex") && !shown.contains("thirty-two"), "{shown}");
}

#[test]
fn a_token_that_was_accepted_lends_nothing_to_one_with_another_signature() {
    let (jwt, now) = (jwt(), clock().now());
    let token = signed(&claims(&json!({})));
    assert!(jwt.verify(&token, now).is_some());

    let (signed_part, _) = token.rsplit_once('.').unwrap();
    assert!(jwt.verify(&format!("{signed_part}."), now).is_none());
    assert!(jwt.verify(&format!("{token}A"), now).is_none());
    assert!(jwt.verify(signed_part, now).is_none());
    assert!(jwt.verify(&token, now).is_some());
}

#[test]
fn a_token_that_was_accepted_ends_all_the_same() {
    let (jwt, clock) = (jwt(), clock());
    let token = signed(&claims(&json!({"exp": NOW + 10})));
    assert!(jwt.verify(&token, clock.now()).is_some());

    clock.advance(Duration::from_secs(10));

    assert!(jwt.verify(&token, clock.now()).is_none());
}
