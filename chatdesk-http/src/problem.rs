//! Errors as RFC 9457 problem documents. The only place that knows statuses.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use chatdesk_api::{FieldError, ProblemCode};
use chatdesk_core::{BoxError, Error, ErrorKind, Invalid};
use http::{HeaderValue, StatusCode, header};

/// Why a request is not answered as asked: a problem document (RFC 9457) once it leaves.
///
/// Handlers return it as their error. Its body is written by the router that [`with_problems`](crate::with_problems)
/// made, which alone knows the request's id.
#[derive(Debug)]
pub struct Problem {
    pub(crate) code: ProblemCode,
    pub(crate) detail: Cow<'static, str>,
    pub(crate) errors: Vec<FieldError>,
    /// For the log alone.
    pub(crate) cause: Option<BoxError>,
    /// When to ask again, in seconds, where that can help.
    pub(crate) retry_after: u64,
}

impl Problem {
    /// A problem of a kind; `detail` says what is wrong here and what to do. No secret, nobody's text or address.
    pub fn new(code: ProblemCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), errors: vec![], cause: None, retry_after: 1 }
    }

    /// Its kind.
    #[must_use]
    pub const fn code(&self) -> ProblemCode {
        self.code
    }

    pub(crate) fn not_found() -> Self {
        Self::new(ProblemCode::NotFound, "there is no such thing here, or it is not yours")
    }

    pub(crate) fn unauthenticated(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ProblemCode::Unauthenticated, detail)
    }

    /// A fault of ours. The cause is for the log alone.
    #[must_use]
    pub fn internal(cause: BoxError) -> Self {
        let detail = "something went wrong on our side; quote the request id to the operator";
        Self { cause: Some(cause), ..Self::new(ProblemCode::Internal, detail) }
    }

    /// Not now. The cause is for the log alone.
    #[must_use]
    pub fn unavailable(cause: BoxError) -> Self {
        let detail = "not available at the moment; try again with the same client_id";
        Self { cause: Some(cause), ..Self::new(ProblemCode::Unavailable, detail) }
    }

    /// The same, after which it is known when asking again helps.
    #[must_use]
    pub fn retry_after(self, secs: u64) -> Self {
        Self { retry_after: secs, ..self }
    }

    pub(crate) fn status(&self) -> StatusCode {
        status(self.code)
    }

    pub(crate) fn body(&self, request_id: &str) -> chatdesk_api::Problem {
        chatdesk_api::Problem {
            kind: "about:blank".to_owned(),
            title: title(self.code).to_owned(),
            status: self.status().as_u16(),
            detail: self.detail.to_string(),
            code: self.code,
            request_id: request_id.to_owned(),
            errors: self.errors.clone(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::Forbidden => Self::new(
                ProblemCode::Forbidden,
                "your role may not do this; ask with a token of another role",
            ),
            Error::ChatDisabled => Self::new(
                ProblemCode::ChatDisabled,
                "chat is switched off for you; reading what is there still works",
            ),
            Error::SessionEnded => {
                Self::new(ProblemCode::SessionEnded, "this session has ended; open a new one")
            }
            Error::WindowClosed => {
                let detail = "they have not written for 24 hours: the channel takes nothing but a template, and the \
                              settings name none";
                Self::new(ProblemCode::WindowClosed, detail)
            }
            Error::Conflict(why) => Self::new(ProblemCode::Conflict, why),
            Error::Invalid(invalid) => invalid.into(),
            Error::Unavailable(cause) => Self::unavailable(cause),
            Error::Internal(cause) => Self::internal(cause),
            other => Self::unknown(other),
        }
    }
}

impl Problem {
    /// A kind of error that this version does not know yet.
    fn unknown(error: Error) -> Self {
        debug_assert!(
            !ErrorKind::ALL.contains(&error.kind()),
            "a listed kind needs its own answer"
        );
        Self::internal(error.into())
    }
}

impl From<Invalid> for Problem {
    fn from(Invalid { field, detail }: Invalid) -> Self {
        let summary = if field.is_empty() { detail.clone() } else { format!("{field}: {detail}") };
        Self {
            errors: vec![FieldError { pointer: field, detail }],
            ..Self::new(ProblemCode::InvalidRequest, summary)
        }
    }
}

/// A status and the headers that go with it; the body is written by [`finish`](crate::finish).
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match self.code {
            ProblemCode::Unauthenticated => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            ProblemCode::Unavailable | ProblemCode::RateLimited => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after));
            }
            _ => {}
        }
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

const fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::InvalidJson => StatusCode::BAD_REQUEST,
        ProblemCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ProblemCode::Forbidden | ProblemCode::ChatDisabled => StatusCode::FORBIDDEN,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::Timeout => StatusCode::REQUEST_TIMEOUT,
        ProblemCode::Conflict | ProblemCode::SessionEnded | ProblemCode::WindowClosed => {
            StatusCode::CONFLICT
        }
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::InvalidRequest => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

const fn title(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::InvalidJson => "The body is not JSON",
        ProblemCode::Unauthenticated => "Not signed in",
        ProblemCode::Forbidden => "Not allowed for your role",
        ProblemCode::ChatDisabled => "Chat is switched off",
        ProblemCode::NotFound => "Not found",
        ProblemCode::MethodNotAllowed => "Method not allowed",
        ProblemCode::Timeout => "The request took too long",
        ProblemCode::WindowClosed => "They have not written for too long",
        ProblemCode::Conflict => "Does not fit the present state",
        ProblemCode::SessionEnded => "The session has ended",
        ProblemCode::TooLarge => "The body is too large",
        ProblemCode::UnsupportedMediaType => "The body is not application/json",
        ProblemCode::InvalidRequest => "A value does not fit",
        ProblemCode::RateLimited => "Too many requests",
        ProblemCode::Unavailable => "Not available at the moment",
        _ => "Internal fault",
    }
}

#[cfg(test)]
mod tests;
