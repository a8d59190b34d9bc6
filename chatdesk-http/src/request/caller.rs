use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::{HeaderValue, header, request::Parts};

use crate::{App, auth::Caller, edge::Deed, problem::Problem};

/// Somebody who was recognised; nobody is refused with 401. A `GET` counts as reading.
#[derive(Debug)]
pub(crate) struct Recognised(pub(crate) Caller);

/// Somebody who was recognised, or nobody.
pub(crate) type MaybeCaller = Option<Recognised>;

/// Somebody who was recognised, and sends.
#[derive(Debug)]
pub(crate) struct Sending(pub(crate) Caller);

/// Somebody who was recognised, and opens a session.
#[derive(Debug)]
pub(crate) struct Opening(pub(crate) Caller);

/// Somebody who was recognised, and reads in another way than by a `GET`.
#[derive(Debug)]
pub(crate) struct Reading(pub(crate) Caller);

/// Nobody in particular, who wants a visitor's token.
#[derive(Debug)]
pub(crate) struct Arriving;

/// Nobody in particular, who opens a ticket.
#[derive(Debug)]
pub(crate) struct Asking;

impl FromRequestParts<App> for Recognised {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        somebody(parts, app, deed(parts)).await.map(Self)
    }
}

impl OptionalFromRequestParts<App> for Recognised {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        let caller = anybody(parts, app, deed(parts)).await?;
        Ok(caller.map(Self))
    }
}

impl FromRequestParts<App> for Sending {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        somebody(parts, app, Some(Deed::Send)).await.map(Self)
    }
}

impl FromRequestParts<App> for Opening {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        somebody(parts, app, Some(Deed::Open)).await.map(Self)
    }
}

impl FromRequestParts<App> for Reading {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        somebody(parts, app, Some(Deed::Read)).await.map(Self)
    }
}

impl FromRequestParts<App> for Arriving {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        app.edge.refuse_forged(parts)?;
        app.edge.count_visitor(parts)?;
        Ok(Self)
    }
}

impl FromRequestParts<App> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        app.edge.refuse_forged(parts)?;
        app.edge.count_ticket(parts)?;
        Ok(Self)
    }
}

/// The refusal of nobody.
pub(crate) fn nobody() -> Problem {
    Problem::unauthenticated(
        "nobody is signed in; send a token: Authorization: Bearer …, and let every proxy pass it on",
    )
}

/// The same request with a token that came elsewhere than in a header of its own.
///
/// Beside a token that is there already: who says it twice is refused as in any request.
pub(crate) fn with_token(mut parts: Parts, token: &str) -> Result<Parts, Problem> {
    let bearer = HeaderValue::try_from(format!("Bearer {token}"));
    let bearer = bearer.map_err(|_| Problem::unauthenticated("the token is malformed"))?;
    parts.headers.append(header::AUTHORIZATION, bearer);
    Ok(parts)
}

/// In the order of the contract: 401, forged, 429.
pub(crate) async fn anybody(
    parts: &Parts,
    app: &App,
    deed: Option<Deed>,
) -> Result<Option<Caller>, Problem> {
    let Some(caller) = recognised(parts, app).await? else { return Ok(None) };
    let caller = app.admit(caller).await?;
    app.edge.refuse_forged(parts)?;
    if let Some(deed) = deed {
        app.edge.count(deed, &caller.actor)?;
    }
    Ok(Some(caller))
}

async fn recognised(parts: &Parts, app: &App) -> Result<Option<Caller>, Problem> {
    // A command on a WebSocket: its caller was recognised when that began.
    let Some(caller) = parts.extensions.get::<Caller>() else {
        return app.auth.caller(parts, &**app.desk.clock()).await;
    };
    if caller.expires_at.is_some_and(|at| at <= app.desk.clock().now()) {
        return Err(Problem::unauthenticated("the token has run out; get a new one"));
    }
    Ok(Some(caller.clone()))
}

fn deed(parts: &Parts) -> Option<Deed> {
    parts.method.is_safe().then_some(Deed::Read)
}

async fn somebody(parts: &Parts, app: &App, deed: Option<Deed>) -> Result<Caller, Problem> {
    anybody(parts, app, deed).await?.ok_or_else(nobody)
}
