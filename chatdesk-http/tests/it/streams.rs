//! Streams by the clock.

use std::time::Duration;

use chatdesk_core::{Actor, Address, ContactKind, Customer, OpenChat, Profile};

use crate::stage::{Line, Stage, get, tokens};

fn vera() -> Actor {
    let address = Address::of_visitor(uuid::Uuid::from_u128(1));
    let profile = Profile::default();
    Actor::Customer(Customer { kind: ContactKind::Visitor, address, profile })
}

impl Stage {
    async fn listens(&self, role: &str, ttl: Duration) -> Line {
        let token = format!("Bearer {}", self.token("7", role, ttl));
        let request = get("/chat/events").header("authorization", token);
        let mut line = Line::open(&self.router(tokens()), request).await;
        assert_eq!(line.event().await, "hello");
        if role == "user" {
            assert_eq!(line.next_of_any_kind().await.unwrap().0, "presence");
        }
        line
    }

    async fn somebody_writes(&self, text: &str) {
        let chat = OpenChat { message: Some(text.to_owned()), ..OpenChat::default() };
        self.desk.open(&vera(), None, Ok(chat)).await.unwrap();
    }
}

#[tokio::test]
async fn a_stream_ends_when_its_token_does() {
    let stage = Stage::new().await;
    let mut line = stage.listens("agent", Duration::from_mins(1)).await;

    stage.clock.advance(Duration::from_secs(14));
    stage.somebody_writes("still there").await;
    assert_eq!(line.event().await, "message");
    stage.clock.advance(Duration::from_mins(1));
    stage.somebody_writes("too late").await;

    assert_eq!(line.next().await, None);
}

#[tokio::test]
async fn the_stream_of_a_customer_ends_with_their_token_although_nothing_happens() {
    let stage = Stage::new().await;
    let mut line = stage.listens("user", Duration::from_secs(10)).await;
    assert!(line.is_silent());

    stage.clock.advance(Duration::from_secs(11));

    assert_eq!(line.next().await, None);
}

#[tokio::test]
async fn a_ping_comes_after_fifteen_seconds_and_not_before() {
    let stage = Stage::new().await;
    let mut line = stage.listens("user", Duration::from_hours(1)).await;

    stage.clock.advance(Duration::from_millis(14_999));
    assert!(line.is_silent());
    stage.clock.advance(Duration::from_millis(1));
    assert_eq!(line.event().await, "ping");
    assert!(line.is_silent());
    stage.clock.advance(Duration::from_secs(15));
    assert_eq!(line.event().await, "ping");
}

#[tokio::test]
async fn a_busy_stream_is_pinged_as_well() {
    let stage = Stage::new().await;
    let mut line = stage.listens("agent", Duration::from_hours(1)).await;

    stage.clock.advance(Duration::from_secs(10));
    stage.somebody_writes("news").await;
    assert_eq!(line.event().await, "message");
    stage.clock.advance(Duration::from_secs(5));

    assert_eq!(line.event().await, "ping");
}

#[tokio::test]
async fn a_stream_that_its_client_leaves_is_gone() {
    let stage = Stage::new().await;
    let line = stage.listens("agent", Duration::from_hours(1)).await;
    assert_eq!(stage.desk.n_streams(), 1);

    drop(line);

    assert_eq!(stage.desk.n_streams(), 0);
}
