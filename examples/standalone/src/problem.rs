//! Problem documents of the server's own few routes; those of the API come from `chatdesk-http`.

use axum::response::{IntoResponse, Response};
use chatdesk_api::{Problem, ProblemCode};
use http::{StatusCode, header};

/// Why a request outside of the API is not answered as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is nothing.
    NotFound,
    /// There is something, but not for this method.
    MethodNotAllowed,
    /// The body is not JSON.
    InvalidJson,
    /// The body is JSON, but not what is asked for.
    InvalidRequest,
    /// The body does not say that it is JSON.
    UnsupportedMediaType,
    /// The body is too large.
    TooLarge,
    /// The console's code does not count.
    WrongCode,
    /// A fault of ours.
    Internal,
}

impl Refusal {
    const fn parts(self) -> (StatusCode, ProblemCode, &'static str, &'static str) {
        match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                ProblemCode::NotFound,
                "Not found",
                "there is nothing at this address; the demo is at the root, the console at console/",
            ),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                ProblemCode::MethodNotAllowed,
                "Method not allowed",
                "this address answers other methods; see the Allow header",
            ),
            Self::InvalidJson => (
                StatusCode::BAD_REQUEST,
                ProblemCode::InvalidJson,
                "The body is not JSON",
                "send {\"code\": \"…\"}",
            ),
            Self::InvalidRequest => (
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::InvalidRequest,
                "A value does not fit",
                "/code: send {\"code\": \"…\"} with the text behind #code= in the printed link",
            ),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                ProblemCode::UnsupportedMediaType,
                "The body is not application/json",
                "send the code as JSON, with Content-Type: application/json",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                ProblemCode::TooLarge,
                "The body is too large",
                "send nothing but the code",
            ),
            Self::WrongCode => (
                StatusCode::UNAUTHORIZED,
                ProblemCode::Unauthenticated,
                "Not signed in",
                "the code is wrong, used or older than ten minutes; restart the server and open the \
                 console link that it prints",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                ProblemCode::Internal,
                "Internal fault",
                "something went wrong on our side; quote the request id to the operator",
            ),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, title, detail) = self.parts();
        let request_id = uuid::Uuid::new_v4().simple().to_string();
        if status.is_server_error() {
            tracing::error!(%request_id, "failed");
        }
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.to_owned(),
            code,
            request_id,
            errors: match self {
                Self::InvalidRequest => vec![chatdesk_api::FieldError {
                    pointer: "/code".to_owned(),
                    detail: "text is needed".to_owned(),
                }],
                _ => vec![],
            },
        };
        // Serialising plain strings and numbers cannot fail; an empty body would still carry the status.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        let mut set = |name, value| headers.insert(name, http::HeaderValue::from_static(value));
        set(header::CONTENT_TYPE, "application/problem+json");
        set(header::CACHE_CONTROL, "no-store");
        set(header::VARY, "Authorization");
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        if self == Self::WrongCode {
            set(header::WWW_AUTHENTICATE, "Bearer");
        }
        response
    }
}
