use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chatdesk_core::{Actor, StaffRole};
use http::{header, request::Parts};

use crate::{App, auth::bearer, metrics::Readiness, problem::Problem};

/// The text format of `OpenMetrics`, which collectors of Prometheus read.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Figures for a collector, in the text format of `OpenMetrics`. For admins and whoever has the collector's token; for
/// everybody else this is not there.
#[utoipa::path(get, path = "/metrics", tag = "health", security(("token" = [])),
    responses(
        (status = 200, content_type = "application/openmetrics-text", body = String, description = "The figures"),
        (status = 404, content_type = "application/problem+json", body = chatdesk_api::Problem,
            description = "Not an admin's token, nor the collector's")))]
pub(crate) async fn show_metrics(
    State(app): State<App>,
    parts: Parts,
) -> Result<Response, Problem> {
    if !is_collector(&app, &parts) && !is_admin(&app, &parts).await {
        return Err(Problem::not_found());
    }
    let readiness = match app.desk.ready().await {
        Ok(()) => Readiness::Ready,
        Err(_) => Readiness::NotReady,
    };
    Ok(([(header::CONTENT_TYPE, FORMAT)], app.metrics.text(readiness)).into_response())
}

fn is_collector(app: &App, parts: &Parts) -> bool {
    let Some(token) = &app.settings.metrics_token else { return false };
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    value.to_str().ok().and_then(bearer).is_some_and(|shown| token.is(shown))
}

async fn is_admin(app: &App, parts: &Parts) -> bool {
    let Ok(Some(caller)) = app.auth.caller(parts, &**app.desk.clock()).await else { return false };
    let Ok(caller) = app.admit(caller).await else { return false };
    matches!(caller.actor, Actor::Staff(staff) if staff.role == StaffRole::Admin)
}
