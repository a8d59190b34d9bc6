//! What is told, beside what the desk's own stream says.

use std::sync::Arc;

use chatdesk_api::{StreamEvent, Toggle, WebhookData, WebhookEvent};
use chatdesk_tests::{Actor as _, EventStream, Launch, Resume, Server, TempFolder, eventually};
use serde_json::{Value, json};

use crate::{
    receiver::{Post, Receiver},
    scene::{nothing_waits, settings},
};

/// The next event of the desk's stream that hosts are told, as on the wire.
async fn next(stream: &mut EventStream) -> Value {
    let is_told = |event: &StreamEvent| {
        matches!(
            event,
            StreamEvent::Message(_)
                | StreamEvent::Session(_)
                | StreamEvent::Ticket(_)
                | StreamEvent::Toggle(_)
        )
    };
    let events = stream.until(is_told).await;
    serde_json::to_value(&events.last().unwrap().event).unwrap()
}

async fn post(receiver: &Receiver, number: usize) -> Post {
    eventually("the next post", async || receiver.posts().get(number).cloned()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_told_what_the_desks_stream_says() {
    let (folder, receiver) = (Arc::new(TempFolder::new()), Receiver::new().await);
    let all = "[\"session\", \"message\", \"ticket\", \"toggle\"]";
    let file = settings(&folder, "[\"127.0.0.0/8\"]", &[(receiver.url(), all)]);
    let launch = Launch::server_in(folder).path_arg("--config", file);
    // That somebody waits is no event of the stream.
    let server = Server::launch(launch.env("CHATDESK_NOTIFY_DELAY", "1h")).await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    eventually("it begins", async || {
        admin.switch("trial", json!(false)).await.expect(200);
        admin.switch("trial", json!(true)).await.expect(200);
        (!receiver.posts().is_empty()).then_some(())
    })
    .await;
    // Of one customer in their order: with the last one all are told.
    let last: Toggle = admin.switch("trial", json!(false)).await.ok();
    eventually("the last switch is told", async || {
        let posts = receiver.posts();
        let at = last.updated_at.as_str();
        posts.iter().any(|post| post.body["timestamp"] == at).then_some(())
    })
    .await;
    nothing_waits(&server).await;
    let n_seen = receiver.posts().len();
    let mut stream = admin.stream(&Resume::now()).await;

    let session = user.open("Where is my order?").await.id;
    let said = next(&mut stream).await;
    let opened = post(&receiver, n_seen).await;
    let created = post(&receiver, n_seen + 1).await;
    assert_eq!((opened.kind(), created.kind()), ("session.opened", "message.created"));
    assert_eq!(opened.body["data"], json!({"session": said["data"]["session"]}));
    assert_eq!(created.body["data"], said["data"]);
    assert_eq!(created.body["timestamp"], said["data"]["message"]["timestamp"]);

    let path = format!("/admin/chat/session/{session}");
    admin.patch(&path, json!({"agent_id": "root"})).await.expect(200);
    let (said, assigned) = (next(&mut stream).await, post(&receiver, n_seen + 2).await);
    assert_eq!((assigned.kind(), &assigned.body["data"]), ("session.assigned", &said["data"]));
    admin.patch(&path, json!({"subject": "An order"})).await.expect(200);
    let (said, changed) = (next(&mut stream).await, post(&receiver, n_seen + 3).await);
    assert_eq!((changed.kind(), &changed.body["data"]), ("session.changed", &said["data"]));
    admin.switch("42", json!(false)).await.expect(200);
    let (said, toggled) = (next(&mut stream).await, post(&receiver, n_seen + 4).await);
    assert_eq!((toggled.kind(), &toggled.body["data"]), ("toggle.changed", &said["data"]));
    admin.end(&session).await.expect(200);
    let (said, ended) = (next(&mut stream).await, post(&receiver, n_seen + 5).await);
    assert_eq!((ended.kind(), &ended.body["data"]), ("session.ended", &said["data"]));

    for Post { body, .. } in receiver.posts() {
        let event: WebhookEvent = serde_json::from_value(body.clone()).unwrap();
        assert!(!matches!(event.data, WebhookData::Check(_)));
        assert_eq!(serde_json::to_value(event).unwrap(), body);
    }
}
