//! A panic is a fault of ours, and tells nobody anything.

use async_trait::async_trait;
use chatdesk_core::Actor;
use chatdesk_http::{AuthError, Authenticator};
use http::{StatusCode, request::Parts};

use crate::stage::{Stage, ask, get};

struct Broken;

#[async_trait]
impl Authenticator for Broken {
    async fn actor(&self, parts: &Parts) -> Result<Option<Actor>, AuthError> {
        panic!("a secret: {:?}", parts.headers.get("cookie"));
    }
}

#[tokio::test]
async fn a_panic_is_a_500_problem_with_a_fixed_text_and_the_next_request_is_served() {
    let stage = Stage::new().await;
    let router = stage.router(Broken);

    let request = get("/chat/sessions").header("cookie", "session=ann");
    let answer = ask(&router, request, "").await;

    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let mut body = answer.json();
    let request_id = body["request_id"].take();
    assert_eq!(request_id.as_str(), answer.headers["x-request-id"].to_str().ok());
    let expected = serde_json::json!({
        "type": "about:blank",
        "title": "Internal fault",
        "status": 500,
        "detail": "something went wrong on our side; quote the request id to the operator",
        "code": "internal",
        "request_id": null,
    });
    assert_eq!(body, expected);
    assert_eq!(ask(&router, get("/healthz"), "").await.status, StatusCode::OK);
}
