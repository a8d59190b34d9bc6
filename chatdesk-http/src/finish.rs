//! What every answer has: a request id, no caching, and a body for a problem.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::{debug, error, warn};

use crate::problem::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the answers of these routes what those of a desk's router have.
///
/// A request id, `Cache-Control: no-store` and `Vary: Authorization` where nothing else was said, and a body for each
/// [`Problem`]. [`router`](crate::router()) has it already; this is for a host's own routes beside it.
pub fn with_problems<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(from_fn_with_state(RequestIds::new(), finish))
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

/// Finishes an answer: common headers, the body of a problem, and one line in the log for a fault of ours.
async fn finish(State(ids): State<RequestIds>, request: Request, next: Next) -> Response {
    let request_id = ids.next();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        let status = problem.status().as_u16();
        // As an error, so that the log tells its sources too.
        let cause =
            problem.cause.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static));
        let route = path.as_ref().map_or("(none)", MatchedPath::as_str);
        match status {
            503 => warn!(%request_id, %method, route, status, cause, "unavailable"),
            500.. => error!(%request_id, %method, route, status, cause, "failed"),
            _ => debug!(%request_id, %method, route, status, "refused"),
        }
        write_problem(&mut response, &problem, &request_id);
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::try_from(request_id) {
        // A router inside this one was faster; its id stands in the body.
        headers.entry(REQUEST_ID).or_insert(value);
    }
    set_default(headers, header::CACHE_CONTROL, "no-store");
    set_default(headers, header::VARY, "Authorization");
    set_default(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

fn write_problem(response: &mut Response, problem: &Problem, request_id: &str) {
    // Serialising plain strings and numbers cannot fail; an empty body would still carry the status.
    let body = serde_json::to_vec(&problem.body(request_id)).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
