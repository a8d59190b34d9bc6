use axum::extract::State;
use chatdesk_api::PresenceRequest;
use chatdesk_core::{Attending, Given, Invalid, Visibility};
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, Reading},
};

/// Says that somebody of the desk is there, for 30 s, or no longer. Not stored.
#[utoipa::path(post, path = "/chat/presence", tag = "admin", security(("token" = [])),
    request_body(content = PresenceRequest),
    responses(
        (status = 204, description = "Noted"),
        (status = 404, description = "No such session", body = chatdesk_api::Problem,
            content_type = "application/problem+json")))]
pub(crate) async fn tell_presence(
    State(app): State<App>,
    Reading(caller): Reading,
    body: JsonBody,
) -> Result<StatusCode, Problem> {
    app.desk.attend(&caller.actor, body.read().and_then(attending)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn attending(PresenceRequest { session_id, visible }: PresenceRequest) -> Given<Attending> {
    let session = session_id.map(|id| id.parse()).transpose();
    let session = session.map_err(|_| Invalid::new("/session_id", "is no session's id: ses_…"))?;
    let visibility = if visible { Visibility::Visible } else { Visibility::Hidden };
    Ok(Attending { session, visibility })
}
