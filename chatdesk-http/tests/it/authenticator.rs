//! A host that says itself who is asking.

use std::time::Duration;

use async_trait::async_trait;
use chatdesk_core::{Actor, Address, ContactKind, Customer, Profile};
use chatdesk_http::{Auth, AuthError, Authenticator};
use http::{StatusCode, request::Parts};

use crate::stage::{Stage, ask, get, jwt, own_tokens, tokens};

const HOUR: Duration = Duration::from_hours(1);

/// Somebody with the cookie is `ann`; it may be refused, or not be told now. With a token of its own: `bob`.
struct Host;

#[async_trait]
impl Authenticator for Host {
    async fn actor(&self, parts: &Parts) -> Result<Option<Actor>, AuthError> {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        match (text("cookie"), text("authorization")) {
            (Some("session=ann"), _) => Ok(Some(user("ann"))),
            (Some("session=old"), _) => Err(AuthError::Refused),
            (Some("session=lost"), _) => {
                Err(AuthError::Unavailable("redis at 10.0.0.7 with password hunter2".into()))
            }
            (_, Some("Bearer of-the-host" | "Basic b2Y6dGhlLWhvc3Q=")) => Ok(Some(user("bob"))),
            _ => Ok(None),
        }
    }
}

fn user(id: &str) -> Actor {
    let address = Address::of_host(id).unwrap();
    let profile = Profile { name: Some(id.to_owned()), ..Profile::default() };
    Actor::Customer(Customer { kind: ContactKind::User, address, profile })
}

fn with_cookie(path: &str, cookie: &str) -> http::request::Builder {
    get(path).header("cookie", format!("session={cookie}"))
}

#[tokio::test]
async fn somebody_whom_the_host_knows_chats_without_a_token() {
    let stage = Stage::new().await;
    let router = stage.router(Host);

    let opening = http::Request::post("/chat/sessions").header("cookie", "session=ann");
    let opened = ask(&router, opening, r#"{"message": "hello"}"#).await;

    assert_eq!(opened.status, StatusCode::CREATED);
    assert_eq!(opened.json()["user"]["id"], "ann");
}

#[tokio::test]
async fn a_request_that_says_nothing_comes_from_nobody() {
    let stage = Stage::new().await;
    let router = stage.router(Host);

    let sessions = ask(&router, get("/chat/sessions"), "").await;
    let status = ask(&router, get("/chat/status"), "").await;

    assert_eq!(sessions.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sessions.headers["www-authenticate"], "Bearer");
    assert_eq!(status.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_of_the_host_and_a_token_at_once_are_refused() {
    let stage = Stage::new().await;
    let router = stage.router(tokens().host(Host));
    let token = stage.token("ann", "user", HOUR);
    let visitor = ask(&router, http::Request::post("/visitor/session"), "{}").await.json();
    let visitor = visitor["token"].as_str().unwrap();

    for token in [&*token, visitor, "cdt_of-a-ticket", "nonsense"] {
        let request = with_cookie("/chat/sessions", "ann");
        let both =
            ask(&router, request.header("authorization", format!("Bearer {token}")), "").await;

        assert_eq!((both.status, &*both.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    }
    assert_eq!(ask(&router, with_cookie("/chat/sessions", "ann"), "").await.status, StatusCode::OK);
    let alone = get("/chat/sessions").header("authorization", format!("Bearer {token}"));
    assert_eq!(ask(&router, alone, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_only_the_host_reads_is_no_second_way() {
    let stage = Stage::new().await;
    let router = stage.router(Auth::new().visitors(own_tokens()).host(Host));
    let sessions = get("/chat/sessions");

    let by_token = ask(&router, sessions.header("authorization", "Bearer of-the-host"), "").await;
    let unknown = get("/chat/sessions").header("authorization", "Bearer of-nobody");

    assert_eq!(by_token.status, StatusCode::OK, "{}", by_token.text);
    assert_eq!(ask(&router, unknown, "").await.status, StatusCode::UNAUTHORIZED);
}

/// A trial server behind a proxy that asks for a password.
#[tokio::test]
async fn what_is_not_a_bearer_is_left_to_the_host() {
    let stage = Stage::new().await;
    let router = stage.router(Auth::new().jwt(jwt()).host(Host));
    let request = get("/chat/sessions").header("authorization", "Basic b2Y6dGhlLWhvc3Q=");

    assert_eq!(ask(&router, request, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_that_the_host_refuses_is_401_everywhere() {
    let stage = Stage::new().await;
    let router = stage.router(Host);
    for path in ["/chat/sessions", "/chat/status", "/chat/events"] {
        let refused = ask(&router, with_cookie(path, "old"), "").await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn a_host_that_cannot_tell_now_is_503_without_the_reason() {
    let stage = Stage::new().await;
    let router = stage.router(Host);

    let answer = ask(&router, with_cookie("/chat/sessions", "lost"), "").await;

    assert_eq!((answer.status, &*answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert!(answer.headers.contains_key("retry-after"));
    assert!(!answer.text.contains("redis") && !answer.text.contains("hunter2"), "{}", answer.text);
}

#[tokio::test]
async fn a_host_without_visitors_gives_out_no_visitors_tokens() {
    let stage = Stage::new().await;
    let router = stage.router(Host);

    let answer = ask(&router, http::Request::post("/visitor/session"), "{}").await;

    assert_eq!((answer.status, &*answer.code()), (StatusCode::NOT_FOUND, "not_found"));
}

#[tokio::test]
async fn a_hosts_own_server_is_nobody_to_chat_with() {
    let stage = Stage::new().await;
    let router = stage.router(tokens());
    let token = format!("Bearer {}", stage.token("shop", "host", HOUR));
    for path in ["/chat/sessions", "/chat/events", "/admin/users"] {
        let request = get(path).header("authorization", &token);
        assert_eq!(ask(&router, request, "").await.code(), "forbidden", "{path}");
    }
    let status = get("/chat/status").header("authorization", &token);
    assert_eq!(ask(&router, status, "").await.status, 200, "as to nobody");
}
