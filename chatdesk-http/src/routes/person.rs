use axum::{
    body::{Body, Bytes},
    extract::State,
    response::{IntoResponse, Response},
};
use chatdesk_api::ExportLine;
use chatdesk_core::{Error, Export, Exported};
use futures_util::{Stream, stream};
use http::{HeaderValue, StatusCode, header};
use tracing::warn;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, Recognised, person},
    wire::{self, Reader},
};

/// Declares worthless all tokens that one person was given before now: they are 401, and streams end within a second.
///
/// A token's `iat` says when it was made; one without counts no more once its owner's tokens were revoked.
#[utoipa::path(post, path = "/admin/user/{userId}/revoke", tag = "admin", security(("token" = [])),
    params(("userId" = String, Path, description = "The host's id, or `visitor:<id>`")),
    responses((status = 204, description = "Revoked")))]
pub(crate) async fn revoke_tokens(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    _: JsonBody,
) -> Result<StatusCode, Problem> {
    app.desk.revoke(&caller.actor, person(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erases one person: from now on nobody reads what they wrote or are called, and within a moment it is gone.
///
/// The instant and the counts stay. Whoever is unknown is erased already. Backups that were made before keep what they
/// have.
#[utoipa::path(delete, path = "/admin/user/{userId}", tag = "admin", security(("token" = [])),
    params(("userId" = String, Path, description = "The host's id, or `visitor:<id>`")),
    responses((status = 202, description = "Erased; what is left on disk goes now")))]
pub(crate) async fn erase_user(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<StatusCode, Problem> {
    app.desk.erase(&caller.actor, person(&id)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// All that is kept about one person, for them to take along: JSON, one object a line, the last one `end`.
#[utoipa::path(get, path = "/admin/user/{userId}/export", tag = "admin", security(("token" = [])),
    params(("userId" = String, Path, description = "The host's id, or `visitor:<id>`")),
    responses((status = 200, content_type = "application/x-ndjson", body = ExportLine,
        description = "The lines, each as this schema says")))]
pub(crate) async fn export_user(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<Response, Problem> {
    let export = app.desk.export(&caller.actor, person(&id)).await?;
    let body = Body::from_stream(lines(export, Reader::of(&caller.actor)));
    let mut response = body.into_response();
    let ndjson = HeaderValue::from_static("application/x-ndjson");
    response.headers_mut().insert(header::CONTENT_TYPE, ndjson);
    Ok(response)
}

/// The lines of an export, piece by piece as they are read. One that cannot be read to its end breaks off without `end`.
fn lines(export: Export, reader: Reader) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::try_unfold(Some(export), move |export| {
        let reader = reader.clone();
        async move {
            let Some(mut export) = export else { return Ok(None) };
            let piece = export.next().await.inspect_err(|error| {
                let error = error as &(dyn std::error::Error + 'static);
                warn!(error, "an export breaks off: the store cannot be read");
            })?;
            Ok(Some(match piece {
                Some(piece) => (text(&shown(&reader, &piece)), Some(export)),
                None => (text(&[ExportLine::End {}]), None),
            }))
        }
    })
}

fn shown(reader: &Reader, piece: &Exported) -> Vec<ExportLine> {
    match piece {
        Exported::Contact(contact) => vec![ExportLine::User(wire::user(contact))],
        Exported::ToggleChange(entry) => {
            wire::toggle_change(entry).map(ExportLine::ToggleChange).into_iter().collect()
        }
        Exported::Session(view) => {
            // What the desk sorts by and notes is its own, and no part of what somebody may take along.
            let session = chatdesk_api::Session { tags: None, ..reader.session(view) };
            let ticket = reader.ticket(view).map(|it| chatdesk_api::Ticket { tags: None, ..it });
            let ticket = ticket.map(|it| ExportLine::Ticket(Box::new(it)));
            [ExportLine::Session(Box::new(session))].into_iter().chain(ticket).collect()
        }
        Exported::Messages(thread) => {
            let messages = thread.messages.iter();
            messages
                .map(|message| ExportLine::Message(reader.message(message, &thread.view)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn text(lines: &[ExportLine]) -> Bytes {
    let mut text = Vec::new();
    for line in lines {
        // Plain structs of strings and numbers always serialise.
        text.extend(serde_json::to_vec(line).unwrap_or_default());
        text.push(b'\n');
    }
    text.into()
}
