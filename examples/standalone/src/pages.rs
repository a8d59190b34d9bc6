//! The demo page beside the console and the widget, as files that never change while the server runs.

use axum::{
    Router,
    response::Redirect,
    routing::{MethodRouter, get},
};
use chatdesk_http::File;

use crate::config::MountPath;

mod docs;

const DEMO: &str = include_str!("../pages/index.html");
const DEMO_CSS: &str = include_str!("../pages/demo.css");
/// The demo's tag, as long as nobody moved the API.
const DEMO_TAG: &str = "<script src=\"widget.js\" defer></script>";

/// The routes of all pages below `base`, with an API at `prefix`.
pub(crate) fn router(base: &MountPath, prefix: &MountPath) -> Router {
    let base = base.as_str();
    let built = chatdesk_http::pages(prefix.as_str().trim_start_matches('/'));
    let built = if base.is_empty() { built } else { Router::new().nest(base, built) };
    let router = built
        .merge(File::own("text/html; charset=utf-8", demo(prefix)).at(&format!("{base}/")))
        .merge(
            File::own("text/css; charset=utf-8", DEMO_CSS.to_owned())
                .at(&format!("{base}/demo.css")),
        )
        .merge(docs::router(base, prefix))
        .route(&format!("{base}/docs"), redirect("docs/"));
    match base.rsplit_once('/') {
        Some((_, last)) => router.route(base, redirect(&format!("{last}/"))),
        None => router,
    }
}

/// The demo page; its tag names the API where that is not beside the script.
fn demo(prefix: &MountPath) -> String {
    if *prefix == MountPath::api() {
        return DEMO.to_owned();
    }
    let api = prefix.beside_a_page();
    DEMO.replace(DEMO_TAG, &format!("<script src=\"widget.js\" defer data-api=\"{api}\"></script>"))
}

/// Relative, so that it leads to the right place behind a proxy that took a prefix off.
fn redirect(to: &str) -> MethodRouter {
    let to = to.to_owned();
    get(move || std::future::ready(Redirect::temporary(&to)))
}

#[cfg(test)]
mod tests;
