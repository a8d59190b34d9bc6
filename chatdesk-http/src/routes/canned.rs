use axum::{Json, extract::State, response::IntoResponse};
use chatdesk_api::{CannedReplies, CannedReply, SaveCannedReply};
use chatdesk_core::{CannedReply as Reply, MadeReply};
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, Recognised, desks_entry},
    wire,
};

/// The texts that agents send again and again.
#[utoipa::path(get, path = "/admin/canned-replies", tag = "admin", security(("token" = [])),
    responses((status = 200, body = CannedReplies, description = "All of them, by shortcut")))]
pub(crate) async fn list_canned_replies(
    State(app): State<App>,
    Recognised(caller): Recognised,
) -> Result<Json<CannedReplies>, Problem> {
    let replies = app.desk.canned_replies(&caller.actor).await?;
    let canned_replies = replies.iter().filter_map(wire::canned_reply).collect();
    Ok(Json(CannedReplies { canned_replies }))
}

/// Keeps a new one; there may be 500. The same `client_id` again: 200 and what is stored.
#[utoipa::path(post, path = "/admin/canned-replies", tag = "admin", security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = SaveCannedReply),
    responses(
        (status = 200, body = CannedReply, description = "Stored by an earlier try"),
        (status = 201, body = CannedReply, description = "Stored")))]
pub(crate) async fn make_canned_reply(
    State(app): State<App>,
    Recognised(caller): Recognised,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<SaveCannedReply>();
    let reply = given.map(reply);
    let (status, entry) = match app.desk.make_canned_reply(&caller.actor, client_id, reply).await? {
        MadeReply::New(entry) => (StatusCode::CREATED, entry),
        MadeReply::Repeat(entry) => (StatusCode::OK, entry),
    };
    Ok((status, Json(stored(&entry)?)))
}

/// Puts another in its place.
#[utoipa::path(put, path = "/admin/canned-replies/{id}", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "`ent_…`")),
    request_body(content = SaveCannedReply),
    responses((status = 200, body = CannedReply, description = "As it is then")))]
pub(crate) async fn replace_canned_reply(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<CannedReply>, Problem> {
    let given = body.read::<SaveCannedReply>().map(reply);
    let entry = app.desk.replace_canned_reply(&caller.actor, desks_entry(&id), given).await?;
    Ok(Json(stored(&entry)?))
}

/// Removes it.
#[utoipa::path(delete, path = "/admin/canned-replies/{id}", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "`ent_…`")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove_canned_reply(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<StatusCode, Problem> {
    app.desk.remove_canned_reply(&caller.actor, desks_entry(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn reply(SaveCannedReply { shortcut, title, text, client_id: _ }: SaveCannedReply) -> Reply {
    Reply { shortcut, title, text }
}

/// What was stored as a canned reply is one.
fn stored(entry: &chatdesk_core::Entry) -> Result<CannedReply, Problem> {
    wire::canned_reply(entry).ok_or_else(|| Problem::internal("a canned reply is none".into()))
}
