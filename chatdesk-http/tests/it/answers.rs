//! What every answer says to browsers, to the log and to collectors.

use std::{
    convert::Infallible,
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use chatdesk_http::{HttpSettings, Limits, MetricsToken};
use futures_util::{StreamExt as _, stream};
use http::{Request, StatusCode, request::Builder};
use tower::ServiceExt as _;

use crate::stage::{Answer, Stage, ask, get, tokens};

const HOUR: Duration = Duration::from_hours(1);

fn settings() -> HttpSettings {
    let mut settings = HttpSettings::default();
    settings.limits = Limits::off();
    settings
}

#[tokio::test]
async fn every_answer_keeps_browsers_from_guessing_framing_and_telling() {
    let stage = Stage::new().await;
    let router = stage.router(tokens());

    for path in ["/chat/status", "/chat/sessions", "/nowhere", "/openapi.json"] {
        let headers = ask(&router, get(path), "").await.headers;
        let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        assert_eq!(
            said("content-security-policy"),
            Some("default-src 'none'; frame-ancestors 'none'")
        );
        assert_eq!(said("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(said("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(said("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(said("access-control-allow-origin"), None, "{path}");
        assert_eq!(said("vary"), Some("Authorization"), "{path}");
    }
}

#[tokio::test]
async fn a_listed_origin_may_ask_and_read_and_no_other_may() {
    let stage = Stage::new().await;
    let mut settings = settings();
    settings.cors_origins = vec!["https://shop.example".parse().unwrap()];
    let router = stage.settled(tokens(), settings);
    let preflight = |origin: &str| {
        let request = Request::options("/chat/sessions").header("origin", origin);
        request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,idempotency-key")
    };

    let listed = ask(&router, preflight("https://shop.example"), "").await;
    let other = ask(&router, preflight("https://elsewhere.example"), "").await;
    let refused =
        ask(&router, get("/chat/sessions").header("origin", "https://shop.example"), "").await;

    assert_eq!(listed.status, StatusCode::OK);
    assert_eq!(listed.headers["access-control-allow-origin"], "https://shop.example");
    let allowed = listed.headers["access-control-allow-headers"].to_str().unwrap();
    for name in
        ["authorization", "content-type", "idempotency-key", "last-event-id", "if-none-match"]
    {
        assert!(allowed.contains(name), "{name}: {allowed}");
    }
    assert!(!listed.headers.contains_key("access-control-allow-credentials"));
    assert!(!other.headers.contains_key("access-control-allow-origin"));
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.headers["access-control-allow-origin"], "https://shop.example");
    let read = refused.headers["access-control-expose-headers"].to_str().unwrap();
    assert!(
        ["etag", "x-request-id", "retry-after"].iter().all(|name| read.contains(name)),
        "{read}"
    );
    let varies: Vec<_> =
        refused.headers.get_all("vary").iter().map(|it| it.to_str().unwrap()).collect();
    assert!(varies.join(",").to_lowercase().contains("authorization"), "{varies:?}");
    assert!(!refused.headers.contains_key("cross-origin-resource-policy"));
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_408() {
    let stage = Stage::new().await;
    let router = stage.router(tokens());
    let begun = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{"))]);
    let body = Body::from_stream(begun.chain(stream::pending()));
    let request = Request::post("/visitor/session").header("content-type", "application/json");
    let request = request.body(body).unwrap();

    let answer = tokio::spawn(router.oneshot(request));
    // Whenever the wait begins, it is over at the latest by the second step.
    while !answer.is_finished() {
        stage.clock.advance(Duration::from_secs(31));
        tokio::task::yield_now().await;
    }

    let answer = answer.await.unwrap().unwrap();
    assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn figures_are_for_admins_and_the_collector_and_for_others_not_there() {
    let stage = Stage::new().await;
    let mut settings = settings();
    settings.metrics_token = Some(MetricsToken::new("a-token-of-a-collector"));
    let router = stage.settled(tokens(), settings);
    let asked = async |token: Option<String>| {
        let request = token.iter().fold(get("/metrics"), |request, token| {
            request.header("authorization", format!("Bearer {token}"))
        });
        ask(&router, request, "").await
    };

    for role in ["user", "agent", "host"] {
        let answer = asked(Some(stage.token("42", role, HOUR))).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role}");
    }
    assert_eq!(asked(None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(asked(Some("nonsense".to_owned())).await.code(), "not_found");
    assert_eq!(asked(Some(stage.token("root", "admin", HOUR))).await.status, StatusCode::OK);
    assert_eq!(asked(Some("a-token-of-a-collector".to_owned())).await.status, StatusCode::OK);
}

#[tokio::test]
async fn figures_have_the_names_that_were_promised_and_nobodys_id() {
    let stage = Stage::new().await;
    let router = stage.router(tokens());
    let by = |request: Builder, sub: &str, role: &str| {
        request.header("authorization", format!("Bearer {}", stage.token(sub, role, HOUR)))
    };
    let body = r#"{"message": "a very private text"}"#;
    let opened =
        ask(&router, by(Request::post("/chat/sessions"), "private-id", "user"), body).await;
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/chat/session/{id}/messages");
    ask(&router, by(Request::post(&path), "private-id", "user"), r#"{"content": "x"}"#).await;
    ask(&router, get("/chat/sessions"), "").await;
    ask(&router, Request::builder().method("INVENTED").uri("/nowhere"), "").await;

    let text = ask(&router, by(get("/metrics"), "root", "admin"), "").await.text;

    let promised = include_str!("../../../docs/metrics.md");
    let names = promised
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|line| line.split(['`', '{']).next().unwrap());
    let names: Vec<_> = names.collect();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        assert!(text.contains(name), "{name} was promised: {text}");
    }
    for line in [
        r#"chatdesk_requests_total{route="/chat/session/{id}/messages",method="POST",status="201"} 1"#,
        r#"chatdesk_requests_total{route="(none)",method="other",status="404"} 1"#,
        r#"chatdesk_messages_total{by="customer"} 2"#,
        r#"chatdesk_refusals_total{code="unauthenticated"} 1"#,
        "chatdesk_ready 1",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("private") && !text.contains(&id), "{text}");
}

/// What all tests of this process have logged since the first of them asked for it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Each place in the code remembers whether anybody listens, so it has to be everybody or nobody.
    fn of_everybody() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
            subscriber.with_writer(move || writer.clone()).with_ansi(false).init();
            log
        })
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Level, method, route and status of the one line about an answer.
fn told_of(log: &str, answer: &Answer) -> String {
    let id = answer.headers["x-request-id"].to_str().unwrap();
    let mut lines = log.lines().filter(|line| line.contains(&format!("request_id={id} ")));
    let line = lines.next().unwrap_or_else(|| panic!("nothing is told of {id}: {log}"));
    assert!(lines.next().is_none(), "{log}");
    assert!(line.contains("chatdesk_http::request: ") && line.contains(" ms="), "{line}");
    let field = |name: &str| line.split_once(name).unwrap().1.split(' ').next().unwrap();
    let level = line.split_whitespace().nth(1).unwrap();
    format!("{level} {} {} {}", field("method="), field("route="), field("status="))
}

#[tokio::test]
async fn the_log_has_one_line_for_each_request_and_nothing_that_people_wrote_or_are_called() {
    let log = Log::of_everybody();
    let stage = Stage::new().await;
    let router = stage.router(tokens());
    let token = stage.token("private-id", "user", HOUR);
    let by = |request: Builder| request.header("authorization", format!("Bearer {token}"));
    let body =
        r#"{"message": "private-text", "subject": "private-subject", "client_id": "private-1"}"#;
    let visitor = r#"{"name": "private-name", "email": "private-mail@example.org"}"#;

    let opened = ask(&router, by(Request::post("/chat/sessions?private-query")), body).await;
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let read = ask(&router, by(get(&format!("/chat/session/{id}/messages"))), "").await;
    let forbidden = ask(&router, by(get("/admin/users?search=private-search")), "").await;
    let nowhere = ask(&router, get("/private-path"), "").await;
    let arrives = Request::post("/visitor/session").header("user-agent", "private-agent");
    let arrived = ask(&router, arrives, visitor).await;
    let broken = ask(&router, by(Request::post("/chat/sessions")), "{private").await;

    let text = log.text();
    let told = [opened, read, forbidden, nowhere, arrived, broken].map(|it| told_of(&text, &it));
    let expected = [
        r#"INFO POST "/chat/sessions" 201"#,
        r#"DEBUG GET "/chat/session/{id}/messages" 200"#,
        r#"INFO GET "/admin/users" 403"#,
        r#"INFO GET "(none)" 404"#,
        r#"INFO POST "/visitor/session" 201"#,
        r#"INFO POST "/chat/sessions" 400"#,
    ];
    assert_eq!(told, expected);
    for secret in ["private", "example.org", &id, &token] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
