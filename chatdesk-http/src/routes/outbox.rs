use axum::{Json, extract::State};
use chatdesk_api::{Outgoing, OutgoingDelivery};
use chatdesk_core::{Given, JobState};

use crate::{
    App,
    problem::Problem,
    request::{PathId, QueryValues, Recognised, desks_delivery, invalid},
    wire,
};

/// What waits to be told outside, or was given up and why. Administrators alone.
#[utoipa::path(get, path = "/admin/deliveries", tag = "admin", security(("token" = [])),
    params(
        ("state" = Option<String>, Query, description = "`waiting`, or `failed`, the default, for those that were given up"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "50 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, body = Outgoing, description = "A page")))]
pub(crate) async fn list_deliveries(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<Outgoing>, Problem> {
    let asked = asked(&query);
    let (after, limit) = asked.as_ref().map_or((None, 1), |(_, after, limit)| (*after, *limit));
    let state = asked.map(|(state, ..)| state);
    let page = app.desk.deliveries(&caller.actor, state, (after, limit)).await?;
    Ok(Json(Outgoing {
        deliveries: page.rows.iter().map(wire::delivery).collect(),
        total: page.total.into(),
        next_cursor: page.next.map(|key| key.to_string()),
        pauses: page.pauses.into_iter().map(wire::pause).collect(),
    }))
}

/// Lets one that was given up be tried again at once, as if it had never been. One that waits stays as it is.
#[utoipa::path(post, path = "/admin/deliveries/{id}/retry", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "`dlv_…`")),
    responses((status = 200, body = OutgoingDelivery, description = "As it waits then")))]
pub(crate) async fn retry_delivery(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<Json<OutgoingDelivery>, Problem> {
    let row = app.desk.retry_delivery(&caller.actor, desks_delivery(&id)).await?;
    Ok(Json(wire::delivery(&row)))
}

fn asked(query: &QueryValues) -> Given<(JobState, Option<chatdesk_core::PageKey>, u16)> {
    let state = match query.text("state")? {
        None | Some("failed") => JobState::Failed,
        Some("waiting") => JobState::Waiting,
        Some(_) => return Err(invalid("state", "is not one of waiting, failed")),
    };
    let limit = query.number("limit", &(1..=200))?.unwrap_or(50);
    Ok((state, query.parsed("cursor")?, limit))
}
