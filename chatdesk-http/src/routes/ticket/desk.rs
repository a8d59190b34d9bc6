use std::time::Duration;

use axum::{Json, extract::State, response::IntoResponse};
use chatdesk_api::{
    AmendTicket, AnsweredTicket, CloseTicket, ClosedTicket, MakeTicket, Notified, Ticket,
    TicketStatus, TicketThread, WriteToTicket,
};
use chatdesk_core::{self as core, Actor, Channel, MadeTicket, TicketAmendment};
use http::StatusCode;

use super::{PAGE, thread};
use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, QueryValues, Recognised, Sending, desks_session, ticket_number},
    wire::{self, Reader},
};

/// So long an answer waits for what it says to get on its way.
const PATIENCE: Duration = Duration::from_secs(2);

/// A ticket with its messages, ascending, and the desk's notes between them. Without `after` and `before` the newest.
#[utoipa::path(get, path = "/admin/support/tickets/{id}", tag = "ticket", security(("token" = [])),
    params(
        ("id" = String, Path, description = "Its number"),
        ("after" = Option<u64>, Query, description = "Messages after this id; not with `before`"),
        ("before" = Option<u64>, Query, description = "Messages before this id, from 1"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "200 by default")),
    responses((status = 200, body = TicketThread, description = "The ticket")))]
pub(crate) async fn show_ticket(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    query: QueryValues,
) -> Result<Json<TicketThread>, Problem> {
    let found =
        app.desk.desks_ticket(&caller.actor, ticket_number(&id), query.window(PAGE)).await?;
    thread(&app, &caller.actor, found).await.map(Json)
}

/// Answers a ticket. The first answer takes an open one up. The same `client_id` again: 200 and what is stored.
#[utoipa::path(post, path = "/admin/support/tickets/{id}/messages", tag = "ticket", security(("token" = [])),
    params(
        ("id" = String, Path, description = "Its number"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = WriteToTicket),
    responses(
        (status = 200, body = AnsweredTicket, description = "Stored by an earlier try"),
        (status = 201, body = AnsweredTicket, description = "Stored")))]
pub(crate) async fn answer_ticket(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<WriteToTicket>();
    let content = given.map(|WriteToTicket { message, client_id: _ }| message);
    let number = ticket_number(&id);
    let sent = app.desk.answer_ticket_as_desk(&caller.actor, number, client_id, content).await?;
    let (status, message, view) = app.stored(&sent);
    let delivery = notified(&app, &caller.actor, Some(message)).await?;
    let is_whatsapp = view.session.channel == Channel::Whatsapp;
    let answered = AnsweredTicket {
        message_id: message.seq.get(),
        whatsapp_notification_sent: is_whatsapp && delivery == Notified::Sent,
        delivery,
    };
    Ok((status, Json(answered)))
}

/// How far what was said got on its way to the customer, once the first attempt was made, or after two seconds.
async fn notified(
    app: &App,
    actor: &Actor,
    said: Option<&core::Message>,
) -> Result<Notified, Problem> {
    let Some(said) = said.filter(|said| said.receipt.is_some()) else { return Ok(Notified::None) };
    Ok(wire::notified(app.desk.carried(actor, (said.session, said.seq), PATIENCE).await?))
}

/// Resolves a ticket, with a last word or without. One that is resolved stays so; one that is closed is 409.
#[utoipa::path(post, path = "/admin/support/tickets/{id}/close", tag = "ticket", security(("token" = [])),
    params(
        ("id" = String, Path, description = "Its number"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = CloseTicket),
    responses((status = 200, body = ClosedTicket, description = "It is resolved")))]
pub(crate) async fn close_ticket(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    body: JsonBody,
) -> Result<Json<ClosedTicket>, Problem> {
    let (client_id, given) = body.read_with_client_id::<CloseTicket>();
    let message = given.map(|CloseTicket { message, client_id: _ }| message);
    let number = ticket_number(&id);
    let resolved = app.desk.close_ticket(&caller.actor, number, client_id, message).await?;
    let said = resolved.message.as_ref();
    let user_notification = notified(&app, &caller.actor, said).await?;
    // Also to a repeat of what was reopened since.
    Ok(Json(ClosedTicket { status: TicketStatus::Resolved, user_notification }))
}

/// Moves a ticket, says how much it presses, hands it over, takes or releases it (`assigned_admin_id: null`), sorts it and
/// names what the host knows it by. What is absent stays; what is so already changes nothing.
#[utoipa::path(patch, path = "/admin/support/tickets/{id}", tag = "ticket", security(("token" = [])),
    params(("id" = String, Path, description = "Its number")),
    request_body(content = AmendTicket),
    responses((status = 200, body = Ticket, description = "The ticket as it is then")))]
pub(crate) async fn amend_ticket(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<Ticket>, Problem> {
    let amendment = body.read::<AmendTicket>().map(|it| TicketAmendment {
        status: it.status.map(wire::given_status),
        priority: it.priority.map(wire::given_priority),
        agent: wire::amend(it.assigned_admin_id),
        tags: wire::amend(it.tags),
        reference: wire::amend(it.student_id),
    });
    let view = app.desk.amend_ticket(&caller.actor, ticket_number(&id), amendment).await?;
    let ticket = Reader::of(&caller.actor).ticket(&view.value);
    ticket.map(Json).ok_or_else(Problem::not_found)
}

/// Makes a ticket of a chat that goes on. Each has one at most: where there is one, it is 200 and that.
#[utoipa::path(post, path = "/admin/chat/session/{id}/ticket", tag = "ticket", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    request_body(content = MakeTicket),
    responses(
        (status = 200, body = Ticket, description = "The ticket that was there"),
        (status = 201, body = Ticket, description = "A new ticket")))]
pub(crate) async fn make_ticket(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let wish = body.read::<MakeTicket>().map(|it| core::MakeTicket {
        priority: it.priority.map(wire::given_priority).unwrap_or_default(),
        description: it.issue_description,
    });
    let made = app.desk.ticket_of(&caller.actor, desks_session(&id), wish).await?;
    let status = match &made {
        MadeTicket::Made(_) => StatusCode::CREATED,
        MadeTicket::Found(_) => StatusCode::OK,
    };
    let ticket = Reader::of(&caller.actor).ticket(&made.view().value);
    Ok((status, Json(ticket.ok_or_else(Problem::not_found)?)))
}
