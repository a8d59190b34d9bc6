//! One file, ready to be sent.

use std::{
    fmt,
    io::{self, Write},
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

/// Everything from here, nothing inline. `'wasm-unsafe-eval'` is what a WebAssembly module needs.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// A file that never changes while the server runs, served so that browsers ask for it once.
///
/// It comes with its entity tag, packed for whoever takes that, and under a content security policy that lets nothing
/// in from elsewhere.
pub struct File {
    content_type: &'static str,
    /// Weak: it names the content, whatever way it is packed.
    etag: String,
    body: Bytes,
    /// Packed when the first browser asks, so that a start does not wait for it.
    packed: OnceLock<Bytes>,
}

impl File {
    /// A text of the host's own, of this media type.
    #[must_use]
    pub fn own(content_type: &'static str, text: String) -> Self {
        let digest = Sha256::digest(&text);
        let short: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self::new(content_type, format!("W/\"{short}\""), text.into())
    }

    /// A text that is part of the program, of this media type; `version` changes when it does, and holds no quote.
    #[must_use]
    pub fn fixed(content_type: &'static str, text: &'static str, version: &str) -> Self {
        Self::new(content_type, format!("W/\"{version}\""), Bytes::from_static(text.as_bytes()))
    }

    /// A file that was built with the widget.
    pub(super) fn built(asset: &'static chatdesk_widget::Asset) -> Self {
        let etag = format!("W/{}", asset.etag);
        Self::new(asset.content_type, etag, Bytes::from_static(asset.bytes))
    }

    /// A router that answers with the file at `path`, which begins with a slash.
    pub fn at(self, path: &str) -> Router {
        let file = Arc::new(self);
        let answer = move |headers: HeaderMap| std::future::ready(file.answer(&headers));
        Router::new().route(path, get(answer))
    }

    const fn new(content_type: &'static str, etag: String, body: Bytes) -> Self {
        Self { content_type, etag, body, packed: OnceLock::new() }
    }

    /// The answer to a request: the file, or that the browser has it already.
    fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = if self.is_known(request) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.whole(request)
        };
        let headers = response.headers_mut();
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
        // Kept by browsers, and asked about each time: a new server is a new widget at once.
        set(header::CACHE_CONTROL, "no-cache");
        set(header::VARY, "Accept-Encoding");
        set(header::CONTENT_SECURITY_POLICY, POLICY);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::REFERRER_POLICY, "same-origin");
        response
    }

    fn whole(&self, request: &HeaderMap) -> Response {
        let packed = if takes_gzip(request) { self.packed() } else { None };
        let mut response = packed.unwrap_or(&self.body).clone().into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if packed.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }

    /// The packed body, where that is smaller.
    fn packed(&self) -> Option<&Bytes> {
        // Writing into memory does not fail; if it did, the file would go out as it is.
        let packed = self.packed.get_or_init(|| pack(&self.body).unwrap_or_default());
        (!packed.is_empty() && packed.len() < self.body.len()).then_some(packed)
    }

    /// Whether the browser has this version already (RFC 9110, weak comparison).
    fn is_known(&self, request: &HeaderMap) -> bool {
        let strong = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
        let ours = strong(&self.etag);
        listed(request, header::IF_NONE_MATCH).any(|tag| tag == "*" || strong(tag) == ours)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

fn pack(body: &[u8]) -> io::Result<Bytes> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(body)?;
    packer.finish().map(Bytes::from)
}

fn takes_gzip(request: &HeaderMap) -> bool {
    listed(request, header::ACCEPT_ENCODING).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight != Some(0.0)
    })
}

/// What stands in a header, between the commas.
fn listed(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = request.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}
