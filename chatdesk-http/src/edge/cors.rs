//! Pages of other origins.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::CorsLayer;

use crate::{HttpSettings, Origin};

/// How long a browser remembers what it may ask.
const REMEMBERED_FOR: Duration = Duration::from_mins(10);

/// Lets pages of the listed origins ask and read answers, with a token and without cookies; `None` where none is listed.
pub(crate) fn cors(settings: &HttpSettings) -> Option<CorsLayer> {
    let value = |origin: &Origin| HeaderValue::try_from(origin.as_str()).ok();
    let origins: Vec<_> = settings.cors_origins.iter().filter_map(value).collect();
    if origins.is_empty() {
        return None;
    }
    let methods =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let asked = [
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::IF_NONE_MATCH,
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("last-event-id"),
    ];
    let read = [header::ETAG, header::RETRY_AFTER, HeaderName::from_static("x-request-id")];
    Some(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods(methods)
            .allow_headers(asked)
            .expose_headers(read)
            .max_age(REMEMBERED_FOR)
            .vary([header::AUTHORIZATION, header::ORIGIN]),
    )
}
