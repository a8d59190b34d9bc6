use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use chatdesk_api::{Agents, ChatSettings, SaveSettings, Settings};
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::session::names;
use crate::{
    App,
    problem::Problem,
    request::{JsonBody, MaybeCaller, Recognised},
    wire,
};

/// What a window shows before anybody wrote. Without a token, too; no record is made, nothing is set.
#[utoipa::path(get, path = "/chat/settings", tag = "chat", security((), ("token" = [])),
    params(("If-None-Match" = Option<String>, Header, description = "An earlier `ETag`")),
    responses(
        (status = 200, body = ChatSettings, description = "What was chosen, and who is there",
            headers(("ETag" = String))),
        (status = 304, description = "Unchanged")))]
pub(crate) async fn show_chat_settings(
    State(app): State<App>,
    _caller: MaybeCaller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let settings = wire::chat_settings(app.desk.shown().await?);
    // Plain structs always serialise.
    let body = serde_json::to_vec(&settings).unwrap_or_default();
    let digest = Sha256::digest(&body);
    let digest = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let tag = format!("\"s{digest:016x}\"");
    if names(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(settings)).into_response())
}

/// The settings, and who saved them when.
#[utoipa::path(get, path = "/admin/settings", tag = "admin", security(("token" = [])),
    responses((status = 200, body = Settings, description = "All of them")))]
pub(crate) async fn show_settings(
    State(app): State<App>,
    Recognised(caller): Recognised,
) -> Result<Json<Settings>, Problem> {
    Ok(Json(wire::settings(app.desk.settings(&caller.actor).await?.as_ref())))
}

/// Saves all settings at once: what is absent or null is as if it was never set. Of two who save the later one wins.
#[utoipa::path(put, path = "/admin/settings", tag = "admin", security(("token" = [])),
    request_body(content = SaveSettings),
    responses((status = 200, body = Settings, description = "How they stand now")))]
pub(crate) async fn save_settings(
    State(app): State<App>,
    Recognised(caller): Recognised,
    body: JsonBody,
) -> Result<Json<Settings>, Problem> {
    let given = body.read::<SaveSettings>().map(wire::given_settings);
    let entry = app.desk.save_settings(&caller.actor, given).await?;
    Ok(Json(wire::settings(Some(&entry))))
}

/// To whom a session can be handed: everybody who has an account of this server, and whoever else is there now.
#[utoipa::path(get, path = "/admin/agents", tag = "admin", security(("token" = [])),
    responses((status = 200, body = Agents, description = "By name")))]
pub(crate) async fn list_agents(
    State(app): State<App>,
    Recognised(caller): Recognised,
) -> Result<Json<Agents>, Problem> {
    let agents = app.desk.agents(&caller.actor).await?;
    Ok(Json(Agents { agents: agents.into_iter().map(wire::agent).collect() }))
}
