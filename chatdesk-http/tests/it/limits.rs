//! How often somebody may ask, after `[limits]` of the contract.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo};
use chatdesk_http::HttpSettings;
use http::{Request, StatusCode, request::Builder};

use crate::stage::{Answer, Stage, ask, get, tokens};

fn bearer(stage: &Stage, sub: &str, role: &str) -> String {
    format!("Bearer {}", stage.token(sub, role, Duration::from_hours(1)))
}

#[track_caller]
fn wait_told_by(refused: &Answer) -> u64 {
    assert_eq!((refused.status, &*refused.code()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    refused.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

/// Asks until refused; how often that went well, and the refusal.
async fn until_refused(
    router: &Router,
    request: impl Fn() -> Builder,
    body: &str,
) -> (u32, Answer) {
    for n_answered in 0..2_000 {
        let answer = ask(router, request(), body).await;
        if !answer.status.is_success() {
            return (n_answered, answer);
        }
    }
    panic!("nobody was refused");
}

#[tokio::test]
async fn each_deed_has_its_limit_and_whoever_waits_as_told_goes_on() {
    let stage = Stage::new().await;
    let router = stage.settled(tokens(), HttpSettings::default());
    let (ann, ben) = (bearer(&stage, "ann", "user"), bearer(&stage, "ben", "user"));
    let opened =
        ask(&router, Request::post("/chat/sessions").header("authorization", &ann), "{}").await;
    let session = format!("/chat/session/{}", opened.json()["id"].as_str().unwrap());
    let by = |token: &str, request: Builder| request.header("authorization", token);
    let sends = || by(&ann, Request::post(format!("{session}/messages")));
    let opens = || by(&ben, Request::post("/chat/sessions"));
    let reads = || by(&ann, get("/chat/sessions"));
    let marks = || by(&ann, Request::post(format!("{session}/read")));

    let (n_sent, refused_send) = until_refused(&router, sends, r#"{"content": "x"}"#).await;
    let (n_opened, refused_open) = until_refused(&router, opens, "{}").await;
    let (n_read, refused_read) = until_refused(&router, reads, "").await;

    assert_eq!((n_sent, n_opened, n_read), (60, 10, 600));
    assert_eq!(wait_told_by(&ask(&router, marks(), r#"{"up_to": 1}"#).await), 1);
    assert_eq!(ask(&router, by(&ben, get("/chat/sessions")), "").await.status, StatusCode::OK);

    let mut passed = 0;
    let mut waits =
        [(&refused_read, 1), (&refused_send, 1), (&refused_open, 6)].map(|(it, secs)| {
            assert_eq!(wait_told_by(it), secs);
            secs
        });
    waits.sort_unstable();
    for until in waits {
        stage.clock.advance(Duration::from_secs(until - passed));
        passed = until;
    }
    assert_eq!(ask(&router, sends(), r#"{"content": "y"}"#).await.status, StatusCode::CREATED);
    assert_eq!(ask(&router, opens(), "{}").await.status, StatusCode::OK);
    assert_eq!(ask(&router, reads(), "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn too_often_comes_after_401_and_before_what_is_wrong_with_the_body() {
    let stage = Stage::new().await;
    let router = stage.settled(tokens(), HttpSettings::default());
    let ann = bearer(&stage, "ann", "user");
    let opens = || Request::post("/chat/sessions").header("authorization", &ann);
    until_refused(&router, opens, "{}").await;

    assert_eq!(ask(&router, opens(), "{").await.status, StatusCode::TOO_MANY_REQUESTS);
    let nobody = Request::post("/chat/sessions").header("authorization", "Bearer x");
    assert_eq!(ask(&router, nobody, "{").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn visitors_tokens_are_counted_by_address_and_one_address_of_ipv6_is_its_64() {
    let stage = Stage::new().await;
    let mut settings = HttpSettings::default();
    settings.trusted_proxies = vec!["10.0.0.1".parse().unwrap()];
    let router = stage.settled(tokens(), settings);
    let from = |peer: &str, forwarded: &str| {
        let request = Request::post("/visitor/session");
        let peer: SocketAddr = peer.parse().unwrap();
        request.header("x-forwarded-for", forwarded).extension(ConnectInfo(peer))
    };
    let arrives = async |peer: &str, forwarded: &str| {
        ask(&router, from(peer, forwarded), "{}").await.status == StatusCode::CREATED
    };

    let (n_given, _) = until_refused(&router, || from("203.0.113.9:1", "1.1.1.1"), "{}").await;
    let (n_of_six, _) = until_refused(&router, || from("[2001:db8:1:2::3]:1", "x"), "{}").await;
    let unknown = || Request::post("/visitor/session");
    let (n_unknown, _) = until_refused(&router, unknown, "{}").await;

    assert_eq!((n_given, n_of_six, n_unknown), (30, 30, 30));
    assert!(!arrives("203.0.113.9:2", "2.2.2.2").await, "a stranger chooses no address");
    assert!(arrives("203.0.113.10:1", "1.1.1.1").await);
    assert!(!arrives("[2001:db8:1:2:ffff::9]:1", "x").await, "the same /64");
    assert!(arrives("[2001:db8:1:3::3]:1", "x").await);
    assert!(!arrives("10.0.0.1:1", "203.0.113.9").await, "the proxy's word counts");
    assert!(arrives("10.0.0.1:1", "203.0.113.9, 203.0.113.11").await);
}

#[tokio::test]
async fn nothing_is_limited_that_is_set_to_0() {
    let stage = Stage::new().await;
    let mut settings = HttpSettings::default();
    settings.limits.visitors_per_address = 0;
    let router = stage.settled(tokens(), settings);

    for _ in 0..100 {
        let answer = ask(&router, Request::post("/visitor/session"), "{}").await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
}
