//! A desk tells a webhook of what it has not read.

use std::time::Duration;

use chatdesk_core::{Actor, ContactKind, Customer, Desk, Interest, OpenChat, OpenedChat, Profile};
use chatdesk_testkit::{ManualClock, MemoryStore, eventually, given::NOW};
use serde_json::{Value, json};

use crate::{
    WORDS, at_home,
    receiver::{Answer, Receiver},
};

const DELAY: Duration = Duration::from_mins(5);

#[tokio::test]
async fn a_message_that_nobody_read_is_posted_again_until_it_is_taken() {
    let receiver = Receiver::new(Answer::status(503, "retry-after: 60\r\n")).await;
    let clock = ManualClock::default();
    let webhook = at_home(&receiver.url()).interest(Interest::UNREAD).build().unwrap();
    let building = Desk::builder(MemoryStore::new()).clock(clock.clone()).notifier(webhook);
    let desk = building.alert_after(DELAY).build();
    let running = desk.clone();
    let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
    eventually("the worker runs", async || desk.ready().await.ok()).await;

    let profile = Profile { name: Some("Ada".to_owned()), ..Profile::default() };
    let ada = Customer { kind: ContactKind::User, address: "42".parse().unwrap(), profile };
    let chat = OpenChat { message: Some(WORDS.to_owned()), ..OpenChat::default() };
    let opened = desk.open(&Actor::Customer(ada), None, Ok(chat)).await.unwrap();
    let OpenedChat::Made(view) = opened else { panic!("{opened:?}") };
    clock.advance(DELAY);
    let first = receiver.received(1).await[0].clone();
    let second = eventually("it is told again", async || {
        clock.advance(Duration::from_mins(1));
        receiver.requests().get(1).cloned()
    });
    let second = second.await;

    let body: Value = serde_json::from_slice(&first.body).unwrap();
    assert_eq!(body["type"], "session.unread");
    let last = json!({"preview": WORDS, "timestamp": NOW.to_string()});
    let user = json!({"id": "42", "name": "Ada"});
    let id = view.value.session.id.to_string();
    let data = json!({"session_id": id, "user": user, "unread_count": 1, "last_message": last});
    assert_eq!(body["data"], data);
    assert_eq!(first.headers["webhook-id"], second.headers["webhook-id"]);
    worker.abort();
}
