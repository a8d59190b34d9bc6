//! A desk behind its router, and somebody who chats.

use std::{path::Path, time::Duration};

use axum::{Router, body::Body};
use bytes::Bytes;
use chatdesk_core::{Desk, Timestamp};
use chatdesk_http::{Auth, Grant, HttpSettings, Jwt};
use chatdesk_store_sqlite::SqliteStore;
use http::{Method, Request, Response, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{Outcome, clock::Still};

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);
const SECRET: &[u8] = b"a-secret-for-counts-of-forty-characters!";

/// What the parts act on.
#[derive(Debug)]
pub(crate) struct Stage {
    router: Router,
    pub(crate) customer: String,
    pub(crate) agent: String,
    /// The path of the customer's session.
    pub(crate) session: String,
    /// How many messages were sent, for client ids that are new.
    pub(crate) n_sent: u32,
}

impl Stage {
    /// An empty database in this folder, and one session in it with one message.
    pub(crate) async fn open(folder: &Path) -> Outcome<Self> {
        let store = SqliteStore::open(folder.join("chatdesk.db")).await?;
        let desk = Desk::builder(store).clock(Still(NOW)).build();
        let token = |sub: &str, role: &str| -> Outcome<String> {
            let ttl = Duration::from_hours(1);
            let grant = Grant { sub: sub.to_owned(), role: role.to_owned(), name: None, ttl };
            Ok(Jwt::hs256(SECRET)?.sign(&grant, NOW)?)
        };
        let (customer, agent) = (token("42", "user")?, token("ada", "agent")?);
        // Asked, but never refused: the clock stands still.
        let mut settings = HttpSettings::default();
        settings.limits.sends_per_actor = 1_000_000;
        settings.limits.reads_per_actor = 1_000_000;
        let auth = Auth::new().jwt(Jwt::hs256(SECRET)?);
        let router = chatdesk_http::router_with(desk, auth, settings);
        let mut stage = Self { router, customer, agent, session: String::new(), n_sent: 0 };
        let body = r#"{"message":"Good morning"}"#;
        let opened = stage.post("/chat/sessions", body).await?;
        let opened: Value = serde_json::from_slice(&whole(opened, 201).await?)?;
        let id = opened["id"].as_str().ok_or("a session has no id")?;
        stage.session = format!("/chat/session/{id}");
        Ok(stage)
    }

    /// The customer posts JSON.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Outcome<Response<Body>> {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.customer));
        self.answer(request.body(Body::from(body.to_owned()))?).await
    }

    /// Somebody gets a path, with one more header.
    pub(crate) async fn get(
        &self,
        token: &str,
        path: &str,
        more: Option<(&str, &str)>,
    ) -> Outcome<Response<Body>> {
        let mut request = Request::builder().uri(path);
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some((name, value)) = more {
            request = request.header(name, value);
        }
        self.answer(request.body(Body::empty())?).await
    }

    async fn answer(&self, request: Request<Body>) -> Outcome<Response<Body>> {
        match self.router.clone().oneshot(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }
}

/// The whole body of an answer of this status.
pub(crate) async fn whole(response: Response<Body>, status: u16) -> Outcome<Bytes> {
    let found = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if found == status {
        return Ok(body);
    }
    Err(format!("{found} instead of {status}: {}", String::from_utf8_lossy(&body)).into())
}
