//! `GET /chat/session/{id}/queue`: where somebody stands who waits.

use chatdesk_api::{Queue, Session};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

async fn place(reader: &impl Actor, session: &str) -> (Option<u64>, u64) {
    let queue: Queue = reader.get(&format!("/chat/session/{session}/queue")).await.ok();
    (queue.position, queue.waiting)
}

#[tokio::test]
async fn who_waits_stands_in_the_order_of_opening() {
    let server = Server::start().await;
    let (first, second, agent) = (server.user("1"), server.visitor().await, server.agent("a"));
    let silent: Session = server.user("0").post("/chat/sessions", json!({})).await.created();
    let (one, two) = (first.open("one").await.id, second.open("two").await.id);
    let three = server.user("3").open("three").await.id;
    // Who writes again keeps their place.
    first.write(&one, "still here").await;

    assert_eq!(place(&first, &one).await, (Some(1), 3));
    assert_eq!(place(&second, &two).await, (Some(2), 3));
    assert_eq!(place(&agent, &three).await, (Some(3), 3));
    assert_eq!(place(&agent, &silent.id).await, (None, 3));

    agent.write(&one, "yes?").await;
    assert_eq!(place(&first, &one).await, (None, 2));
    assert_eq!(place(&second, &two).await, (Some(1), 2));
    second.end(&two).await.expect(200);
    assert_eq!(place(&second, &two).await, (None, 1));
    assert_eq!(place(&agent, &three).await, (Some(1), 1));
    // Opened before the others, and waiting since its first message.
    server.user("0").write(&silent.id, "now").await;
    assert_eq!(place(&agent, &silent.id).await, (Some(1), 2));
    assert_eq!(place(&agent, &three).await, (Some(2), 2));
}
