use axum::{Json, extract::State, response::IntoResponse};
use chatdesk_api::{Note, NotesAnswer, WriteNote};
use chatdesk_core::Noted;
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, Recognised, desks_session},
    wire,
};

/// What the desk wrote down about a session, for itself alone.
#[utoipa::path(get, path = "/admin/chat/session/{id}/notes", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    responses((status = 200, body = NotesAnswer, description = "In the order in which they were written")))]
pub(crate) async fn list_notes(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<Json<NotesAnswer>, Problem> {
    let notes = app.desk.notes(&caller.actor, desks_session(&id)).await?;
    Ok(Json(NotesAnswer { notes: notes.iter().filter_map(wire::note).collect() }))
}

/// Writes a note, which no customer sees. The same `client_id` again: 200 and what is stored.
#[utoipa::path(post, path = "/admin/chat/session/{id}/notes", tag = "admin", security(("token" = [])),
    params(
        ("id" = String, Path, description = "`ses_…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = WriteNote),
    responses(
        (status = 200, body = Note, description = "Stored by an earlier try"),
        (status = 201, body = Note, description = "Stored")))]
pub(crate) async fn write_note(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<WriteNote>();
    let content = given.map(|WriteNote { content, client_id: _ }| content);
    let (status, entry) =
        match app.desk.note(&caller.actor, desks_session(&id), client_id, content).await? {
            Noted::New(entry) => (StatusCode::CREATED, entry),
            Noted::Repeat(entry) => (StatusCode::OK, entry),
        };
    // What was stored as a note is one.
    let note = wire::note(&entry).ok_or_else(|| Problem::internal("a note is none".into()))?;
    Ok((status, Json(note)))
}
