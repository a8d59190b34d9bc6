//! A router over a real desk, a clock by hand, and tokens.

use std::time::Duration;

use axum::{Router, body::Body};
use chatdesk_core::{Clock as _, Desk, DeskBuilder};
use chatdesk_http::{Auth, Grant, HttpSettings, Jwt, Limits, OwnTokens, router_with};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{ManualClock, RecordingNotifier};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::{task::JoinHandle, time::timeout};
use tower::ServiceExt as _;

const SECRET: &[u8; 32] = b"thirty-two bytes, no fewer than!";
const BOUND: Duration = Duration::from_secs(5);

pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) clock: ManualClock,
    worker: JoinHandle<()>,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::keeping(None).await
    }

    /// A desk that keeps ended sessions for so long.
    pub(crate) async fn keeping(retention: Option<Duration>) -> Self {
        Self::of(|building| building.retention(retention)).await
    }

    /// A desk that lets somebody be told of a message at once.
    pub(crate) async fn telling(notifier: &RecordingNotifier) -> Self {
        Self::of(|building| building.notifier(notifier.clone()).alert_after(Duration::ZERO)).await
    }

    async fn of(choose: impl FnOnce(DeskBuilder) -> DeskBuilder) -> Self {
        let clock = ManualClock::default();
        let store = SqliteStore::in_memory().await.unwrap();
        let desk = choose(Desk::builder(store).clock(clock.clone())).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        chatdesk_testkit::eventually("the worker runs", async || desk.ready().await.ok()).await;
        Self { desk, clock, worker }
    }

    /// The desk's router, for these ways to say who is asking, as often as they like.
    pub(crate) fn router(&self, auth: impl Into<Auth>) -> Router {
        let mut settings = HttpSettings::default();
        settings.limits = Limits::off();
        self.settled(auth, settings)
    }

    /// The desk's router, with settings.
    pub(crate) fn settled(&self, auth: impl Into<Auth>, settings: HttpSettings) -> Router {
        router_with(self.desk.clone(), auth, settings)
    }

    /// A bearer's token of that role, good for so long.
    pub(crate) fn token(&self, sub: &str, role: &str, ttl: Duration) -> String {
        let (sub, role) = (sub.to_owned(), role.to_owned());
        jwt().sign(&Grant { sub, role, name: None, ttl }, self.clock.now()).unwrap()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

pub(crate) fn jwt() -> Jwt {
    Jwt::hs256(SECRET).unwrap()
}

pub(crate) fn own_tokens() -> OwnTokens {
    OwnTokens::new([7; 32], Duration::from_hours(1))
}

/// JWT and visitors' tokens.
pub(crate) fn tokens() -> Auth {
    Auth::new().jwt(jwt()).visitors(own_tokens())
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    body: Option<Body>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

/// A request without a body.
pub(crate) fn get(path: &str) -> http::request::Builder {
    Request::get(path)
}

/// Asks, and reads the whole answer.
pub(crate) async fn ask(router: &Router, request: http::request::Builder, body: &str) -> Answer {
    let mut answer = begin(router, request, body).await;
    let body = answer.body.take().unwrap();
    let bytes = timeout(BOUND, body.collect()).await.unwrap().unwrap().to_bytes();
    answer.text = String::from_utf8(bytes.to_vec()).unwrap();
    answer
}

async fn begin(router: &Router, request: http::request::Builder, body: &str) -> Answer {
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = timeout(BOUND, router.clone().oneshot(request)).await.unwrap().unwrap();
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, text: String::new(), body: Some(body) }
}

/// An open stream of Server-Sent Events.
pub(crate) struct Line {
    body: Body,
    text: String,
}

impl Line {
    pub(crate) async fn open(router: &Router, request: http::request::Builder) -> Self {
        let mut answer = begin(router, request, "").await;
        assert_eq!(answer.status, StatusCode::OK);
        Self { body: answer.body.take().unwrap(), text: String::new() }
    }

    /// The name and the data of the next event that is no hint; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            let event = self.next_of_any_kind().await?;
            if !["typing", "presence"].contains(&event.0.as_str()) {
                return Some(event);
            }
        }
    }

    /// The name and the data of the next event; `None` at the end.
    pub(crate) async fn next_of_any_kind(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_else(|| panic!("no {name} in {event}")).trim().to_owned()
                };
                let read = (field("event:"), serde_json::from_str(&field("data:")).unwrap());
                self.text = rest.to_owned();
                return Some(read);
            }
            let frame = timeout(BOUND, self.body.frame()).await.unwrap()?;
            let data = frame.unwrap().into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&data).unwrap());
        }
    }

    pub(crate) async fn event(&mut self) -> String {
        self.next().await.unwrap().0
    }

    /// Whether the stream has nothing to say now.
    pub(crate) fn is_silent(&mut self) -> bool {
        use futures_util::FutureExt as _;
        self.text.is_empty() && self.body.frame().now_or_never().is_none()
    }
}
