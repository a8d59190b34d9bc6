//! The demo page, the console and the widget, as files that never change while the server runs.

mod file;

use std::sync::Arc;

use axum::{
    Router,
    response::Redirect,
    routing::{MethodRouter, get},
};
use chatdesk_widget::Asset;
use http::HeaderMap;

use self::file::File;
use crate::config::MountPath;

const DEMO: &str = include_str!("../pages/index.html");
const DEMO_CSS: &str = include_str!("../pages/demo.css");
/// The demo's tag, as long as nobody moved the API.
const DEMO_TAG: &str = "<script src=\"widget.js\" defer></script>";

/// The routes of all pages below `base`, with an API at `prefix`.
pub(crate) fn router(base: &MountPath, prefix: &MountPath) -> Router {
    let base = base.as_str();
    let demo = demo(prefix);
    let mut router = Router::new()
        .route(&format!("{base}/"), serve(File::own("text/html; charset=utf-8", demo)))
        .route(
            &format!("{base}/demo.css"),
            serve(File::own("text/css; charset=utf-8", DEMO_CSS.to_owned())),
        )
        .route(&format!("{base}/console"), redirect("console/"));
    for asset in chatdesk_widget::ASSETS {
        // A folder's page answers at the folder, so that what it names is beside it.
        let path = asset.path.strip_suffix("index.html").unwrap_or(asset.path);
        router = router.route(&format!("{base}/{path}"), serve(built(asset, prefix)));
    }
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

/// A built file; the console's page names the API where that is not beside its folder.
fn built(asset: &'static Asset, prefix: &MountPath) -> File {
    match std::str::from_utf8(asset.bytes) {
        Ok(page) if asset.path == "console/index.html" && *prefix != MountPath::api() => {
            File::own(asset.content_type, console(page, prefix))
        }
        _ => File::built(asset),
    }
}

/// `<html data-api="…">` is where the console looks before it takes `../api`.
fn console(page: &str, prefix: &MountPath) -> String {
    page.replacen("<html", &format!("<html data-api=\"..{}\"", prefix.as_str()), 1)
}

fn serve(file: File) -> MethodRouter {
    let file = Arc::new(file);
    get(move |headers: HeaderMap| std::future::ready(file.answer(&headers)))
}

#[cfg(test)]
mod tests;
