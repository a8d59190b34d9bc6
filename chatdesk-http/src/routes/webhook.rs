//! What providers post. Nobody is asked who they are: the signature over the body says it.

use std::collections::BTreeMap;

use axum::{
    extract::{RawQuery, Request, State},
    response::{IntoResponse, Response},
};
use chatdesk_api::ProblemCode;
use chatdesk_core::{Error, Forged, Post, Receiver};
use http::{HeaderMap, header};
use tracing::warn;

use crate::{App, problem::Problem, request::raw};

/// How large a post may be; Meta's have up to 3 MB.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Proves to Meta that this is where it is to post: answers with the challenge, word by word.
#[utoipa::path(get, path = "/webhooks/whatsapp", tag = "webhooks",
    params(
        ("hub.mode" = Option<String>, Query, description = "`subscribe`"),
        ("hub.verify_token" = Option<String>, Query, description = "What the operator gave to both"),
        ("hub.challenge" = Option<String>, Query, description = "What is answered")),
    responses((status = 200, content_type = "text/plain", body = String, description = "The challenge")))]
pub(crate) async fn verify_whatsapp(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let receivers = &app.settings.receivers;
    let receiver = receivers.whatsapp.as_deref().ok_or_else(Problem::not_found)?;
    let challenge = receiver.handshake(&query.unwrap_or_default()).ok_or_else(forged)?;
    // Whatever it holds, no browser makes a page of it: `finish` forbids guessing.
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], challenge).into_response())
}

/// What the Cloud API of WhatsApp posts, signed in `X-Hub-Signature-256`.
///
/// 200 once it is stored. The same again changes nothing; what is of an unknown kind is accepted and left.
#[utoipa::path(post, path = "/webhooks/whatsapp", tag = "webhooks",
    request_body(content = serde_json::Value, description = "As Meta writes it; at most 4 MiB"),
    responses((status = 200, description = "Stored")))]
pub(crate) async fn receive_whatsapp(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let receiver = app.settings.receivers.whatsapp.as_deref();
    receive(&app, receiver, request).await
}

/// What Twilio posts of WhatsApp, signed in `X-Twilio-Signature`.
///
/// 200 once it is stored. The same again changes nothing; what is of an unknown kind is accepted and left.
#[utoipa::path(post, path = "/webhooks/whatsapp/twilio", tag = "webhooks",
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "As Twilio writes it; at most 4 MiB"),
    responses((status = 200, content_type = "text/xml", body = String, description = "Stored")))]
pub(crate) async fn receive_twilio(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let receiver = app.settings.receivers.twilio.as_deref();
    receive(&app, receiver, request).await
}

/// What Telegram posts, with the secret in `X-Telegram-Bot-Api-Secret-Token`.
///
/// 200 once it is stored; what a button is to be answered with is the body. The same again changes nothing; what is of an
/// unknown kind is accepted and left.
#[utoipa::path(post, path = "/webhooks/telegram", tag = "webhooks",
    request_body(content = serde_json::Value, description = "An update of the Bot API; at most 4 MiB"),
    responses((status = 200, body = serde_json::Value, description = "Stored")))]
pub(crate) async fn receive_telegram(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let receiver = app.settings.receivers.telegram.as_deref();
    receive(&app, receiver, request).await
}

/// Proven, read, and handed on in its order; answered when all of it is on disk.
async fn receive(
    app: &App,
    receiver: Option<&dyn Receiver>,
    request: Request,
) -> Result<Response, Problem> {
    let receiver = receiver.ok_or_else(Problem::not_found)?;
    let headers = in_text(request.headers());
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = raw(request, MAX_BYTES).await?;
    let posted = receiver.read(&Post { query: &query, headers: &headers, body: &body });
    let posted = posted.map_err(|Forged| forged())?;
    let mut answer = posted.answer;
    for received in posted.received {
        match app.desk.receive(received).await {
            Ok(remark) => answer = answer.or_else(|| receiver.remark(&remark?)),
            // The provider comes again, with all of it.
            Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => return Err(error.into()),
            // It would be refused each time, and hold up what is behind it.
            Err(error) => warn!(kind = ?error.kind(), "what a provider posted does not fit"),
        }
    }
    Ok(match answer {
        Some((media_type, answer)) => {
            ([(header::CONTENT_TYPE, media_type)], answer).into_response()
        }
        None => ().into_response(),
    })
}

/// One for whatever is wrong: nobody learns what they lack.
fn forged() -> Problem {
    let detail = "this does not prove that it comes from the provider";
    Problem::new(ProblemCode::Forbidden, detail)
}

/// The first of each name, where it is text.
fn in_text(headers: &HeaderMap) -> BTreeMap<String, String> {
    let first = headers.keys().filter_map(|name| Some((name, headers.get(name)?.to_str().ok()?)));
    first.map(|(name, value)| (name.as_str().to_owned(), value.to_owned())).collect()
}
