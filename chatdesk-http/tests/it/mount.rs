//! Under whatever path a host mounts it.

use std::time::Duration;

use axum::{Router, routing::get as route};
use chatdesk_core::Clock as _;
use chatdesk_http::Auth;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::StatusCode;
use sha2::Sha256;

use crate::stage::{Stage, ask, get, tokens};

async fn hello() -> &'static str {
    "the host's own"
}

#[tokio::test]
async fn it_works_nested_three_deep_beside_the_hosts_own_pages() {
    let stage = Stage::new().await;
    let host = Router::new()
        .route("/", route(hello))
        .nest("/a/b/support", stage.router(tokens()))
        .fallback(|| async { (StatusCode::NOT_FOUND, "the host's own 404") });
    let token = format!("Bearer {}", stage.token("ann", "user", Duration::from_hours(1)));

    let opening = http::Request::post("/a/b/support/chat/sessions").header("authorization", &token);
    let opened = ask(&host, opening, r#"{"message": "hello"}"#).await;
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let page = format!("/a/b/support/chat/session/{id}/messages");
    let messages = ask(&host, get(&page).header("authorization", &token), "").await;

    assert_eq!(opened.status, StatusCode::CREATED);
    assert_eq!(messages.json()["messages"][0]["content"], "hello");
    assert_eq!(ask(&host, get("/"), "").await.text, "the host's own");
    assert_eq!(ask(&host, get("/nowhere"), "").await.text, "the host's own 404");
    assert_eq!(ask(&host, get("/chat/status"), "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_there_below_the_mount_is_a_problem() {
    let stage = Stage::new().await;
    let host = Router::new().nest("/a/b/support", stage.router(tokens()));

    let nowhere = ask(&host, get("/a/b/support/nowhere"), "").await;
    let wrong = ask(&host, http::Request::delete("/a/b/support/chat/status"), "").await;

    assert_eq!((nowhere.status, &*nowhere.code()), (StatusCode::NOT_FOUND, "not_found"));
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.code(), "method_not_allowed");
    assert!(wrong.headers["allow"].to_str().unwrap().contains("GET"));
}

#[tokio::test]
async fn it_is_merged_at_the_root() {
    let stage = Stage::new().await;
    let host = Router::new().route("/", route(hello)).merge(stage.router(tokens()));

    assert_eq!(ask(&host, get("/"), "").await.text, "the host's own");
    assert_eq!(ask(&host, get("/chat/status"), "").await.status, StatusCode::OK);
    assert_eq!(ask(&host, get("/nowhere"), "").await.code(), "not_found");
}

#[tokio::test]
async fn the_document_is_the_same_under_every_mount() {
    let stage = Stage::new().await;
    let nested = Router::new().nest("/a/b/support", stage.router(tokens()));

    let here = ask(&stage.router(tokens()), get("/openapi.json"), "").await;
    let there = ask(&nested, get("/a/b/support/openapi.json"), "").await;

    assert_eq!(here.headers["content-type"], "application/json");
    assert!(here.json()["paths"]["/openapi.json"]["get"]["responses"]["200"].is_object());
    assert_eq!(there.json(), here.json());
}

#[tokio::test]
async fn signed_headers_are_about_the_target_with_the_mount_for_one_minute() {
    let stage = Stage::new().await;
    let secret = [9; 32];
    let auth = Auth::new().signed(&secret).unwrap();
    let host = Router::new().nest("/a/b", Router::new().nest("/support", stage.router(auth)));
    let signed_for = |target: &str| {
        let now = stage.clock.now().as_secs();
        let lines = format!("v1\n{now}\nGET\n{target}\n42\n\n");
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        mac.update(lines.as_bytes());
        let digits: String =
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        get("/a/b/support/chat/sessions?x=%20y")
            .header("x-chatdesk-user", "42")
            .header("x-chatdesk-timestamp", now.to_string())
            .header("x-chatdesk-signature", format!("v1={digits}"))
    };
    let whole = "/a/b/support/chat/sessions?x=%20y";

    for target in
        ["/chat/sessions?x=%20y", "/support/chat/sessions?x=%20y", "/a/b/support/chat/sessions"]
    {
        assert_eq!(ask(&host, signed_for(target), "").await.status, 401, "{target}");
    }
    let (kept, late) = (signed_for(whole), signed_for(whole));
    assert_eq!(ask(&host, signed_for(whole), "").await.status, 200);
    stage.clock.advance(Duration::from_secs(60));
    assert_eq!(ask(&host, kept, "").await.status, 200, "to the second");
    stage.clock.advance(Duration::from_secs(1));
    assert_eq!(ask(&host, late, "").await.status, 401);
}
