use axum::{Json, extract::State, response::IntoResponse};
use chatdesk_api::{OpenSession, Session, SessionsAnswer, Status};
use chatdesk_core::{At, OpenChat, OpenedChat, Side, Wish};
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, MaybeCaller, Opening, Recognised},
    wire::Reader,
};

/// All that a button needs. Without a token: the defaults; no record is made, nothing is set.
#[utoipa::path(get, path = "/chat/status", tag = "chat", security((), ("token" = [])),
    responses((status = 200, body = Status, description = "Where the asker stands")))]
pub(crate) async fn show_status(
    State(app): State<App>,
    caller: MaybeCaller,
) -> Result<Json<Status>, Problem> {
    let poll_interval_ms = app.poll_interval_ms;
    // Who sits on no side, a host's server or a ticket, stands nowhere: they are answered as nobody is.
    let with_side = caller.filter(|Recognised(caller)| caller.actor.side().is_some());
    let Some(Recognised(caller)) = with_side else {
        let chat_enabled = app.desk.policy().default_switch.is_on();
        return Ok(Json(Status {
            chat_enabled,
            unread_count: 0,
            open_session_id: None,
            poll_interval_ms,
            cursor: None,
        }));
    };
    let At { position, value: status } = app.desk.status(&caller.actor).await?;
    Ok(Json(Status {
        chat_enabled: status.switch.is_on(),
        unread_count: status.unread,
        open_session_id: status.open_session.map(|id| id.to_string()),
        poll_interval_ms,
        cursor: Some(app.cursor(position).await?),
    }))
}

/// The asker's own sessions, newest first.
#[utoipa::path(get, path = "/chat/sessions", tag = "chat", security(("token" = [])),
    responses((status = 200, body = SessionsAnswer, description = "The asker's sessions")))]
pub(crate) async fn list_sessions(
    State(app): State<App>,
    Recognised(caller): Recognised,
) -> Result<Json<SessionsAnswer>, Problem> {
    let At { position, value: views } = app.desk.sessions(&caller.actor).await?;
    let reader = Reader::of(&caller.actor);
    let sessions = views.iter().map(|view| reader.session(view)).collect();
    Ok(Json(SessionsAnswer { sessions, cursor: app.cursor(position).await? }))
}

/// Finds the asker's newest open session, or makes one; appends the message either way.
#[utoipa::path(post, path = "/chat/sessions", tag = "chat", security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = OpenSession),
    responses(
        (status = 200, body = Session, description = "The session that was there"),
        (status = 201, body = Session, description = "A new session")))]
pub(crate) async fn open_session(
    State(app): State<App>,
    Opening(caller): Opening,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<OpenSession>();
    let chat = given.map(|OpenSession { subject, message, another, client_id: _ }| OpenChat {
        subject,
        message,
        wish: if another == Some(true) { Wish::Another } else { Wish::OpenOne },
    });
    let has_message = matches!(&chat, Ok(OpenChat { message: Some(_), .. }));
    let (status, view) = match app.desk.open(&caller.actor, client_id, chat).await? {
        OpenedChat::Made(view) => (StatusCode::CREATED, view),
        OpenedChat::Found(view) => (StatusCode::OK, view),
    };
    if has_message {
        app.metrics.stored(Side::Customer);
    }
    Ok((status, Json(Reader::of(&caller.actor).session(&view.value))))
}
