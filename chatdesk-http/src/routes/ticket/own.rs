use axum::{Json, extract::State, response::IntoResponse};
use chatdesk_api::{
    OpenTicket, OpenedTicket, Success, TicketThread, WriteToTicket, WrittenToTicket,
};
use chatdesk_core::{self as core, MadeTicket};
use http::StatusCode;

use super::{PAGE, thread};
use crate::{
    App,
    problem::Problem,
    request::{Asking, JsonBody, PathId, QueryValues, Recognised, Sending, ticket_number},
    wire,
};

/// Opens a ticket, for whoever asks, and gives a token that opens this ticket alone.
///
/// Phone and name are claims: it never finds or joins another. The same `client_id` with the same phone and name again: 200
/// and the ticket that it opened.
#[utoipa::path(post, path = "/support/tickets", tag = "visitor",
    params(("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = OpenTicket),
    responses(
        (status = 200, body = OpenedTicket, description = "Opened by an earlier try; the token is new"),
        (status = 201, body = OpenedTicket, description = "A new ticket")))]
pub(crate) async fn open_ticket(
    State(app): State<App>,
    _: Asking,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let own = app.auth.own().ok_or_else(Problem::not_found)?;
    let (client_id, given) = body.read_with_client_id::<OpenTicket>();
    let ticket = given.map(|it| core::OpenTicket {
        phone: it.phone_number,
        name: it.sender_name,
        description: it.issue_description,
        priority: it.priority.map(wire::given_priority).unwrap_or_default(),
    });
    let made = app.desk.open_ticket(client_id, ticket).await?;
    let status = match &made {
        MadeTicket::Made(_) => StatusCode::CREATED,
        MadeTicket::Found(_) => StatusCode::OK,
    };
    let ticket = made.view().value.ticket.as_ref().ok_or_else(Problem::not_found)?;
    let token = own.give_ticket(ticket.number, app.desk.clock().now());
    Ok((status, Json(OpenedTicket { ticket_id: ticket.number.get(), token })))
}

/// A ticket with its messages, ascending. Without `after` and `before` the newest.
#[utoipa::path(get, path = "/support/tickets/{id}", tag = "ticket", security(("token" = [])),
    params(
        ("id" = String, Path, description = "Its number"),
        ("after" = Option<u64>, Query, description = "Messages after this id; not with `before`"),
        ("before" = Option<u64>, Query, description = "Messages before this id, from 1"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "200 by default")),
    responses((status = 200, body = TicketThread, description = "The ticket")))]
pub(crate) async fn show_own_ticket(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    query: QueryValues,
) -> Result<Json<TicketThread>, Problem> {
    let found = app.desk.ticket(&caller.actor, ticket_number(&id), query.window(PAGE)).await?;
    thread(&app, &caller.actor, found).await.map(Json)
}

/// Writes into a ticket: its customer, or the desk. The same `client_id` again: 200 and what is stored.
#[utoipa::path(post, path = "/support/tickets/{id}/messages", tag = "ticket", security(("token" = [])),
    params(
        ("id" = String, Path, description = "Its number"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = WriteToTicket),
    responses(
        (status = 200, body = WrittenToTicket, description = "Stored by an earlier try"),
        (status = 201, body = WrittenToTicket, description = "Stored")))]
pub(crate) async fn write_to_ticket(
    State(app): State<App>,
    Sending(caller): Sending,
    id: PathId,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let (client_id, given) = body.read_with_client_id::<WriteToTicket>();
    let content = given.map(|WriteToTicket { message, client_id: _ }| message);
    let number = ticket_number(&id);
    let sent = app.desk.answer_ticket(&caller.actor, number, client_id, content).await?;
    let (status, message, _) = app.stored(&sent);
    let written = WrittenToTicket { message_id: message.seq.get(), status: Success::Success };
    Ok((status, Json(written)))
}
