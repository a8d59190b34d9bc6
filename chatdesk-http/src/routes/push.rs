use axum::extract::State;
use chatdesk_api::{self as api, ForgetPushToken, PushTokenRequest};
use chatdesk_core::{PushPlatform, PushToken, PushTokenKind};
use http::StatusCode;

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, Recognised},
};

/// Registers where notifications to the asker may go. A token has one owner: the last one who registered it.
///
/// Each person has at most 20; the one that was registered the longest ago makes room.
#[utoipa::path(put, path = "/chat/push-token", tag = "chat", security(("token" = [])),
    request_body(content = PushTokenRequest),
    responses((status = 204, description = "Registered")))]
pub(crate) async fn register_push_token(
    State(app): State<App>,
    Recognised(caller): Recognised,
    body: JsonBody,
) -> Result<StatusCode, Problem> {
    let token = body.read().map(|PushTokenRequest { token, kind, platform }| PushToken {
        token,
        kind: match kind {
            api::PushTokenKind::Token => PushTokenKind::Token,
            api::PushTokenKind::Fid => PushTokenKind::Fid,
        },
        platform: match platform {
            api::PushPlatform::Web => PushPlatform::Web,
            api::PushPlatform::Android => PushPlatform::Android,
            api::PushPlatform::Ios => PushPlatform::Ios,
        },
    });
    app.desk.register_push_token(&caller.actor, token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets one of the asker's tokens; one that is not theirs, or that nobody has, is forgotten already.
#[utoipa::path(delete, path = "/chat/push-token", tag = "chat", security(("token" = [])),
    request_body(content = ForgetPushToken),
    responses((status = 204, description = "Forgotten")))]
pub(crate) async fn forget_push_token(
    State(app): State<App>,
    Recognised(caller): Recognised,
    body: JsonBody,
) -> Result<StatusCode, Problem> {
    let token = body.read().map(|ForgetPushToken { token }| token);
    app.desk.forget_push_token(&caller.actor, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
