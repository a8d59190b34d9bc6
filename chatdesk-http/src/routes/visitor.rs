use axum::{Json, extract::State};
use chatdesk_api::{IdentifyRequest, SessionsAnswer, VisitorSession, VisitorSessionRequest};
use chatdesk_core::Profile;
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{Arriving, JsonBody, Recognised},
    wire::Reader,
};

/// Gives a visitor a token.
///
/// Nothing is stored: the visitor becomes known by the first message.
#[utoipa::path(post, path = "/visitor/session", tag = "visitor",
    request_body(content = VisitorSessionRequest),
    responses((status = 201, body = VisitorSession, description = "A new visitor")))]
pub(crate) async fn start_visitor(
    State(app): State<App>,
    _: Arriving,
    body: JsonBody,
) -> Result<(StatusCode, Json<VisitorSession>), Problem> {
    let own = app.auth.own().ok_or_else(Problem::not_found)?;
    let VisitorSessionRequest { name, email, page } = body.read()?;
    let Profile { name, email, .. } =
        Profile::of_visitor(name.as_deref(), email.as_deref(), page.as_deref())?;
    let (token, id) = own.give_visitor(name, email, app.desk.clock().now());
    let visitor_id = id.simple().to_string();
    Ok((StatusCode::CREATED, Json(VisitorSession { token, visitor_id })))
}

/// Gives what the asker said as a visitor to them as the user who they are now; answers all their sessions.
///
/// Again, and for a visitor who never wrote, it changes nothing. Whoever was switched off as a visitor is so as a user.
#[utoipa::path(post, path = "/chat/identify", tag = "visitor", security(("token" = [])),
    request_body(content = IdentifyRequest),
    responses((status = 200, body = SessionsAnswer, description = "The asker's sessions, newest first")))]
pub(crate) async fn identify_visitor(
    State(app): State<App>,
    Recognised(caller): Recognised,
    body: JsonBody,
) -> Result<Json<SessionsAnswer>, Problem> {
    let visitor = match body.read() {
        Ok(IdentifyRequest { visitor_token }) => app.visitor(&visitor_token).await?,
        Err(invalid) => Err(invalid),
    };
    let found = app.desk.identify(&caller.actor, visitor).await?;
    let reader = Reader::of(&caller.actor);
    let sessions = found.value.iter().map(|view| reader.session(view)).collect();
    Ok(Json(SessionsAnswer { sessions, cursor: app.cursor(found.position).await? }))
}
