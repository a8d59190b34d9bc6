use axum::{
    extract::{FromRequestParts, Request, State, ws::WebSocketUpgrade},
    response::Response,
};
use chatdesk_core::Invalid;
use http::{HeaderMap, StatusCode, header};

use crate::{
    App,
    edge::Deed,
    problem::Problem,
    request::{QueryValues, anybody, nobody, with_token},
    streams::{Introduced, serve},
};

/// The one subprotocol.
const PROTOCOL: &str = "chatdesk.v1";
/// In front of a token that is offered as a subprotocol: browsers set no headers.
const TOKEN: &str = "chatdesk.token.";
/// How large a frame of a client may be.
const MAX_FRAME: usize = 64 * 1024;
/// Frames are small, and there may be thousands of connections.
const READ_BUFFER: usize = 4 * 1024;
const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

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
    responses((status = 101, description = "The stream begins with `hello`")))]
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
    let token = offered_token(&parts.headers);
    let introduced = match &token {
        Some(token) => with_token(parts, token),
        None => Ok(parts),
    };
    let caller = match &introduced {
        Ok(parts) => anybody(parts, &app, Some(Deed::Read)).await,
        Err(problem) => Err(Problem::unauthenticated(problem.detail.clone())),
    };
    let introduced = match caller {
        Ok(Some(caller)) => {
            let listener = app.desk.listen(&caller.actor, query.text("after")?).await?;
            Introduced::As(caller, listener)
        }
        Ok(None) if upgrade.is_ok() => {
            let after = query.text("after")?.map(str::to_owned);
            let parts = introduced?;
            app.edge.refuse_forged(&parts)?;
            Introduced::NotYet(Box::new(parts), after)
        }
        Ok(None) => return Err(nobody()),
        // A page's script learns nothing of a refused handshake: let it read why on the open connection.
        Err(problem) if token.is_some() && upgrade.is_ok() && problem.status() == UNAUTHORIZED => {
            Introduced::Refused
        }
        Err(problem) => return Err(problem),
    };
    let upgrade = upgrade.map_err(|_| {
        let detail =
            "is no WebSocket handshake of version 13; for plain requests there is /chat/events";
        Problem::from(Invalid::new("Upgrade", detail))
    })?;
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, app, introduced)))
}

/// The token among the offered subprotocols.
fn offered_token(headers: &HeaderMap) -> Option<String> {
    let lists = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let offered = lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    offered.filter_map(|name| name.trim().strip_prefix(TOKEN)).next().map(str::to_owned)
}
