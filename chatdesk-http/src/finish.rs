//! What every answer has: a request id, headers that browsers obey, a body for a problem, and a line in the log.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, HttpBody as _},
    extract::{MatchedPath, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use chatdesk_core::Clock;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tracing::{debug, error, info, warn};

use crate::{
    HttpSettings,
    edge::Edge,
    metrics::{Metrics, Route},
    problem::Problem,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The target of the one line in the log for each request.
const TARGET: &str = "chatdesk_http::request";

/// Gives the answers of these routes what those of a desk's router have.
///
/// A request id, `Cache-Control: no-store` and `Vary: Authorization` where nothing else was said, headers that keep
/// browsers from guessing, framing and telling, and a body for each [`Problem`]. [`router`](crate::router()) has it
/// already; this is for a host's own routes beside it.
pub fn with_problems<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    finished(routes, Finish { ids: RequestIds::new(), edge: None, metrics: None })
}

/// As [`with_problems`], and keeps from these routes what a desk's router keeps from its own.
///
/// What a page of another origin made a browser send is refused with 403, and a body that takes too long to arrive ends:
/// [`JsonBody`](crate::JsonBody) answers 408.
pub fn guarded<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    clock: Arc<dyn Clock>,
    settings: &HttpSettings,
) -> Router<S> {
    let edge = Arc::new(Edge::new(clock, settings));
    let guard = Arc::clone(&edge);
    let routes = routes.layer(from_fn(move |request: Request, next: Next| {
        let edge = Arc::clone(&guard);
        async move {
            let (parts, body) = request.into_parts();
            match edge.refuse_forged(&parts) {
                Ok(()) => next.run(Request::from_parts(parts, body)).await,
                Err(problem) => problem.into_response(),
            }
        }
    }));
    finished(routes, Finish { ids: RequestIds::new(), edge: Some(edge), metrics: None })
}

/// As [`with_problems`], for the desk's own routes.
pub(crate) fn watched<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    edge: Arc<Edge>,
    metrics: Arc<Metrics>,
) -> Router<S> {
    let metrics = Some(metrics);
    finished(routes, Finish { ids: RequestIds::new(), edge: Some(edge), metrics })
}

fn finished<S: Clone + Send + Sync + 'static>(routes: Router<S>, with: Finish) -> Router<S> {
    routes.layer(from_fn_with_state(with, finish))
}

#[derive(Clone, Debug)]
struct Finish {
    ids: RequestIds,
    edge: Option<Arc<Edge>>,
    metrics: Option<Arc<Metrics>>,
}

/// Gives every request an id: random for the router, then counted, because randomness for each costs a call of the system.
#[derive(Clone, Debug)]
struct RequestIds(Arc<(u64, AtomicU64)>);

impl RequestIds {
    fn new() -> Self {
        let (random, _) = uuid::Uuid::new_v4().as_u64_pair();
        Self(Arc::new((random, AtomicU64::new(1))))
    }

    fn next(&self) -> String {
        let (random, next) = &*self.0;
        format!("{random:016x}{:016x}", next.fetch_add(1, Ordering::Relaxed))
    }
}

/// Finishes an answer: common headers, the body of a problem, one line in the log, and what is counted.
async fn finish(State(finish): State<Finish>, request: Request, next: Next) -> Response {
    let Finish { ids, edge, metrics } = finish;
    let begun = edge.as_ref().map(|edge| edge.clock().now());
    let mut line = Line {
        request_id: ids.next(),
        method: request.method().clone(),
        route: Route(request.extensions().get::<MatchedPath>().cloned()),
        time: None,
    };
    let mut response = next.run(hurried(request, edge.as_deref())).await;
    // A router inside this one was faster: it has told and counted all there is.
    let is_told = response.headers().contains_key(REQUEST_ID);
    line.time = edge.as_ref().zip(begun).map(|(edge, begun)| edge.clock().now().since(begun));
    let problem = response.extensions_mut().remove::<Arc<Problem>>();
    if let Some(problem) = &problem {
        write_problem(&mut response, problem, &line.request_id);
    }
    if !is_told {
        line.tell(response.status(), problem.as_deref());
        if let Some(metrics) = &metrics {
            line.count(metrics, response.status(), problem.as_deref());
        }
    }
    let is_shared = edge.is_some_and(|edge| edge.is_shared());
    set_headers(response.headers_mut(), line.request_id, is_shared);
    response
}

/// The same request, whose body has to arrive in time.
fn hurried(request: Request, edge: Option<&Edge>) -> Request {
    match edge {
        Some(edge) if !request.body().is_end_stream() => request.map(|body| edge.hurry(body)),
        _ => request,
    }
}

/// What is told of a request. No path, no query, no header, no body: there stands what people wrote and are called.
struct Line {
    request_id: String,
    method: Method,
    route: Route,
    /// Until the head of the answer.
    time: Option<Duration>,
}

impl Line {
    /// Reads that went well are for whoever looks for them: pages that poll would drown the rest.
    fn tell(&self, status: StatusCode, problem: Option<&Problem>) {
        let Self { request_id, method, route, time } = self;
        let route = route.as_str();
        let ms = time.map(|time| time.as_secs_f64() * 1_000.0);
        let status = status.as_u16();
        // As an error, so that the log tells its sources too.
        let cause = problem.and_then(|problem| problem.cause.as_deref());
        let cause = cause.map(|cause| cause as &(dyn std::error::Error + 'static));
        match status {
            503 => {
                warn!(target: TARGET, %request_id, %method, route, status, ms, cause, "unavailable");
            }
            500.. => {
                error!(target: TARGET, %request_id, %method, route, status, ms, cause, "failed");
            }
            400.. => info!(target: TARGET, %request_id, %method, route, status, ms, "refused"),
            _ if method.is_safe() => {
                debug!(target: TARGET, %request_id, %method, route, status, ms, "answered");
            }
            _ => info!(target: TARGET, %request_id, %method, route, status, ms, "answered"),
        }
    }

    fn count(&self, metrics: &Metrics, status: StatusCode, problem: Option<&Problem>) {
        metrics.answered(&self.method, &self.route, status);
        if let Some(time) = self.time {
            metrics.took(&self.method, &self.route, time);
        }
        if let Some(problem) = problem {
            metrics.refused(problem.code);
        }
    }
}

fn write_problem(response: &mut Response, problem: &Problem, request_id: &str) {
    // Serialising plain strings and numbers cannot fail; an empty body would still carry the status.
    let body = serde_json::to_vec(&problem.body(request_id)).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
}

fn set_headers(headers: &mut HeaderMap, request_id: String, is_shared: bool) {
    if let Ok(value) = HeaderValue::try_from(request_id) {
        // A router inside this one was faster; its id stands in the body.
        headers.entry(REQUEST_ID).or_insert(value);
    }
    set_default(headers, header::CACHE_CONTROL, "no-store");
    set_default(headers, header::VARY, "Authorization");
    set_default(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let policy = "default-src 'none'; frame-ancestors 'none'";
    set_default(headers, header::CONTENT_SECURITY_POLICY, policy);
    set_default(headers, header::REFERRER_POLICY, "no-referrer");
    if !is_shared {
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        set_default(headers, policy, "same-origin");
    }
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
