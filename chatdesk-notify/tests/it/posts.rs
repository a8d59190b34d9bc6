//! What arrives.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::Outcome;
use chatdesk_testkit::given::NOW;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::{
    ID, assert_refused, at_home, body, post, post_at,
    receiver::{Answer, Receiver, Request},
};

/// As the specification of Standard Webhooks says: base64 of HMAC-SHA256 over id, timestamp and body.
fn signature(key: &[u8], request: &Request) -> String {
    let (id, timestamp) = (&request.headers["webhook-id"], &request.headers["webhook-timestamp"]);
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(&request.body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn an_event_is_posted_as_json_and_signed() {
    let receiver = Receiver::new(Answer::status(204, "")).await;
    let webhook = at_home(&receiver.url()).build().unwrap();

    assert_eq!(post(&webhook).await, Outcome::SENT);

    let requests = receiver.received(1).await;
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert!(request.line.starts_with("POST /hooks/t0ken-in-the-path?key="), "{}", request.line);
    assert_eq!(request.headers["content-type"], "application/json");
    assert!(request.headers["user-agent"].starts_with("chatdesk/"));
    assert_eq!(request.headers["webhook-id"], ID);
    assert_eq!(request.headers["webhook-timestamp"], NOW.as_secs().to_string());
    assert_eq!(request.headers["webhook-signature"], signature(&[b'k'; 32], request));
    let posted: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(posted, body());
}

#[tokio::test]
async fn an_attempt_has_its_own_time_and_the_same_id_and_body() {
    let receiver = Receiver::new(Answer::status(500, "set-cookie: a=b\r\n")).await;
    let webhook = at_home(&receiver.url()).build().unwrap();

    for seconds in [0, 5] {
        post_at(&webhook, NOW.plus(Duration::from_secs(seconds))).await;
    }

    let requests = receiver.received(2).await;
    let [first, second] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!((&second.headers["webhook-id"], &second.body), (&ID.to_owned(), &first.body));
    assert_eq!(second.headers["webhook-timestamp"], (NOW.as_secs() + 5).to_string());
    assert_eq!(second.headers["webhook-signature"], signature(&[b'k'; 32], second));
    assert!(!second.headers.contains_key("cookie"), "{second:?}");
}

#[tokio::test]
async fn while_secrets_change_each_signs() {
    let receiver = Receiver::new(Answer::status(200, "")).await;
    let next = format!("whsec_{}", STANDARD.encode([b'n'; 24]));
    let building = at_home(&receiver.url()).also_signed_with(next.parse().unwrap());

    post(&building.build().unwrap()).await;

    let request = &receiver.received(1).await[0];
    let both = [signature(&[b'k'; 32], request), signature(&[b'n'; 24], request)];
    assert_eq!(request.headers["webhook-signature"], both.join(" "));
}

#[tokio::test]
async fn an_id_that_could_be_read_in_two_ways_is_refused() {
    let receiver = Receiver::new(Answer::status(200, "")).await;
    let webhook = at_home(&receiver.url()).build().unwrap();
    for id in ["", "a.b", "a b", "a\r\nb: c", "ä"] {
        assert_refused(&webhook.post(id, NOW, &()).await);
    }
    assert_eq!(receiver.n_connections(), 0);
}
