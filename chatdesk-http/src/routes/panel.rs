use axum::{Json, extract::State, response::IntoResponse};
use chatdesk_api::{BeginConversation, ChangeMembers, PanelConversations, Session};
use chatdesk_core::{BegunPanel, Given, PanelList, Panels};
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, QueryValues, Recognised, Sending, desks_session, search},
    wire::{Reader, panel},
};

/// The conversations of staff that the asker is in, or was: the latest changed first.
///
/// Whoever left one sees it as it was then, and it is `ended`. With `search` what was said within the last second may be
/// missing.
#[utoipa::path(get, path = "/panel/conversations", tag = "panel", security(("token" = [])),
    params(
        ("search" = Option<String>, Query, description = "Beginnings of words in messages; up to 200 characters"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "50 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, body = PanelConversations, description = "A page")))]
pub(crate) async fn list_panel_conversations(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<PanelConversations>, Problem> {
    let Panels { listed, unread } = app.desk.panels(&caller.actor, wish(&query)).await?;
    let reader = Reader::of(&caller.actor);
    Ok(Json(PanelConversations {
        conversations: listed.rows.iter().map(|row| reader.listed(row)).collect(),
        total: listed.total.into(),
        unread_count: unread,
        next_cursor: listed.next.map(|key| key.to_string()),
        cursor: app.cursor(listed.position).await?,
    }))
}

/// Begins a conversation with others of the desk. Two have one: 200 and that, where they talked before; more are a group.
#[utoipa::path(post, path = "/panel/conversations", tag = "panel", security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = BeginConversation),
    responses(
        (status = 200, body = Session, description = "The pair's, or an earlier try's"),
        (status = 201, body = Session, description = "Made")))]
pub(crate) async fn begin_conversation(
    State(app): State<App>,
    Sending(caller): Sending,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<BeginConversation>();
    let begun = app.desk.begin_panel(&caller.actor, client_id, given.map(panel::begin)).await?;
    let (status, view) = match &begun {
        BegunPanel::Made(view) => (StatusCode::CREATED, view),
        BegunPanel::Found(view) => (StatusCode::OK, view),
    };
    Ok((status, Json(Reader::of(&caller.actor).session(&view.value))))
}

/// Brings people into a group. Everybody in it may; they see what was said before.
#[utoipa::path(post, path = "/panel/conversations/{id}/members", tag = "panel", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    request_body(content = ChangeMembers),
    responses((status = 200, body = Session, description = "The conversation as it is then")))]
pub(crate) async fn add_members(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    body: JsonBody,
) -> Result<Json<Session>, Problem> {
    let change = body.read::<ChangeMembers>().map(panel::added);
    let view = app.desk.change_members(&caller.actor, desks_session(&id), change).await?;
    Ok(Json(Reader::of(&caller.actor).session(&view.value)))
}

/// Leaves a group, or removes others from it: who began it may, and administrators in it. Who goes keeps what they saw.
#[utoipa::path(delete, path = "/panel/conversations/{id}/members", tag = "panel", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    request_body(content = ChangeMembers),
    responses((status = 200, body = Session, description = "The conversation as the asker sees it then")))]
pub(crate) async fn remove_members(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    body: JsonBody,
) -> Result<Json<Session>, Problem> {
    let change = body.read::<ChangeMembers>().map(panel::removed);
    let view = app.desk.change_members(&caller.actor, desks_session(&id), change).await?;
    Ok(Json(Reader::of(&caller.actor).session(&view.value)))
}

fn wish(query: &QueryValues) -> Given<PanelList> {
    let limit = query.number("limit", &(1..=200))?.unwrap_or(50);
    Ok(PanelList { search: search(query)?, after: query.parsed("cursor")?, limit })
}
