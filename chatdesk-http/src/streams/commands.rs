use std::{fmt, sync::Arc};

use axum::{Router, body::Body, extract::Request, response::Response, routing::post};
use chatdesk_core::{Invalid, SessionId};
use http::{HeaderValue, header};
use http_body_util::BodyExt as _;
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    App, auth::Caller, finish::watched, problem::Problem, router::caught, routes::session,
};

/// What a WebSocket's client may ask for: the very calls of the HTTP interface, with the same statuses and bodies.
#[derive(Clone)]
pub(crate) struct Commands(Router);

impl fmt::Debug for Commands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Commands")
    }
}

/// The answer to a command.
#[derive(Debug, Serialize)]
pub(crate) struct Reply {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "ref")]
    reference: Value,
    status: u16,
    body: Value,
}

impl Commands {
    /// The calls, answered by `app`.
    pub(crate) fn new(app: App) -> Self {
        let refuse = |field: &'static str, detail: &'static str| {
            post(move || std::future::ready(Problem::from(Invalid::new(field, detail))))
        };
        let calls = Router::new()
            .route("/chat/session/{id}/messages", post(session::send_message))
            .route("/chat/session/{id}/read", post(session::mark_read))
            .route("/chat/session/{id}/typing", post(session::tell_typing))
            .route(
                "/ref",
                refuse("/ref", "is missing; the reply names it, so send text or a number"),
            )
            .route("/type", refuse("/type", "is none of send, read and typing"))
            .route("/session_id", refuse("/session_id", "is missing or not text"))
            .layer(CatchPanicLayer::custom(caught));
        let (edge, metrics) = (Arc::clone(&app.edge), Arc::clone(&app.metrics));
        Self(watched(calls, edge, metrics).with_state(app))
    }

    /// Carries out what a frame asks for.
    pub(crate) async fn carry_out(&self, caller: &Caller, frame: String) -> Reply {
        let asked: Option<Value> = serde_json::from_str(&frame).ok();
        // What is no JSON is refused as any body that is none.
        let target = asked.as_ref().map_or("/chat/session/-/messages".to_owned(), target);
        let reference = asked.as_ref().and_then(reference).cloned().unwrap_or_default();
        let mut request = Request::new(Body::from(frame));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = target.parse().unwrap_or_default();
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::CONTENT_TYPE, json);
        request.extensions_mut().insert(caller.clone());
        let answer = match self.0.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let status = answer.status().as_u16();
        Reply { kind: "reply", reference, status, body: body(answer).await }
    }
}

/// Text or a number by which the client knows the reply.
fn reference(asked: &Value) -> Option<&Value> {
    asked.get("ref").filter(|reference| reference.is_string() || reference.is_number())
}

fn target(asked: &Value) -> String {
    if reference(asked).is_none() {
        return "/ref".to_owned();
    }
    let call = match asked.get("type").and_then(Value::as_str) {
        Some("send") => "messages",
        Some("read") => "read",
        Some("typing") => "typing",
        _ => return "/type".to_owned(),
    };
    let Some(session) = asked.get("session_id").and_then(Value::as_str) else {
        return "/session_id".to_owned();
    };
    // Text that is no id names no session, as in a path.
    match session.parse::<SessionId>() {
        Ok(session) => format!("/chat/session/{session}/{call}"),
        Err(_) => format!("/chat/session/-/{call}"),
    }
}

async fn body(answer: Response) -> Value {
    let bytes = answer.into_body().collect().await.map(http_body_util::Collected::to_bytes);
    bytes.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}
