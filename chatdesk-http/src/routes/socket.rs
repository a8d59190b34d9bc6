use axum::{
    extract::{FromRequestParts, Request, State, ws::WebSocketUpgrade},
    response::Response,
};
use chatdesk_core::Invalid;
use http::{HeaderMap, header};

use crate::{
    App,
    problem::Problem,
    request::{QueryValues, nobody, recognise, recognise_token},
    streams::{Introduced, serve},
};

/// The one subprotocol.
const PROTOCOL: &str = "chatdesk.v1";
/// In front of a token that is offered as a subprotocol: browsers set no headers.
const TOKEN: &str = "chatdesk.token.";
/// How large a frame of a client may be.
const MAX_FRAME: usize = 64 * 1024;

/// The events of `/chat/events` over a WebSocket, and three calls on it.
///
/// Subprotocol `chatdesk.v1`. The token: as a second offered subprotocol `chatdesk.token.<token>`, or in the first frame
/// within 5 s, `{"type": "auth", "token", "after"}`, or as in any request. Then each event is
/// `{"type": "event", "event", "id", "data"}`. `{"type": "send" | "read" | "typing", "ref", "session_id", …}` is answered
/// with `{"type": "reply", "ref", "status", "body"}`, as the HTTP call would be. Closed with 4401 unauthenticated or
/// expired, 4403 revoked or not allowed, 1013 behind, 1001 when the server stops.
#[utoipa::path(get, path = "/chat/ws", tag = "chat", security((), ("token" = [])),
    params(
        ("after" = Option<String>, Query, description = "A cursor to go on from"),
        ("Sec-WebSocket-Protocol" = Option<String>, Header, description = "`chatdesk.v1`, and a token")),
    responses(
        (status = 101, description = "The stream begins with `hello`"),
        (status = 422, description = "Not a WebSocket handshake", body = chatdesk_api::Problem,
            content_type = "application/problem+json")))]
pub(crate) async fn open_socket(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let query = match QueryValues::from_request_parts(&mut parts, &app).await {
        Ok(query) => query,
        Err(never) => match never {},
    };
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &app).await;
    let caller = match (offered_token(&parts.headers), &upgrade) {
        (Some(token), _) => recognise_token(&mut parts, &app, &token).await.map(Some),
        (None, _) => recognise(&parts, &app).await.map(|caller| caller.map(Some)).transpose(),
    };
    todo!()
}
