//! An admin: hears everybody, and answers each third message of their own customers.

use std::collections::BTreeMap;

use chatdesk_api::SenderType;
use chatdesk_tests::Caller;
use serde_json::json;

use crate::patience;
use crate::reader::{Reader, Told};

/// One of so many messages is answered.
pub(crate) const EVERY: u64 = 3;

/// What one heard, and up to where they read each session.
pub(crate) struct Answered {
    pub(crate) reader: Reader,
    pub(crate) read: BTreeMap<String, u64>,
}

/// Whose message a text is.
pub(crate) fn number(text: &str) -> usize {
    text.split(':').next().unwrap().parse().unwrap()
}

/// Answers whoever's number leaves this rest.
pub(crate) async fn answer(
    caller: Caller,
    mut reader: Reader,
    (rest, n_admins): (usize, usize),
    mut told: Told,
) -> Answered {
    let (mut n_heard, mut read) = (BTreeMap::<String, u64>::new(), BTreeMap::new());
    while let Some(message) = reader.next(&mut told).await {
        let is_mine =
            message.sender_type == SenderType::User && number(&message.content) % n_admins == rest;
        if !is_mine {
            continue;
        }
        let n = n_heard.entry(message.session_id.clone()).or_default();
        *n += 1;
        if *n % EVERY != 0 {
            continue;
        }
        let path = format!("/chat/session/{}", message.session_id);
        let id = message.id;
        let body =
            json!({"content": format!("to {}", message.content), "client_id": format!("a-{id}")});
        let answer = patience::post(&caller, &format!("{path}/messages"), &body).await;
        assert!([200, 201].contains(&answer.code()), "{answer}");
        patience::post(&caller, &format!("{path}/read"), &json!({"up_to": id})).await.expect(200);
        read.insert(message.session_id, id);
    }
    Answered { reader, read }
}
