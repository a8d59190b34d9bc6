use std::collections::BTreeSet;

use axum::{Json, extract::State};
use chatdesk_api::{TicketNotifications, Tickets};
use chatdesk_core::{
    self as core, Actor, AgentFilter, At, Given, TicketOrder, TicketPriority, TicketSort,
    TicketStatus,
};

use crate::{
    App,
    problem::Problem,
    request::{QueryValues, Recognised, invalid},
    wire::{self, Reader},
};

/// The tickets, in the order asked for. By offset: one that moves between two pages may be on both or on none.
#[utoipa::path(get, path = "/admin/support/tickets", tag = "ticket", security(("token" = [])),
    params(
        ("status" = Option<String>, Query, description = "`OPEN`, `IN_PROGRESS`, `RESOLVED` or `CLOSED`"),
        ("priority" = Option<String>, Query, description = "`LOW`, `MEDIUM`, `HIGH` or `URGENT`"),
        ("assigned_admin_id" = Option<String>, Query, description = "Who has it: the id of somebody of the desk"),
        ("unassigned" = Option<bool>, Query, description = "`true` for those that nobody has; not with `assigned_admin_id`"),
        ("phone_number" = Option<String>, Query, description = "The customer's phone, written in any way"),
        ("q" = Option<String>, Query, description = "Beginnings of words in description, messages, name, e-mail or id; up to 200 characters"),
        ("sort" = Option<String>, Query, description = "`created_at`, `updated_at`, `priority` or `number`, `-` in front for the largest first; `-updated_at` by default"),
        ("skip" = Option<u32>, Query, minimum = 0, description = "So many of the first are left out; 0 by default"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "50 by default")),
    responses((status = 200, body = Tickets, description = "A page")))]
pub(crate) async fn list_tickets(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<Tickets>, Problem> {
    page(&app, &caller.actor, asked(&query)).await
}

/// The tickets that wait, `OPEN` and `IN_PROGRESS`, oldest first.
#[utoipa::path(get, path = "/support/open-tickets", tag = "ticket", security(("token" = [])),
    params(
        ("skip" = Option<u32>, Query, minimum = 0, description = "So many of the first are left out; 0 by default"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "200 by default")),
    responses((status = 200, body = Tickets, description = "A page")))]
pub(crate) async fn list_open_tickets(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<Tickets>, Problem> {
    page(&app, &caller.actor, waiting(&query)).await
}

async fn page(
    app: &App,
    actor: &Actor,
    asked: Given<core::Tickets>,
) -> Result<Json<Tickets>, Problem> {
    let listed = app.desk.tickets(actor, asked).await?;
    let reader = Reader::of(actor);
    Ok(Json(Tickets {
        tickets: listed.rows.iter().filter_map(|view| reader.ticket(view)).collect(),
        total: listed.total.into(),
        cursor: app.cursor(listed.position).await?,
    }))
}

/// How many tickets wait for the desk.
#[utoipa::path(get, path = "/admin/support/notifications", tag = "ticket", security(("token" = [])),
    responses((status = 200, body = TicketNotifications, description = "The counts")))]
pub(crate) async fn count_tickets(
    State(app): State<App>,
    Recognised(caller): Recognised,
) -> Result<Json<TicketNotifications>, Problem> {
    let At { position, value } = app.desk.ticket_counts(&caller.actor).await?;
    Ok(Json(wire::counts(value, app.cursor(position).await?)))
}

/// How many tickets wait, under the other path; for the desk alone as well.
#[utoipa::path(get, path = "/support/notifications", tag = "ticket", security(("token" = [])),
    responses((status = 200, body = TicketNotifications, description = "The counts")))]
pub(crate) async fn count_open_tickets(
    app: State<App>,
    caller: Recognised,
) -> Result<Json<TicketNotifications>, Problem> {
    count_tickets(app, caller).await
}

fn waiting(query: &QueryValues) -> Given<core::Tickets> {
    Ok(core::Tickets {
        statuses: [TicketStatus::Open, TicketStatus::InProgress].into(),
        priority: None,
        agent: AgentFilter::Any,
        phone: None,
        search: String::new(),
        sort: TicketSort { by: TicketOrder::CreatedAt, descending: false },
        skip: query.number("skip", &(0..=u32::MAX))?.unwrap_or(0),
        limit: query.number("limit", &(1..=200))?.unwrap_or(200),
    })
}

fn asked(query: &QueryValues) -> Given<core::Tickets> {
    let search = query.text("q")?.unwrap_or_default().to_owned();
    if search.chars().count() > 200 {
        return Err(invalid("q", "has more than 200 characters"));
    }
    Ok(core::Tickets {
        statuses: statuses(query)?,
        priority: priority(query)?,
        agent: agent(query)?,
        phone: query.parsed("phone_number")?,
        search,
        sort: sort(query)?,
        skip: query.number("skip", &(0..=u32::MAX))?.unwrap_or(0),
        limit: query.number("limit", &(1..=200))?.unwrap_or(50),
    })
}

fn statuses(query: &QueryValues) -> Given<BTreeSet<TicketStatus>> {
    let status = match query.text("status")? {
        None => return Ok(BTreeSet::new()),
        Some("OPEN") => TicketStatus::Open,
        Some("IN_PROGRESS") => TicketStatus::InProgress,
        Some("RESOLVED") => TicketStatus::Resolved,
        Some("CLOSED") => TicketStatus::Closed,
        Some(_) => {
            return Err(invalid("status", "is not one of OPEN, IN_PROGRESS, RESOLVED, CLOSED"));
        }
    };
    Ok([status].into())
}

fn priority(query: &QueryValues) -> Given<Option<TicketPriority>> {
    Ok(Some(match query.text("priority")? {
        None => return Ok(None),
        Some("LOW") => TicketPriority::Low,
        Some("MEDIUM") => TicketPriority::Medium,
        Some("HIGH") => TicketPriority::High,
        Some("URGENT") => TicketPriority::Urgent,
        Some(_) => return Err(invalid("priority", "is not one of LOW, MEDIUM, HIGH, URGENT")),
    }))
}

fn agent(query: &QueryValues) -> Given<AgentFilter> {
    let is_unassigned = query.parsed::<bool>("unassigned")?.unwrap_or(false);
    match (query.text("assigned_admin_id")?, is_unassigned) {
        (None, false) => Ok(AgentFilter::Any),
        (None, true) => Ok(AgentFilter::Nobody),
        (Some(_), true) => {
            Err(invalid("unassigned", "cannot go with assigned_admin_id; send one of them"))
        }
        (Some(id), false) if !id.is_empty() && id.chars().count() <= 256 => {
            Ok(AgentFilter::Agent(id.to_owned()))
        }
        (Some(_), false) => {
            Err(invalid("assigned_admin_id", "is not an id of 1 to 256 characters"))
        }
    }
}

fn sort(query: &QueryValues) -> Given<TicketSort> {
    let Some(text) = query.text("sort")? else { return Ok(TicketSort::default()) };
    let (text, descending) = text.strip_prefix('-').map_or((text, false), |text| (text, true));
    let by = match text {
        "created_at" => TicketOrder::CreatedAt,
        "updated_at" => TicketOrder::UpdatedAt,
        "priority" => TicketOrder::Priority,
        "number" => TicketOrder::Number,
        _ => {
            let detail =
                "is not one of created_at, updated_at, priority, number, also with - in front";
            return Err(invalid("sort", detail));
        }
    };
    Ok(TicketSort { by, descending })
}
