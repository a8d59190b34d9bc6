use axum::response::IntoResponse as _;
use chatdesk_api::ProblemCode;
use chatdesk_core::{Error, ErrorKind, Invalid, StoreError};
use http::header;
use serde_json::{Value, json};

use super::Problem;

/// The code, the status and the title of every problem, from the contract.
const CODES: [(ProblemCode, &str, u16, &str); 16] = [
    (ProblemCode::InvalidJson, "invalid_json", 400, "The body is not JSON"),
    (ProblemCode::Unauthenticated, "unauthenticated", 401, "Not signed in"),
    (ProblemCode::Forbidden, "forbidden", 403, "Not allowed for your role"),
    (ProblemCode::ChatDisabled, "chat_disabled", 403, "Chat is switched off"),
    (ProblemCode::NotFound, "not_found", 404, "Not found"),
    (ProblemCode::MethodNotAllowed, "method_not_allowed", 405, "Method not allowed"),
    (ProblemCode::Timeout, "timeout", 408, "The request took too long"),
    (ProblemCode::WindowClosed, "window_closed", 409, "They have not written for too long"),
    (ProblemCode::Conflict, "conflict", 409, "Does not fit the present state"),
    (ProblemCode::SessionEnded, "session_ended", 409, "The session has ended"),
    (ProblemCode::TooLarge, "too_large", 413, "The body is too large"),
    (
        ProblemCode::UnsupportedMediaType,
        "unsupported_media_type",
        415,
        "The body is not application/json",
    ),
    (ProblemCode::InvalidRequest, "invalid_request", 422, "A value does not fit"),
    (ProblemCode::RateLimited, "rate_limited", 429, "Too many requests"),
    (ProblemCode::Internal, "internal", 500, "Internal fault"),
    (ProblemCode::Unavailable, "unavailable", 503, "Not available at the moment"),
];

fn body(problem: &Problem) -> Value {
    serde_json::to_value(problem.body("the-request")).unwrap()
}

#[test]
fn every_code_has_its_status_and_its_title() {
    for (code, word, status, title) in CODES {
        let expected = json!({
            "type": "about:blank", "title": title, "status": status, "detail": "because",
            "code": word, "request_id": "the-request",
        });
        assert_eq!(body(&Problem::new(code, "because")), expected);
    }
}

#[test]
fn only_some_have_headers_of_their_own() {
    for (code, word, ..) in CODES {
        let response = Problem::new(code, "because").into_response();
        let headers = response.headers();
        assert_eq!(headers.contains_key(header::WWW_AUTHENTICATE), word == "unauthenticated");
        let later = matches!(word, "rate_limited" | "unavailable");
        assert_eq!(headers.contains_key(header::RETRY_AFTER), later, "{word}");
    }
}

#[test]
fn a_value_that_does_not_fit_is_named() {
    let problem = Problem::from(Invalid::new("/content", "is empty"));
    let expected = json!({
        "type": "about:blank", "title": "A value does not fit", "status": 422,
        "detail": "/content: is empty", "code": "invalid_request", "request_id": "the-request",
        "errors": [{"pointer": "/content", "detail": "is empty"}],
    });
    assert_eq!(body(&problem), expected);
}

fn every_error() -> Vec<Error> {
    let cause = || -> chatdesk_core::BoxError { "disk /dev/sda1 is full".into() };
    vec![
        Error::NotFound,
        Error::Forbidden,
        Error::ChatDisabled,
        Error::SessionEnded,
        Error::WindowClosed,
        Error::Conflict("a closed ticket stays closed"),
        Error::Invalid(Invalid::new("/content", "is empty")),
        Error::Unavailable(cause()),
        Error::Internal(cause()),
        StoreError::Conflict.into(),
        StoreError::Unavailable(cause()).into(),
        StoreError::Backend(cause()).into(),
    ]
}

#[test]
fn only_internal_errors_are_500_and_no_answer_tells_a_cause() {
    let errors = every_error();
    for kind in ErrorKind::ALL {
        assert!(errors.iter().any(|error| error.kind() == kind), "{kind:?} is not in the table");
    }
    for error in errors {
        let is_internal = error.kind() == ErrorKind::Internal;
        let problem = Problem::from(error);
        assert_eq!(problem.status().as_u16() == 500, is_internal);
        assert!(!body(&problem).to_string().contains("sda1"), "{problem:?}");
    }
}
