use bytes::Bytes;
use chatdesk_api::{Problem, ProblemCode};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What the server answered, already held against its OpenAPI document.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for messages: `GET /api/chat/status`.
    pub asked: String,
    /// The status code.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Bytes,
}

impl Answer {
    /// A header's value; empty when it is absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The media type without parameters.
    #[must_use]
    pub fn media_type(&self) -> &str {
        self.header("content-type").split(';').next().unwrap_or_default().trim()
    }

    /// The status as a number.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// Fails unless the status is this one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.code(), status, "{self}");
        self
    }

    /// The body as plain JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("not JSON ({error}): {self}"),
        }
    }

    /// The body of a 200.
    #[must_use]
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        self.expect(200).typed()
    }

    /// The body of a 201.
    #[must_use]
    #[track_caller]
    pub fn created<T: DeserializeOwned>(&self) -> T {
        self.expect(201).typed()
    }

    /// The body of a refusal; fails unless status and code are these.
    #[track_caller]
    pub fn refused(&self, status: u16, code: ProblemCode) -> Problem {
        let problem: Problem = self.expect(status).typed();
        assert_eq!(problem.code, code, "{self}");
        problem
    }

    /// The body without what differs from request to request, to compare refusals byte by byte.
    #[must_use]
    #[track_caller]
    pub fn without_request_id(&self) -> String {
        let problem: Problem = self.typed();
        assert!(!problem.request_id.is_empty(), "no request_id: {self}");
        String::from_utf8_lossy(&self.body).replace(&problem.request_id, "…")
    }

    /// The body in its wire shape.
    #[must_use]
    #[track_caller]
    pub fn typed<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("not of the shape that was expected ({error}): {self}"),
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} → {} {body}", self.asked, self.status)
    }
}
