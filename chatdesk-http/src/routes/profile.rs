use axum::{Json, extract::State};
use chatdesk_api::{PageRequest, ProfileAnswer, ProfileRequest, UserDetails};
use chatdesk_core::{PageShown, ProfileChange};
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, Reading, Recognised, Sending, person},
    wire,
};

/// Keeps what a visitor says of themself, and tells the desk. What is absent stays; null or empty is none.
///
/// For visitors alone: who a user is, the host knows. It is no message: also who is switched off may say it.
#[utoipa::path(patch, path = "/chat/profile", tag = "chat", security(("token" = [])),
    request_body(content = ProfileRequest),
    responses((status = 200, body = ProfileAnswer, description = "What is known now")))]
pub(crate) async fn change_profile(
    State(app): State<App>,
    Sending(caller): Sending,
    body: JsonBody,
) -> Result<Json<ProfileAnswer>, Problem> {
    let change = body.read().map(|ProfileRequest { name, email }| ProfileChange {
        name: wire::amend(name),
        email: wire::amend(email),
    });
    let profile = app.desk.change_profile(&caller.actor, change).await?;
    Ok(Json(ProfileAnswer { name: profile.name, email: profile.email }))
}

/// Tells the desk which page the asker has before them. It is not stored, and known for half an hour.
#[utoipa::path(put, path = "/chat/page", tag = "chat", security(("token" = [])),
    request_body(content = PageRequest),
    responses((status = 204, description = "Told")))]
pub(crate) async fn show_page(
    State(app): State<App>,
    Reading(caller): Reading,
    body: JsonBody,
) -> Result<StatusCode, Problem> {
    let page = body.read().map(|PageRequest { url, title }| PageShown { url, title });
    app.desk.show_page(&caller.actor, page).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One customer, with what a panel beside their chat shows.
#[utoipa::path(get, path = "/admin/user/{userId}", tag = "admin", security(("token" = [])),
    params(("userId" = String, Path, description = "The host's id, or `visitor:<id>`")),
    responses((status = 200, body = UserDetails, description = "The customer")))]
pub(crate) async fn show_user(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<Json<UserDetails>, Problem> {
    let seen = app.desk.customer(&caller.actor, person(&id)).await?;
    Ok(Json(wire::user_details(&seen)))
}
