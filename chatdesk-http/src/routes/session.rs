use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use chatdesk_api::{
    Message, MessagesAnswer, MessagesPage, Queue, ReadAnswer, ReadRequest, SendMessage, Session,
};
use chatdesk_core::{Actor, Position, Queued, Side, Threaded};
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::{
    App,
    auth::Caller,
    problem::Problem,
    request::{JsonBody, PathId, QueryValues, Reading, Recognised, Sending, session_id},
    streams::{Holds, Known, wait_for_change},
    wire::{self, Reader, read_up_to},
};

/// One page of a session's messages, ascending.
///
/// Without `after` and `before` the newest. With `wait`: at once when there is something after `after` or `If-None-Match`
/// names another state, else at the first change of anything in the answer, else after the wait. `If-None-Match` with the `ETag` of an earlier answer: 304 when nothing in it
/// has changed since.
#[utoipa::path(get, path = "/chat/session/{id}/messages", tag = "chat", security(("token" = [])),
    params(
        ("id" = String, Path, description = "`ses_…`"),
        ("after" = Option<u64>, Query, description = "Messages after this id; not with `before`"),
        ("before" = Option<u64>, Query, description = "Messages before this id, from 1"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "50 by default"),
        ("wait" = Option<u8>, Query, minimum = 0, maximum = 30,
            description = "Seconds to wait for something new; 0 by default"),
        ("If-None-Match" = Option<String>, Header, description = "An earlier `ETag`")),
    responses(
        (status = 200, body = MessagesPage, headers(("ETag" = String)), description = "A page"),
        (status = 304, description = "Nothing has changed")))]
pub(crate) async fn list_messages(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    query: QueryValues,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (session, window) = (session_id(&id)?, query.window(50));
    let wait = query.wait();
    if let (Ok(window), Ok(wait @ 1..)) = (&window, wait.as_ref().map(Duration::as_secs)) {
        let known =
            Known { window, holds: &|side, version| holds(&headers, &caller, side, version) };
        let wait = Duration::from_secs(wait);
        wait_for_change(&app, &caller, session, &known, wait).await?;
    }
    let window = window.and_then(|window| wait.map(|_| window));
    if window.is_ok() && headers.contains_key(header::IF_NONE_MATCH) {
        // Whoever polls has mostly missed nothing: no page is read before that is known.
        let (version, side) = app.desk.session_version(&caller.actor, session).await?;
        let etag = etag(&caller.actor, side, version);
        if names(&headers, &etag) {
            return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
        }
    }
    let found = app.desk.thread(&caller.actor, session, window).await?;
    let Threaded { thread, side, notes } = found.value;
    let tag = [(header::ETAG, etag(&caller.actor, side, thread.view.version(side)))];
    let reader = Reader::of(&caller.actor);
    let answer = MessagesAnswer {
        messages: thread.messages.iter().map(|m| reader.message(m, &thread.view)).collect(),
        last_seq: thread.view.session.last_seq.get(),
        has_more: thread.has_more,
        read: read_up_to(&thread.view),
        session: reader.session(&thread.view),
        cursor: app.cursor(found.position).await?,
    };
    let notes = notes.map(|notes| notes.iter().filter_map(wire::note).collect());
    Ok((tag, Json(MessagesPage { answer, notes })).into_response())
}

/// Sends a message. The same `client_id` again: 200 and what is stored.
#[utoipa::path(post, path = "/chat/session/{id}/messages", tag = "chat", security(("token" = [])),
    params(
        ("id" = String, Path, description = "`ses_…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = SendMessage),
    responses(
        (status = 200, body = Message, description = "Stored by an earlier try"),
        (status = 201, body = Message, description = "Stored")))]
pub(crate) async fn send_message(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<SendMessage>();
    let content = given.map(|SendMessage { content, client_id: _ }| content);
    let sent = app.desk.send(&caller.actor, session_id(&id)?, client_id, content).await?;
    let (status, message, view) = app.stored(&sent);
    Ok((status, Json(Reader::of(&caller.actor).message(message, view))))
}

/// Marks a session read up to a message; never moves back.
#[utoipa::path(post, path = "/chat/session/{id}/read", tag = "chat", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    request_body(content = ReadRequest),
    responses((status = 200, body = ReadAnswer, description = "What is left unread")))]
pub(crate) async fn mark_read(
    State(app): State<App>,
    Reading(caller): Reading,
    id: PathId,
    body: JsonBody,
) -> Result<Json<ReadAnswer>, Problem> {
    let up_to = body.read::<ReadRequest>().map(|ReadRequest { up_to }| up_to);
    let unread_count = app.desk.read(&caller.actor, session_id(&id)?, up_to).await?;
    Ok(Json(ReadAnswer { unread_count }))
}

/// Tells the other readers of a session that the asker writes. Not stored; one in 3 s counts, and is shown for 6 s.
#[utoipa::path(post, path = "/chat/session/{id}/typing", tag = "chat", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    responses((status = 204, description = "Accepted")))]
pub(crate) async fn tell_typing(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    _body: JsonBody,
) -> Result<StatusCode, Problem> {
    app.desk.type_in(&caller.actor, session_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a session; its history stays. Again: unchanged.
#[utoipa::path(post, path = "/chat/session/{id}/end", tag = "chat", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    responses((status = 200, body = Session, description = "The ended session")))]
pub(crate) async fn end_session(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    _body: JsonBody,
) -> Result<Json<Session>, Problem> {
    let view = app.desk.end(&caller.actor, session_id(&id)?).await?;
    Ok(Json(Reader::of(&caller.actor).session(&view.value)))
}

/// Where a session stands among those that wait and hold a message: the first opened is the next. Counted up to 10,000.
#[utoipa::path(get, path = "/chat/session/{id}/queue", tag = "chat", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    responses((status = 200, body = Queue, description = "Its place, and how many wait")))]
pub(crate) async fn show_queue(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<Json<Queue>, Problem> {
    let Queued { place, n_waiting } = app.desk.queue(&caller.actor, session_id(&id)?).await?;
    Ok(Json(Queue { position: place.map(Into::into), waiting: n_waiting.into() }))
}

/// Of reader and version: two agents see different client ids in the same state.
fn etag(actor: &Actor, side: Side, version: Position) -> String {
    let letter = match side {
        Side::Customer => 'c',
        Side::Desk => 'd',
    };
    let version = version.get();
    let reader = actor.sender().map(|sender| sender.id).unwrap_or_default();
    let digest = Sha256::digest(reader.as_bytes());
    let reader = digest.iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("\"{letter}{reader:012x}-{version}\"")
}

/// What somebody who names a state knows of the present one.
fn holds(headers: &HeaderMap, caller: &Caller, side: Side, version: Position) -> Holds {
    if !headers.contains_key(header::IF_NONE_MATCH) {
        Holds::Nothing
    } else if names(headers, &etag(&caller.actor, side, version)) {
        Holds::This
    } else {
        Holds::Another
    }
}

/// Whether `If-None-Match` names this tag; weak comparison, RFC 9110 section 13.1.2.
pub(super) fn names(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*")
}
