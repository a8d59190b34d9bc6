use axum::{Json, extract::State};
use chatdesk_api::{Trial, WaysOut};

use crate::{
    App,
    problem::Problem,
    request::{PathId, Recognised, desks_name},
    wire,
};

/// Every way by which somebody outside is told, what it is for, and whether it is left alone now. Administrators alone.
#[utoipa::path(get, path = "/admin/channels", tag = "admin", security(("token" = [])),
    responses((status = 200, body = WaysOut, description = "All of them")))]
pub(crate) async fn list_channels(
    State(app): State<App>,
    Recognised(caller): Recognised,
) -> Result<Json<WaysOut>, Problem> {
    let ways = app.desk.ways_out(&caller.actor).await?;
    Ok(Json(WaysOut { channels: ways.into_iter().map(wire::way_out).collect() }))
}

/// Sends a test by one of them, at once; answers what came of it. Where nobody is alerted by it, the provider is asked
/// whether it would take what is sent.
#[utoipa::path(post, path = "/admin/channels/{kind}/test", tag = "admin", security(("token" = [])),
    params(("kind" = String, Path, description = "As in `channels`")),
    responses((status = 200, body = Trial, description = "It was tried")))]
pub(crate) async fn test_channel(
    State(app): State<App>,
    Recognised(caller): Recognised,
    kind: PathId,
) -> Result<Json<Trial>, Problem> {
    let outcome = app.desk.send_test(&caller.actor, desks_name(&kind)).await?;
    Ok(Json(wire::trial(&outcome)))
}
