use axum::extract::{FromRequestParts, Path};
use chatdesk_core::{Address, Given, Invalid, SessionId};
use http::request::Parts;

use crate::{App, problem::Problem};

/// The one id in a path, percent-decoded.
pub(crate) struct PathId(pub(crate) String);

impl FromRequestParts<App> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // Bytes that are no text name nothing.
        let path = Path::<String>::from_request_parts(parts, app).await;
        path.map(|Path(id)| Self(id)).map_err(|_| Problem::not_found())
    }
}

/// The session that a path names. Text that is no session's id names none.
pub(crate) fn session_id(PathId(id): &PathId) -> Result<SessionId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// The person that a path names.
pub(crate) fn person(PathId(id): &PathId) -> Given<Address> {
    id.parse().map_err(|error: chatdesk_core::ParseAddressError| {
        Invalid::new("{userId}", error.to_string())
    })
}
