use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chatdesk_tests::{HostKey, Jwt, unix_now};
use serde_json::{Value, json};

use super::{good, hold, server_for, shared};

/// What is done to a token, the token, and one that is good and differs in nothing else.
type Attack = (&'static str, String, String);

/// A claim that is wrong, and how it is right; `null` leaves it out.
fn claims() -> Vec<(&'static str, &'static str, Value, Value)> {
    let now = unix_now();
    let year = 365 * 24 * 3_600;
    let none = Value::Null;
    vec![
        ("expired to the second", "exp", now.into(), (now + 60).into()),
        ("expired long ago", "exp", 1.into(), (now + year).into()),
        ("no exp", "exp", none.clone(), (now + 60).into()),
        ("exp as text", "exp", (now + 60).to_string().into(), (now + 60).into()),
        ("exp before 1970", "exp", (-5).into(), (now as f64 + 60.5).into()),
        ("exp a list", "exp", json!([now + 60]), (now + 60).into()),
        ("nbf far in the future", "nbf", (now + year).into(), (now - 60).into()),
        ("nbf as text", "nbf", "0".into(), 0.into()),
        ("another audience", "aud", "mail".into(), "chat".into()),
        ("no audience", "aud", none.clone(), json!(["mail", "chat"])),
        ("the beginning of the audience", "aud", "cha".into(), "chat".into()),
        ("another issuer", "iss", "Shop".into(), "shop".into()),
        ("no issuer", "iss", none.clone(), "shop".into()),
        ("the issuer in a list", "iss", json!(["shop"]), "shop".into()),
        ("a refresh token", "token_type", "refresh".into(), "access".into()),
        ("an empty sub", "sub", "".into(), "x".into()),
        ("no sub", "sub", none.clone(), 7.into()),
        ("sub of 257 characters", "sub", "ä".repeat(257).into(), "ä".repeat(256).into()),
        ("sub with a NUL", "sub", "a\0b".into(), "a b".into()),
        ("sub of a visitor", "sub", "visitor:1".into(), "visitor".into()),
        ("sub of WhatsApp", "sub", "whatsapp:+49".into(), "+49".into()),
        ("sub of Telegram", "sub", "telegram:42".into(), "Telegram:42".into()),
        ("sub true", "sub", true.into(), "true".into()),
        ("an unknown role", "role", "root".into(), "user".into()),
        ("a role in capitals", "role", "ADMIN".into(), none),
    ]
}

fn with(jwt: Jwt, claim: &str, value: &Value) -> Jwt {
    if value.is_null() { jwt.without(claim) } else { jwt.claim(claim, value.clone()) }
}

fn attacks(key: &HostKey) -> Vec<Attack> {
    let twin = good(key).signed_by(key);
    let mut attacks: Vec<Attack> = claims()
        .into_iter()
        .map(|(name, claim, wrong, right)| {
            let token = |value| with(good(key), claim, value).signed_by(key);
            (name, token(&wrong), token(&right))
        })
        .collect();
    let (message, signature) = twin.rsplit_once('.').unwrap();
    let (header, payload) = message.split_once('.').unwrap();
    let mut add = |name, bad: String| attacks.push((name, bad, twin.clone()));
    add("alg none", good(key).algorithm("none").unsigned());
    add("alg nOnE, signed", good(key).algorithm("nOnE").signed_by(key));
    let lower = key.algorithm().to_lowercase();
    add("alg in small letters", good(key).algorithm(&lower).signed_by(key));
    add("no signature", format!("{message}."));
    add("a signature cut off", message.to_owned());
    add("half a signature", format!("{message}.{}", &signature[..signature.len() / 2]));
    add("another key", good(key).signed_by(&key.another()));
    add(
        "another header's signature",
        format!("{}.{payload}.{signature}", URL_SAFE_NO_PAD.encode("{}")),
    );
    let other = URL_SAFE_NO_PAD.encode(json!({"sub": "1", "role": "admin"}).to_string());
    add("another payload's signature", format!("{header}.{other}.{signature}"));
    add("padding", format!("{twin}="));
    add("a fourth part", format!("{twin}.{signature}"));
    add("an extension that must be understood", {
        good(key).header("crit", json!(["exp"])).signed_by(key)
    });
    add("an empty list of such extensions", good(key).header("crit", json!([])).signed_by(key));
    add("a kid that is no text", good(key).header("kid", 7).signed_by(key));
    add("more than 8 KiB", good(key).claim("more", "x".repeat(8_192)).signed_by(key));
    attacks.extend(raw(key, &twin));
    attacks.extend(keys_in_the_header(key));
    attacks
}

/// Texts that two readers may read as two things.
fn raw(key: &HostKey, twin: &str) -> Vec<Attack> {
    let claims = good(key).claims().to_string();
    let algorithm = key.algorithm();
    let header = format!(r#"{{"alg":"{algorithm}"}}"#);
    let opened = claims.strip_suffix('}').unwrap();
    let texts = [
        ("a claim twice", header.clone(), format!(r#"{opened},"sub":"1"}}"#)),
        ("a claim twice, the same", header.clone(), format!(r#"{opened},"sub":"42"}}"#)),
        ("a claim twice, once escaped", header.clone(), format!(r#"{opened},"\u0073ub":"1"}}"#)),
        ("exp beyond all numbers", header.clone(), format!(r#"{opened},"x":1e999}}"#)),
        ("exp not a number", header.clone(), claims.replace(r#""exp":"#, r#""exp":NaN,"e":"#)),
        ("a list of claims", header.clone(), format!("[{claims}]")),
        ("more after the claims", header, format!("{claims}{claims}")),
        ("alg twice", format!(r#"{{"alg":"none","alg":"{algorithm}"}}"#), claims.clone()),
        (
            "alg twice, the same",
            format!(r#"{{"alg":"{algorithm}","alg":"{algorithm}"}}"#),
            claims.clone(),
        ),
        ("no alg", "{}".to_owned(), claims.clone()),
        ("alg a list", format!(r#"{{"alg":["{algorithm}"]}}"#), claims),
    ];
    let texts = texts.into_iter();
    texts
        .map(|(name, header, claims)| (name, Jwt::of_texts(&header, &claims, key), twin.to_owned()))
        .collect()
}

/// Keys that a token brings along: they are never looked at, so a good signature stays good.
fn keys_in_the_header(key: &HostKey) -> Vec<Attack> {
    let mallory = HostKey::p256();
    let jwk = mallory.jwk("mallory");
    let members = [
        ("a jwk in the header", "jwk", jwk),
        ("a jku in the header", "jku", "https://mallory.example/keys".into()),
        ("an x5u in the header", "x5u", "https://mallory.example/keys".into()),
    ];
    let members = members.into_iter();
    members
        .map(|(name, member, value)| {
            let brings = |key: &HostKey| good(key).header(member, value.clone()).signed_by(key);
            (name, brings(&mallory), brings(key))
        })
        .collect()
}

async fn holds(key: &HostKey, more: Vec<Attack>) {
    let server = server_for(key).await;
    let attacks: Vec<_> = attacks(key).into_iter().chain(more).collect();
    let mut wrong = Vec::new();
    for (name, bad, good) in &attacks {
        hold(&server, name, (bad, good), &mut wrong).await;
    }
    assert!(attacks.len() >= 50, "{} attacks", attacks.len());
    assert!(wrong.is_empty(), "{}: {}", key.algorithm(), wrong.join("\n"));
}

/// Tokens that are signed with HMAC under what everybody knows of a public key.
fn confused(key: &HostKey) -> Vec<Attack> {
    let twin = good(key).signed_by(key);
    let (pem, jwk) = (key.pem(), key.jwk("k"));
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let secrets = [pem.clone(), pem.trim_end().to_owned(), der, jwk.to_string(), String::new()];
    let secrets = secrets.into_iter();
    let mut attacks: Vec<_> = secrets
        .map(|secret| {
            let secret = HostKey::Secret(secret.into_bytes());
            ("the public key as a secret", good(&secret).signed_by(&secret), twin.clone())
        })
        .collect();
    let claimed = |other: &HostKey| good(other).signed_by(key);
    for other in [HostKey::rsa(), HostKey::p256(), HostKey::ed25519()] {
        if other.algorithm() != key.algorithm() {
            attacks.push(("our key under another algorithm's name", claimed(&other), twin.clone()));
            let by_other = good(key).signed_by(&other);
            attacks.push(("another algorithm's key under our name", by_other, twin.clone()));
        }
    }
    for name in ["RS512", "PS256", "ES384", "HS512"] {
        attacks.push((
            "a kindred algorithm",
            good(key).algorithm(name).signed_by(key),
            twin.clone(),
        ));
    }
    attacks
}

#[tokio::test]
async fn attacks_on_tokens_under_a_shared_secret_are_401_and_their_good_twins_pass() {
    let key = shared();
    let twin = good(&key).signed_by(&key);
    let rsa = HostKey::rsa();
    let more = vec![
        ("RS256 where a secret is shared", good(&rsa).signed_by(&rsa), twin.clone()),
        ("HS512", good(&key).algorithm("HS512").signed_by(&key), twin),
    ];
    holds(&key, more).await;
}

#[tokio::test]
async fn attacks_on_tokens_under_an_rsa_key_are_401_and_their_good_twins_pass() {
    let key = HostKey::rsa();
    holds(&key, confused(&key)).await;
}

#[tokio::test]
async fn attacks_on_tokens_under_a_p256_key_are_401_and_their_good_twins_pass() {
    let key = HostKey::p256();
    holds(&key, confused(&key)).await;
}

#[tokio::test]
async fn attacks_on_tokens_under_an_ed25519_key_are_401_and_their_good_twins_pass() {
    let key = HostKey::ed25519();
    holds(&key, confused(&key)).await;
}
