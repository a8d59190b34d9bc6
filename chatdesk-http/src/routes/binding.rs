use axum::{
    Json,
    extract::{Path, State},
};
use chatdesk_api::{TelegramLink, WhatsAppLink};
use chatdesk_core::{Actor, Channel};

use crate::{App, problem::Problem, request::Recognised, wire};

/// A link by which an agent becomes known to the bot of Telegram: it works once, within an hour. Whoever is bound is told
/// there that customers wait, and may answer there.
///
/// For oneself, or by an administrator for somebody else, who may then answer and no more.
#[utoipa::path(post, path = "/admin/agents/{id}/telegram-link", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "The agent, as the host knows them")),
    responses((status = 200, body = TelegramLink, description = "The link")))]
pub(crate) async fn link_telegram(
    State(app): State<App>,
    Recognised(caller): Recognised,
    Path(id): Path<String>,
) -> Result<Json<TelegramLink>, Problem> {
    let Actor::Staff(_) = &caller.actor else { return Err(chatdesk_core::Error::Forbidden.into()) };
    let bot = app.settings.receivers.telegram_bot.as_ref().ok_or_else(Problem::not_found)?;
    let name = bot.name().await.map_err(|why| {
        let why = format!("Telegram does not say who the bot is: {why}");
        Problem::from(chatdesk_core::Error::Unavailable(why.into()))
    })?;
    let link = app.desk.issue_binding_link(&caller.actor, (Channel::Telegram, &id)).await?;
    Ok(Json(TelegramLink {
        url: format!("https://t.me/{name}?start={}", link.secret),
        expires_at: wire::time(link.until),
    }))
}

/// A text by which an agent's own WhatsApp becomes known: it works once, within an hour. From then on a reply to an alert there
/// reaches the customer.
///
/// For oneself, or by an administrator for somebody else, who may then answer and no more.
#[utoipa::path(post, path = "/admin/agents/{id}/whatsapp-link", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "The agent, as the host knows them")),
    responses((status = 200, body = WhatsAppLink, description = "The text")))]
pub(crate) async fn link_whatsapp(
    State(app): State<App>,
    Recognised(caller): Recognised,
    Path(id): Path<String>,
) -> Result<Json<WhatsAppLink>, Problem> {
    let Actor::Staff(_) = &caller.actor else { return Err(chatdesk_core::Error::Forbidden.into()) };
    let receivers = &app.settings.receivers;
    receivers.whatsapp.as_ref().or(receivers.twilio.as_ref()).ok_or_else(Problem::not_found)?;
    let link = app.desk.issue_binding_link(&caller.actor, (Channel::Whatsapp, &id)).await?;
    let text = format!("/start {}", link.secret);
    Ok(Json(WhatsAppLink { text, expires_at: wire::time(link.until) }))
}
