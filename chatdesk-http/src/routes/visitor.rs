use axum::{Json, extract::State};
use chatdesk_api::{IdentifyRequest, SessionsAnswer, VisitorSession, VisitorSessionRequest};
use chatdesk_core::Invalid;
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
    let name = line("/name", name.as_deref(), 100)?;
    let email = line("/email", email.as_deref(), 254)?;
    line("/page", page.as_deref(), 2_048)?;
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        return Err(Invalid::new("/email", "is not an e-mail address like name@example.org").into());
    }
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

/// Trimmed; empty is none.
fn line(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>, Invalid> {
    let text = text.map_or("", str::trim);
    let n_chars = text.chars().count();
    if n_chars > max {
        return Err(Invalid::new(field, format!("has {n_chars} characters; at most {max}")));
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::new(field, "holds a control character; remove it"));
    }
    Ok((n_chars > 0).then(|| text.to_owned()))
}

fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(char::is_whitespace)
}
