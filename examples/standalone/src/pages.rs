//! The demo page, the console and the widget, as files that never change while the server runs.

use axum::{
    Router,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::config::MountPath;

const DEMO: &str = include_str!("../pages/index.html");
const DEMO_CSS: &str = include_str!("../pages/demo.css");
/// The demo's tag, as long as nobody moved the API.
const DEMO_TAG: &str = "<script src=\"widget.js\" defer></script>";

/// Everything from here, nothing inline. `'wasm-unsafe-eval'` is what a WebAssembly module needs.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

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
        router = router.route(&format!("{base}/{path}"), serve(File::built(asset)));
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
fn redirect(to: &str) -> axum::routing::MethodRouter {
    let to = to.to_owned();
    get(move || std::future::ready(Redirect::temporary(&to)))
}

fn serve(file: File) -> axum::routing::MethodRouter {
    get(move |headers: HeaderMap| std::future::ready(file.answer(&headers)))
}

/// One file, ready to be sent.
#[derive(Clone, Debug)]
struct File {
    content_type: &'static str,
    etag: String,
    body: bytes::Bytes,
}

impl File {
    fn own(content_type: &'static str, text: String) -> Self {
        let digest = Sha256::digest(&text);
        let short: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { content_type, etag: format!("\"{short}\""), body: text.into() }
    }

    fn built(asset: &'static chatdesk_widget::Asset) -> Self {
        Self {
            content_type: asset.content_type,
            etag: asset.etag.to_owned(),
            body: bytes::Bytes::from_static(asset.bytes),
        }
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = if is_known(request, &self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut whole = self.body.clone().into_response();
            whole
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
            whole
        };
        let headers = response.headers_mut();
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
        // Kept by browsers, and asked about each time: a new server is a new widget at once.
        set(header::CACHE_CONTROL, "no-cache");
        set(header::CONTENT_SECURITY_POLICY, POLICY);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::REFERRER_POLICY, "same-origin");
        response
    }
}

/// Whether the browser has this version already (RFC 9110, weak comparison).
fn is_known(request: &HeaderMap, etag: &str) -> bool {
    let given = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    given
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests;
