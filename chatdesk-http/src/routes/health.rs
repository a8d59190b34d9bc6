use axum::{Json, extract::State};
use chatdesk_api::Health;
use tracing::warn;

use crate::{App, problem::Problem};

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health",
    responses((status = 200, body = Health, description = "Alive")))]
pub(crate) async fn show_health() -> Json<Health> {
    Json(Health { status: "ok".to_owned() })
}

/// Requests will be served: the last commit (or else a probe) succeeded, and the worker runs.
#[utoipa::path(get, path = "/readyz", tag = "health",
    responses((status = 200, body = Health, description = "Ready")))]
pub(crate) async fn show_readiness(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.desk.ready().await.map_err(|error| {
        warn!(%error, "not ready");
        let detail = format!("not ready: {error}");
        Problem { detail: detail.into(), ..Problem::unavailable(error.into()) }
    })?;
    Ok(Json(Health { status: "ok".to_owned() }))
}
