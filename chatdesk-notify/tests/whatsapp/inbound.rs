//! What Meta posts, and what is read of it.

mod kinds;

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use chatdesk_core::{
    Forged, Inbound, InboundContent, Post, Posted, ReceiptState, Received, Receiver, Timestamp,
};
use chatdesk_notify::WhatsAppReceiver;
use serde_json::{Value, json};

pub(crate) use self::kinds::kinds;
use crate::golden::assert_golden;

const SECRET: &str = "app-secret";
const VERIFY: &str = "choose-me";
const MESSAGE: &str = "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=";

pub(crate) fn receiver() -> WhatsAppReceiver {
    WhatsAppReceiver::new("106540352242922", SECRET.into(), VERIFY.into()).unwrap()
}

/// A post with one change of our number, that has these fields.
pub(crate) fn post(fields: &Value) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
    });
    value.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let change = json!({"field": "messages", "value": value});
    let entry = json!({"id": "102290129340398", "changes": [change]});
    json!({"object": "whatsapp_business_account", "entry": [entry]})
}

fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body);
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

fn read_with(
    receiver: &impl Receiver,
    body: &[u8],
    signature: Option<&str>,
) -> Result<Posted, Forged> {
    let signature = signature.map(|it| ("x-hub-signature-256".to_owned(), it.to_owned()));
    let headers: BTreeMap<_, _> = signature.into_iter().collect();
    receiver.read(&Post { query: "", headers: &headers, body })
}

pub(crate) fn read_by(
    receiver: &impl Receiver,
    body: &Value,
    secret: &str,
) -> Result<Posted, Forged> {
    let body = body.to_string();
    read_with(receiver, body.as_bytes(), Some(&signature(secret, body.as_bytes())))
}

pub(crate) fn read_raw(body: &[u8]) -> Vec<Received> {
    read_with(&receiver(), body, Some(&signature(SECRET, body))).unwrap().received
}

pub(crate) fn read(fields: &Value) -> Vec<Received> {
    read_raw(post(fields).to_string().as_bytes())
}

fn contact() -> Value {
    json!({"profile": {"name": "Sheena Nelson"}, "wa_id": "16505551234"})
}

/// A message of Sheena's, of a kind, with what that kind has.
pub(crate) fn message(kind: &str, content: &Value) -> Value {
    let mut message =
        json!({"from": "16505551234", "id": MESSAGE, "timestamp": "1749416383", "type": kind});
    message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
    message
}

fn heard(message: &Value) -> Option<Inbound> {
    let received = read(&json!({"contacts": [contact()], "messages": [message]}));
    assert!(received.len() <= 1, "{received:?}");
    received.into_iter().next().map(|received| match received {
        Received::Message(inbound) => inbound,
        other => panic!("{other:?}"),
    })
}

#[test]
fn each_kind_of_message_is_what_it_is() {
    for (message, expected) in kinds() {
        let inbound = heard(&message);
        assert_eq!(inbound.as_ref().map(|it| it.content.clone()), expected, "{message}");
        let Some(inbound) = inbound else { continue };
        assert_eq!(inbound.address.as_str(), "whatsapp:+16505551234");
        assert_eq!(
            (inbound.name.as_deref(), &*inbound.message_id),
            (Some("Sheena Nelson"), MESSAGE)
        );
        assert_eq!(inbound.written_at, Some(Timestamp::from_micros(1_749_416_383_000_000)));
        assert_eq!((inbound.aliases.len(), inbound.is_registered), (0, None));
        let answered = message.pointer("/context/id").and_then(Value::as_str);
        assert_eq!(inbound.reply_to.as_deref(), answered);
    }
}

/// Whoever has Meta's own description of its posts can hold these against it.
#[test]
fn the_kinds_of_posts_are_kept_as_files() {
    for (index, (message, _)) in kinds().into_iter().enumerate() {
        let kind = message["type"].as_str().unwrap().to_owned();
        let body = post(&json!({"contacts": [contact()], "messages": [message]}));
        assert_golden("whatsapp-posts", &format!("{index:02}-{kind}"), &body);
    }
    for state in ["sent", "delivered", "read", "failed"] {
        let body = post(&json!({"statuses": [a_status(state)]}));
        assert_golden("whatsapp-posts", &format!("status-{state}"), &body);
    }
}

fn a_status(state: &str) -> Value {
    let mut status = json!({
        "id": MESSAGE, "status": state, "timestamp": "1750030073", "recipient_id": "16505551234",
        "pricing": {"billable": true, "pricing_model": "PMP", "category": "service"},
        "biz_opaque_callback_data": "say:1",
    });
    if state == "failed" {
        let text = "Message failed to send because more than 24 hours have passed.";
        let href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
        let data = json!({"details": text});
        let error = json!({"code": 131_047, "title": "Re-engagement message", "message": text, "error_data": data, "href": href});
        status["errors"] = json!([error]);
    }
    status
}

#[test]
fn a_text_is_kept_up_to_its_bound() {
    let long = "ä".repeat(70_000);
    let inbound = heard(&message("text", &json!({"text": {"body": long}}))).unwrap();

    let InboundContent::Text(text) = inbound.content else { panic!("{inbound:?}") };
    assert_eq!(text.chars().count(), 65_536);
}

#[test]
fn who_shows_no_number_is_known_by_their_id() {
    let id = "US.13491208655302741918";
    let text = json!({"body": "Hi"});
    let by_id = json!({"from_user_id": id, "id": "wamid.1", "timestamp": "1", "type": "text", "text": text});
    let by_both = json!({"from": "16505551234", "from_user_id": id, "id": "wamid.2", "timestamp": "1", "type": "text", "text": text});
    let by_number = json!({"from": "16505551234", "id": "wamid.3", "timestamp": "1", "type": "text", "text": text});
    let known = json!({"profile": {"name": "Sheena", "username": "sheena"}, "wa_id": "16505551234", "user_id": id});
    let nameless = json!({"profile": {"username": "sheena"}, "user_id": id});
    let (number, person) = ("whatsapp:+16505551234", "whatsapp:US.13491208655302741918");
    let rows = [
        (json!([nameless]), &by_id, person, vec![], Some("sheena")),
        (json!([known]), &by_both, number, vec![person], Some("Sheena")),
        (json!([known]), &by_number, number, vec![person], Some("Sheena")),
        // Whoever the contacts give a number to is found by it.
        (json!([known]), &by_id, number, vec![person], Some("Sheena")),
        (json!([]), &by_both, number, vec![person], None),
        (json!([contact()]), &by_id, person, vec![], None),
    ];
    for (contacts, message, address, aliases, name) in rows {
        let received = read(&json!({"contacts": contacts, "messages": [message]}));
        let [Received::Message(inbound)] = &received[..] else { panic!("{received:?}") };
        assert_eq!(inbound.address.as_str(), address, "{contacts} {message}");
        let known: Vec<_> = inbound.aliases.iter().map(chatdesk_core::Address::as_str).collect();
        assert_eq!((known, inbound.name.as_deref()), (aliases, name), "{contacts} {message}");
    }
}

#[test]
fn everything_in_a_post_is_read_in_its_order() {
    let text = |id: &str| json!({"from": "16505551234", "id": id, "timestamp": "1", "type": "text", "text": {"body": id}});
    let mut all = post(&json!({"messages": [text("1"), text("2")]}));
    let status = json!({"statuses": [{"id": "3", "status": "sent", "timestamp": "1"}]});
    let more = post(&json!({"messages": [text("4")]}));
    let change = post(&status)["entry"][0]["changes"][0].clone();
    all["entry"][0]["changes"].as_array_mut().unwrap().push(change);
    all["entry"].as_array_mut().unwrap().push(more["entry"][0].clone());

    let ids: Vec<_> = read_raw(all.to_string().as_bytes())
        .into_iter()
        .map(|received| match received {
            Received::Message(inbound) => inbound.message_id,
            Received::Status(status) => status.provider_id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, ["1", "2", "3", "4"]);
}

#[test]
fn what_is_broken_or_not_ours_hides_nothing_beside_it() {
    let fine = message("text", &json!({"text": {"body": "fine"}}));
    let broken = [
        json!(null),
        json!(7),
        json!({}),
        json!({"type": "text", "id": "wamid.1", "text": {"body": "from nobody"}}),
        json!({"from": "16505551234", "type": "text", "text": {"body": "without an id"}}),
        json!({"from": 16_505_551_234_u64, "id": "1", "type": "text", "text": {"body": "a number"}}),
        json!({"from": "1", "id": "1", "type": "text", "text": {"body": "too short"}}),
        json!({"from": "16505551234", "id": "x".repeat(257), "type": "text", "text": {"body": "x"}}),
        json!({"from": "16505551234", "id": "1", "type": "text", "text": "no object"}),
        json!({"from": "16505551234", "id": "1", "group_id": "g", "type": "text", "text": {"body": "x"}}),
    ];
    for broken in broken {
        let received = read(&json!({"messages": [broken, fine]}));
        assert_eq!(received.len(), 1, "{broken}");
    }
    let fields = json!({"messages": [fine]});
    assert_eq!(read(&fields).len(), 1);
    let foreign = [
        ("/entry/0/changes/0/value/metadata/phone_number_id", json!("1")),
        ("/entry/0/changes/0/value/metadata", json!(null)),
        ("/entry/0/changes/0/field", json!("smb_message_echoes")),
        ("/object", json!("page")),
        ("/entry", json!({})),
    ];
    for (path, value) in foreign {
        let mut body = post(&fields);
        *body.pointer_mut(path).unwrap() = value;
        assert_eq!(read_raw(body.to_string().as_bytes()), [], "{path}");
    }
    for body in [&b""[..], b"[]", b"null", b"{", b"\xff", &[b'['; 100_000]] {
        assert_eq!(read_raw(body), []);
    }
}

#[test]
fn a_status_says_how_far_a_message_got() {
    let rows = [
        ("sent", Some(ReceiptState::Sent)),
        ("delivered", Some(ReceiptState::Delivered)),
        ("read", Some(ReceiptState::Read)),
        ("played", Some(ReceiptState::Read)),
        ("failed", Some(ReceiptState::Failed)),
        ("deleted", None),
    ];
    for (word, state) in rows {
        let status = json!({"id": MESSAGE, "status": word, "timestamp": "1750030073", "recipient_id": "16505551234", "conversation": {"id": "c"}, "pricing": {"billable": true}, "biz_opaque_callback_data": "say:1"});
        let received = read(&json!({"statuses": [status]}));
        let Some(state) = state else {
            assert_eq!(received, []);
            continue;
        };
        let [Received::Status(status)] = &received[..] else { panic!("{received:?}") };
        assert_eq!((status.state, &*status.provider_id), (state, MESSAGE));
        assert_eq!((status.error.is_some(), status.needs_template), (word == "failed", false));
    }
}

#[test]
fn a_failed_status_says_why_in_words_of_ours() {
    for (code, needs_template) in
        [(131_047, true), (131_049, false), (131_026, false), (999, false)]
    {
        let error = json!({"code": code, "title": "Title", "message": "16505551234", "error_data": {"details": "my card"}, "href": "https://developers.facebook.com/"});
        let status = json!({"id": MESSAGE, "status": "failed", "timestamp": "1", "recipient_id": "16505551234", "errors": [error]});
        let received = read(&json!({"statuses": [status]}));

        let [Received::Status(status)] = &received[..] else { panic!("{received:?}") };
        let error = status.error.as_deref().unwrap();
        assert!(error.contains(&code.to_string()), "{error}");
        assert!(!error.contains("1650555") && !error.contains("card"), "{error}");
        assert_eq!(status.needs_template, needs_template);
    }
}

#[test]
fn somebody_with_another_number_or_id_has_moved() {
    let (former, new) = ("whatsapp:+16505551234", "whatsapp:+12195555358");
    let changed = json!({"body": "User A changed from 16505551234 to 12195555358", "wa_id": "12195555358", "type": "user_changed_number"});
    let older = json!({"body": "…", "customer": "16505551234", "new_wa_id": "12195555358", "type": "customer_changed_number"});
    let other_id =
        json!({"type": "user_changed_user_id", "previous_user_id": "US.1", "user_id": "DE.2"});
    let same = json!({"wa_id": "16505551234", "type": "user_changed_number"});
    let unknown = json!({"type": "user_grew_wings", "wa_id": "12195555358"});
    let rows = [
        (changed, Some((former, new))),
        (older, Some((former, new))),
        (other_id, Some(("whatsapp:US.1", "whatsapp:DE.2"))),
        (same, None),
        (unknown, None),
    ];
    for (system, expected) in rows {
        // There are no contacts in such a post.
        let received = read(&json!({"messages": [message("system", &json!({"system": system}))]}));
        let moved = received.first().map(|received| match received {
            Received::Moved(moved) => (moved.from.as_str(), moved.to.as_str()),
            other => panic!("{other:?}"),
        });
        assert_eq!(moved, expected, "{system}");
    }
}

#[test]
fn only_what_is_signed_over_its_very_bytes_is_read() {
    let receiver = receiver();
    // Meta writes what is not ASCII as `\u…`; written anew, the signature is another.
    let body = post(
        &json!({"messages": [message("text", &json!({"text": {"body": "Gr\u{fc}\u{df}e"}}))]}),
    );
    let body = body.to_string().replace('ü', "\\u00fc").replace('ß', "\\u00df");
    let signed = signature(SECRET, body.as_bytes());
    assert!(body.is_ascii());

    let posted = read_with(&receiver, body.as_bytes(), Some(&signed)).unwrap();
    let [Received::Message(inbound)] = &posted.received[..] else { panic!("{posted:?}") };
    assert_eq!(inbound.content, InboundContent::Text("Grüße".to_owned()));
    let upper = format!("sha256={}", signed.trim_start_matches("sha256=").to_uppercase());
    assert!(read_with(&receiver, body.as_bytes(), Some(&upper)).is_ok());

    let anew = serde_json::from_str::<Value>(&body).unwrap().to_string();
    let forged = [
        (body.as_bytes(), None),
        (body.as_bytes(), Some(String::new())),
        (body.as_bytes(), Some("sha256=".to_owned())),
        (body.as_bytes(), Some(signed.replace("sha256=", "sha1="))),
        (body.as_bytes(), Some(signed.replace("sha256=", ""))),
        (body.as_bytes(), Some(signed[..signed.len() - 2].to_owned())),
        (body.as_bytes(), Some(format!("{signed}00"))),
        (body.as_bytes(), Some(signature("another", body.as_bytes()))),
        (body.as_bytes(), Some(signature("", body.as_bytes()))),
        (anew.as_bytes(), Some(signed.clone())),
        (&body.as_bytes()[1..], Some(signed.clone())),
        (b"", Some(signed.clone())),
    ];
    for (body, signature) in forged {
        let read = read_with(&receiver, body, signature.as_deref());
        assert_eq!(read, Err(Forged), "{signature:?}");
    }
}

#[test]
fn the_handshake_gives_back_what_meta_sent_to_whoever_knows_the_token() {
    let receiver = receiver();
    let query = |mode: &str, token: &str| {
        format!("hub.mode={mode}&hub.challenge=1158201444&hub.verify_token={token}")
    };

    assert_eq!(receiver.handshake(&query("subscribe", VERIFY)).as_deref(), Some("1158201444"));
    let odd = "hub.verify_token=choose%2Dme&hub.challenge=%3Cb%3E+1&hub.mode=subscribe";
    assert_eq!(receiver.handshake(odd).as_deref(), Some("<b> 1"));
    let no_challenge = format!("hub.mode=subscribe&hub.verify_token={VERIFY}");
    for query in [
        query("subscribe", "choose-m"),
        query("subscribe", ""),
        query("unsubscribe", VERIFY),
        no_challenge,
        "hub.challenge=1".to_owned(),
        String::new(),
    ] {
        assert_eq!(receiver.handshake(&query), None, "{query}");
    }
}
