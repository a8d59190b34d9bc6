use serde::{Deserialize, Serialize};

/// What went wrong, after RFC 9457; travels as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI of the kind of problem; `about:blank` where `code` says it all.
    #[serde(rename = "type")]
    pub kind: String,
    /// One constant line for each `code`.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What is wrong here, with which value, and what to do.
    pub detail: String,
    /// What clients branch on; stable.
    pub code: ProblemCode,
    /// What to quote to the operator.
    pub request_id: String,
    /// The fields at fault, with `invalid_request`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// `/content` for a field of the body (RFC 6901), `?limit` for a query value, `{userId}` for a part of the path.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

/// The stable codes of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub enum ProblemCode {
    /// 400: the body is not JSON.
    InvalidJson,
    /// 401: no token, or one that does not count.
    Unauthenticated,
    /// 403: this kind of asker may not do this.
    Forbidden,
    /// 403: chat is switched off for this user.
    ChatDisabled,
    /// 404: not there, or not yours.
    NotFound,
    /// 405: there, but not with this method.
    MethodNotAllowed,
    /// 408: the request took too long to arrive.
    Timeout,
    /// 409: it does not fit the present state.
    Conflict,
    /// They have not written for so long that the channel takes nothing but a template, and there is none. 409.
    WindowClosed,
    /// 409: the session is over.
    SessionEnded,
    /// 413: the body is too large.
    TooLarge,
    /// 415: the body is not `application/json`.
    UnsupportedMediaType,
    /// 422: a field is missing, of the wrong type or out of range.
    InvalidRequest,
    /// 429: too often; `Retry-After` says when.
    RateLimited,
    /// 500: a fault of ours.
    Internal,
    /// 503: not now; `Retry-After` says when.
    Unavailable,
}
