//! All routes: the API under its prefix, pages and probes around it.

use std::sync::Arc;

use axum::{
    Router,
    extract::{MatchedPath, Request},
    routing::any,
};
use chatdesk_api::ProblemCode;
use chatdesk_core::Clock;
use chatdesk_http::{HttpSettings, Problem, guarded};
use tower::ServiceExt;

use crate::{config::MountPath, console::ConsoleDoor, pages};

/// What the routes lead to, and where they begin.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    /// In front of everything.
    pub(crate) base_path: &'a MountPath,
    /// Where the API stands below that.
    pub(crate) prefix: &'a MountPath,
    /// The API.
    pub(crate) api: Router,
    /// The way into the console.
    pub(crate) door: ConsoleDoor,
    /// How the pages beside the API are kept from forged requests.
    pub(crate) pages: Guarded<'a>,
}

/// What keeps pages from forged requests, as the API keeps itself.
#[derive(Debug)]
pub(crate) struct Guarded<'a> {
    /// What tells the time.
    pub(crate) clock: Arc<dyn Clock>,
    /// The API's own.
    pub(crate) settings: &'a HttpSettings,
}

/// One router for everything that the server answers.
pub(crate) fn router(parts: Parts<'_>) -> Router {
    let Parts { base_path, prefix, api, door, pages } = parts;
    let base = base_path.as_str();
    let mount = format!("{base}{}", prefix.as_str());
    let mut router = pages::router(base_path, prefix).merge(door.router(base));
    for root in probe_roots(base, &mount) {
        for probe in ["healthz", "readyz", "metrics"] {
            let api = api.clone();
            let ask = move |mut request: Request| {
                // Else the figures would name this route and the API's own, one behind the other.
                request.extensions_mut().remove::<MatchedPath>();
                *request.uri_mut() = probe_uri(probe);
                api.oneshot(request)
            };
            router = router.route(&format!("{root}/{probe}"), any(ask));
        }
    }
    router = router.method_not_allowed_fallback(async || method_not_allowed());
    let guarded = |router| guarded(router, pages.clock, pages.settings);
    if mount.is_empty() {
        // axum cannot nest at the root; the API brings the answer for what is not there.
        guarded(router).merge(api)
    } else {
        guarded(router.fallback(async || not_found())).nest(&mount, api)
    }
}

fn not_found() -> Problem {
    let detail =
        "there is nothing at this address; the demo is at the root, the console at console/";
    Problem::new(ProblemCode::NotFound, detail)
}

fn method_not_allowed() -> Problem {
    let detail = "this address answers other methods; see the header Allow";
    Problem::new(ProblemCode::MethodNotAllowed, detail)
}

/// Where probes answer beside the API's own: load balancers ask the machine, not the mount.
fn probe_roots<'a>(base: &'a str, mount: &str) -> Vec<&'a str> {
    let mut roots = vec!["", base];
    roots.dedup();
    roots.retain(|root| *root != mount);
    roots
}

fn probe_uri(probe: &'static str) -> http::Uri {
    match probe {
        "readyz" => http::Uri::from_static("/readyz"),
        "metrics" => http::Uri::from_static("/metrics"),
        _ => http::Uri::from_static("/healthz"),
    }
}

#[cfg(test)]
mod tests;
