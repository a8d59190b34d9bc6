//! A user: writes at a steady pace, listens, and reads now and then.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chatdesk_api::{SenderType, Session};
use chatdesk_tests::Caller;
use serde_json::json;

use crate::patience;
use crate::reader::{Reader, Told};

/// Between two messages.
pub(crate) const PACE: Duration = Duration::from_secs(2);

/// What somebody sent, in its order.
pub(crate) struct Sent {
    pub(crate) session: String,
    pub(crate) texts: Vec<String>,
}

/// What somebody heard, and up to where they read.
pub(crate) struct Heard {
    pub(crate) reader: Reader,
    pub(crate) read_up_to: u64,
}

/// The first message, by which there is a session.
pub(crate) async fn begin(caller: &Caller, number: usize) -> Sent {
    let text = format!("{number}: 0");
    let body = json!({"message": text, "client_id": format!("{number}-0")});
    let answer = patience::post(caller, "/chat/sessions", &body).await;
    assert!([200, 201].contains(&answer.code()), "{answer}");
    let Session { id, .. } = answer.typed();
    Sent { session: id, texts: vec![text] }
}

/// So many more messages.
pub(crate) async fn write(
    caller: Caller,
    number: usize,
    mut sent: Sent,
    n: u64,
    done: Arc<AtomicU64>,
) -> Sent {
    let path = format!("/chat/session/{}/messages", sent.session);
    // Not all at once.
    tokio::time::sleep(PACE * u32::try_from(number % 50).unwrap() / 50).await;
    let mut pace = tokio::time::interval(PACE);
    for round in 1..=n {
        pace.tick().await;
        let text = format!("{number}: {round}");
        let body = json!({"content": text, "client_id": format!("{number}-{round}")});
        let answer = patience::post(&caller, &path, &body).await;
        assert!([200, 201].contains(&answer.code()), "{answer}");
        sent.texts.push(text);
        done.fetch_add(1, Ordering::Relaxed);
    }
    sent
}

/// Hears everything, and reads every second answer.
pub(crate) async fn listen(caller: Caller, mut reader: Reader, mut told: Told) -> Heard {
    let (mut n_answers, mut read_up_to) = (0, 0);
    while let Some(message) = reader.next(&mut told).await {
        if message.sender_type != SenderType::Admin {
            continue;
        }
        n_answers += 1;
        if n_answers % 2 == 0 {
            let path = format!("/chat/session/{}/read", message.session_id);
            patience::post(&caller, &path, &json!({"up_to": message.id})).await.expect(200);
            read_up_to = message.id;
        }
    }
    Heard { reader, read_up_to }
}
