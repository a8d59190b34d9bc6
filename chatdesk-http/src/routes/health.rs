use axum::{Extension, Json, extract::State, response::IntoResponse};
use bytes::Bytes;
use chatdesk_api::Health;
use http::header;

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
        // `finish` logs it with its causes.
        let detail = format!("not ready: {error}");
        Problem { detail: detail.into(), ..Problem::unavailable(error.into()) }
    })?;
    Ok(Json(Health { status: "ok".to_owned() }))
}

/// What [`show_document`] shows: the document, written once.
#[derive(Clone)]
pub(crate) struct Document(pub(crate) Bytes);

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "health",
    responses((status = 200, body = serde_json::Value, description = "OpenAPI 3.1")))]
pub(crate) async fn show_document(
    Extension(Document(document)): Extension<Document>,
) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document)
}
