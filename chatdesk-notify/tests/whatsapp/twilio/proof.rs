//! Which posts are Twilio's.

use std::collections::BTreeMap;

use aws_lc_rs::{digest, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{Forged, Post, Posted, Receiver as _};
use chatdesk_notify::TwilioReceiver;
use proptest::prelude::*;

use super::{AUTH, HOOK};

const SHARED: &str = "shared-key-secret";
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

pub(crate) fn receiver(url: &str) -> TwilioReceiver {
    let receiver = TwilioReceiver::new(&url.parse().unwrap(), AUTH.into()).unwrap();
    receiver.shared_key(SHARED.into()).unwrap()
}

/// As Twilio's documents say: base64 of the HMAC of the URL and all fields, sorted, one behind the other.
pub(crate) fn signature(url: &str, fields: &[(&str, &str)]) -> String {
    signed(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, AUTH, &whole(url, fields))
}

fn whole(url: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted: Vec<_> = fields.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let fields: String = sorted.iter().map(|(name, value)| format!("{name}{value}")).collect();
    format!("{url}{fields}")
}

fn signed(algorithm: hmac::Algorithm, secret: &str, text: &str) -> String {
    let key = hmac::Key::new(algorithm, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub(crate) fn read(
    receiver: &TwilioReceiver,
    (query, body): (&str, &[u8]),
    headers: &[(&str, &str)],
) -> Result<Posted, Forged> {
    let owned = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let headers: BTreeMap<_, _> = owned.collect();
    receiver.read(&Post { query, headers: &headers, body })
}

const FIELDS: [(&str, &str); 5] = [
    ("To", "whatsapp:+14155238886"),
    ("From", "whatsapp:+16505551234"),
    ("Body", "  Grüße & 1+1=2 😀  "),
    ("MessageSid", "SM1"),
    ("ButtonText", ""),
];

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn takes(url: &str, query: &str, signature: &str) -> bool {
    let headers = [FORM, ("x-twilio-signature", signature)];
    read(&receiver(url), (query, form(&FIELDS).as_bytes()), &headers).is_ok()
}

#[test]
fn what_the_documents_sign_is_taken() {
    // The example of Twilio's page "Security".
    let fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ];
    let url = "https://mycompany.com/myapp.php";
    let receiver = TwilioReceiver::new(&url.parse().unwrap(), "12345".into()).unwrap();
    let headers = [FORM, ("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")];
    let body = form(&fields);

    let read = |query: &str| read(&receiver, (query, body.as_bytes()), &headers);
    assert!(read("foo=1&bar=2").is_ok());
    assert_eq!(read("foo=1&bar=3"), Err(Forged));
}

#[test]
fn the_url_of_the_settings_counts_with_and_without_its_port() {
    let rows = [
        (HOOK, "", HOOK, true),
        (HOOK, "", "https://desk.example:443/api/webhooks/whatsapp/twilio", true),
        (HOOK, "", "https://desk.example:8443/api/webhooks/whatsapp/twilio", false),
        (HOOK, "", "http://desk.example/api/webhooks/whatsapp/twilio", false),
        (HOOK, "", "https://other.example/api/webhooks/whatsapp/twilio", false),
        (HOOK, "", "https://desk.example/api/webhooks/whatsapp", false),
        (HOOK, "a=1&b=%20", &format!("{HOOK}?a=1&b=%20"), true),
        (HOOK, "a=1&b=%20", HOOK, false),
        ("https://desk.example:8443/t", "", "https://desk.example:8443/t", true),
        ("https://desk.example:8443/t", "", "https://desk.example/t", true),
        ("http://[::1]:8080/t", "", "http://[::1]:8080/t", true),
        ("http://[::1]/t", "", "http://[::1]:80/t", true),
    ];
    for (configured, query, called, is_taken) in rows {
        let signature = signature(called, &FIELDS);
        assert_eq!(takes(configured, query, &signature), is_taken, "{configured} {called}");
    }
}

#[test]
fn what_is_altered_or_signed_otherwise_is_not_taken() {
    let genuine = signature(HOOK, &FIELDS);
    assert!(takes(HOOK, "", &genuine));
    let of =
        |secret: &str| signed(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret, &whole(HOOK, &FIELDS));
    let sha256 = signed(hmac::HMAC_SHA256, AUTH, &whole(HOOK, &FIELDS));
    for other in ["", "====", "a", &of("other"), &of(""), &of(SHARED), &sha256, &genuine[1..]] {
        assert!(!takes(HOOK, "", other), "{other}");
    }
    let trimmed = FIELDS.map(|(name, value)| (name, value.trim()));
    assert!(!takes(HOOK, "", &signature(HOOK, &trimmed)));
    let headers = [FORM, ("x-twilio-signature", &*genuine)];
    for index in 0..FIELDS.len() {
        let mut altered = FIELDS;
        altered[index].1 = "altered";
        let body = form(&altered);
        assert_eq!(read(&receiver(HOOK), ("", body.as_bytes()), &headers), Err(Forged));
    }
    let more = form(&[&FIELDS[..], &[("Extra", "1")]].concat());
    assert_eq!(read(&receiver(HOOK), ("", more.as_bytes()), &headers), Err(Forged));
    assert_eq!(read(&receiver(HOOK), ("", form(&FIELDS).as_bytes()), &[FORM]), Err(Forged));
}

#[test]
fn a_shared_key_signs_where_the_settings_say_so() {
    let text = whole(HOOK, &FIELDS);
    let by_key = signed(hmac::HMAC_SHA256, SHARED, &text);
    let rows = [
        ("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256", &by_key, true),
        (" key=k , algorithm = HMAC_SHA256 ", &by_key, true),
        ("key=k,algorithm=HMAC_SHA1", &by_key, false),
        ("key=k,algorithm=NONE", &by_key, false),
        ("", &by_key, false),
        ("key=k", &by_key, false),
        ("key=k,algorithm=HMAC_SHA256", &signature(HOOK, &FIELDS), false),
        ("key=k,algorithm=HMAC_SHA256", &signed(hmac::HMAC_SHA256, AUTH, &text), false),
        ("key=k,algorithm=HMAC_SHA1", &signature(HOOK, &FIELDS), true),
    ];
    let body = form(&FIELDS);
    for (settings, signature, is_taken) in rows {
        let headers = [FORM, ("x-twilio-signature", &**signature), (SETTINGS, settings)];
        let read = read(&receiver(HOOK), ("", body.as_bytes()), &headers);
        assert_eq!(read.is_ok(), is_taken, "{settings}");
    }
    let without = TwilioReceiver::new(&HOOK.parse().unwrap(), AUTH.into()).unwrap();
    let headers = [FORM, ("x-twilio-signature", &*by_key), (SETTINGS, rows[0].0)];
    assert_eq!(read(&without, ("", body.as_bytes()), &headers), Err(Forged));
}

#[test]
fn json_is_proven_by_the_hash_in_the_query() {
    let body = br#"{"a":"\u00fc"}"#;
    let hash = digest::digest(&digest::SHA256, body);
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let query = format!("bodySHA256={hash}");
    let taken = |query: &str, body: &[u8]| {
        let signature = signature(&format!("{HOOK}?{query}"), &[]);
        let json = ("content-type", "application/json; charset=utf-8");
        read(&receiver(HOOK), (query, body), &[json, ("x-twilio-signature", &signature)])
    };

    assert_eq!(taken(&query, body).map(|posted| posted.received), Ok(vec![]));
    assert_eq!(taken(&query, b"{}"), Err(Forged));
    assert_eq!(taken("a=1", body), Err(Forged));
    assert_eq!(taken("bodySHA256=", body), Err(Forged));
}

#[test]
fn nobody_can_sign_with_an_empty_secret() {
    assert!(TwilioReceiver::new(&HOOK.parse().unwrap(), "".into()).is_err());
    let receiver = TwilioReceiver::new(&HOOK.parse().unwrap(), AUTH.into()).unwrap();
    assert!(!format!("{receiver:?}").contains(AUTH));
    assert_eq!(receiver.handshake("hub.mode=subscribe&hub.challenge=1"), None);
    assert!(receiver.shared_key("".into()).is_err());
}

proptest! {
    #[test]
    fn whatever_is_posted_is_forged_or_read(fields in proptest::collection::vec(("(Body|From|To|MessageSid|MessageStatus|ErrorCode|NumMedia|MediaUrl0|Latitude|Longitude|\\PC{0,5})", "(whatsapp:[+]1650555[0-9]{4}|read|failed|received|[0-9]{0,30}|\\PC{0,20})"), 0..9), bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let signature = signature(HOOK, &fields);
        let headers = [FORM, ("x-twilio-signature", &*signature)];
        let receiver = receiver(HOOK);
        prop_assert!(read(&receiver, ("", form(&fields).as_bytes()), &headers).is_ok());
        if !fields.is_empty() {
            prop_assert_eq!(read(&receiver, ("", &bytes), &headers), Err(Forged));
        }
    }
}
