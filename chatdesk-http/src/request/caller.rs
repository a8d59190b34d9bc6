use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;

use crate::{App, auth::Caller, problem::Problem};

/// Somebody who was recognised; nobody is refused with 401.
#[derive(Debug)]
pub(crate) struct Recognised(pub(crate) Caller);

/// Somebody who was recognised, or nobody.
pub(crate) type MaybeCaller = Option<Recognised>;

impl FromRequestParts<App> for Recognised {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = recognise(parts, app).await?;
        caller.map(Self).ok_or_else(|| {
            Problem::unauthenticated("nobody is signed in; send a token: Authorization: Bearer …")
        })
    }
}

impl OptionalFromRequestParts<App> for Recognised {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        Ok(recognise(parts, app).await?.map(Self))
    }
}

async fn recognise(parts: &Parts, app: &App) -> Result<Option<Caller>, Problem> {
    match app.auth.caller(parts, &**app.desk.clock()).await? {
        Some(caller) => app.admit(caller).await.map(Some),
        None => Ok(None),
    }
}
