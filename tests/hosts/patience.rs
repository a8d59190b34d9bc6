//! What every client does: it asks again, under the same client id, until there is an answer.

use std::time::Duration;

use chatdesk_tests::{Actor as _, Answer, Caller, EventStream, Request, Resume, eventually_within};
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::Value;

/// A host that starts again, and one that answers for a server that does.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until somebody answers who is there.
pub(crate) async fn ask(caller: &Caller, request: Request) -> Answer {
    eventually_within(PATIENCE, &format!("an answer to {}", request.target), async || {
        let (method, target) = (request.method.clone(), request.target.clone());
        let (status, headers, body) = caller.api().begin(request.clone()).await.ok()?;
        let body = body.collect().await.ok()?.to_bytes();
        let answer = Answer { asked: format!("{method} {target}"), status, headers, body };
        // What a host says by itself, while the server is gone, is its own.
        (answer.code() < 500).then(|| caller.api().check(&method, &target, &answer))?;
        Some(answer)
    })
    .await
}

pub(crate) async fn get(caller: &Caller, path: &str) -> Answer {
    ask(caller, caller.request(Method::GET, path)).await
}

pub(crate) async fn post(caller: &Caller, path: &str, body: &Value) -> Answer {
    ask(caller, caller.request(Method::POST, path).json(body)).await
}

/// Opens a stream as soon as there is one to be had.
pub(crate) async fn stream(caller: &Caller, resume: &Resume) -> EventStream {
    eventually_within(PATIENCE, "a stream", async || {
        let request = resume.apply(caller.request(Method::GET, "/chat/events"));
        EventStream::try_open(caller.api(), request).await.ok()
    })
    .await
}
