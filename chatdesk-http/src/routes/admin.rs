use std::collections::HashMap;

use axum::{Json, extract::State};
use chatdesk_api::{
    AdminSessions, AdminUsers, AmendSession, Session, Toggle, ToggleHistory, ToggleRequest,
};
use chatdesk_core::{
    Address, AgentFilter, Amendment, ContactView, Given, Inbox, Listed, People, StatusFilter,
    ToggleChat,
};

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, QueryValues, Recognised, desks_session, invalid, person, search},
    wire::{self, Reader, admin_user, unknown_user},
};

/// Switches chat on or off for one person, at once and everywhere. An unknown user becomes known.
#[utoipa::path(put, path = "/admin/user/{userId}/chat-toggle", tag = "admin", security(("token" = [])),
    params(("userId" = String, Path, description = "The host's id, or `visitor:<id>`")),
    request_body(content = ToggleRequest),
    responses((status = 200, body = Toggle, description = "How it stands now")))]
pub(crate) async fn switch_chat(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<Toggle>, Problem> {
    let toggle = person(&id).and_then(|address| {
        let ToggleRequest { chat_enabled, reason } = body.read()?;
        Ok(ToggleChat { address, switch: chat_enabled.into(), reason })
    });
    let contact = app.desk.switch_chat(&caller.actor, toggle).await?;
    Ok(Json(wire::toggle(&contact)))
}

/// Who switched chat for one person, when and why; newest first.
#[utoipa::path(get, path = "/admin/user/{userId}/chat-toggle/history", tag = "admin", security(("token" = [])),
    params(("userId" = String, Path, description = "The host's id, or `visitor:<id>`")),
    responses((status = 200, body = ToggleHistory, description = "The changes")))]
pub(crate) async fn list_toggle_changes(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
) -> Result<Json<ToggleHistory>, Problem> {
    let entries = app.desk.toggle_history(&caller.actor, person(&id)).await?;
    Ok(Json(ToggleHistory { changes: entries.iter().filter_map(wire::toggle_change).collect() }))
}

/// The users' table: a page of all, or with `ids` one row for each of these.
#[utoipa::path(get, path = "/admin/users", tag = "admin", security(("token" = [])),
    params(
        ("search" = Option<String>, Query, description = "Beginnings of words in name, e-mail or id"),
        ("ids" = Option<String>, Query, description = "Up to 200 ids, comma-separated; not with `search` or `cursor`"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "50 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, body = AdminUsers, description = "A page")))]
pub(crate) async fn list_users(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<AdminUsers>, Problem> {
    let people = people(&query);
    let asked = match &people {
        Ok(People::At(addresses)) => Some(addresses.clone()),
        _ => None,
    };
    let Listed { position, rows, next, total } = app.desk.people(&caller.actor, people).await?;
    let cursor = app.cursor(position).await?;
    let users: Vec<_> = match asked {
        Some(addresses) => rows_for(&addresses, &rows, &app),
        None => rows.iter().map(admin_user).collect(),
    };
    let total = u64::from(total).max(users.len() as u64);
    Ok(Json(AdminUsers { users, total, next_cursor: next.map(|key| key.to_string()), cursor }))
}

/// The desk's sessions, newest change first. A session without messages is not shown.
///
/// With `agent` or `user_id` at most 10,000 are counted in `total`. With `search` at most 1,000 are counted, and what was said within the last second may be missing.
#[utoipa::path(get, path = "/admin/chat/sessions", tag = "admin", security(("token" = [])),
    params(
        ("status" = Option<String>, Query, description = "`waiting`, `active`, `ended`, or `open` for the first two"),
        ("agent" = Option<String>, Query, description = "Who has it: the id of somebody of the desk, or `none`"),
        ("user_id" = Option<String>, Query, description = "Whose it is: the host's id, or `visitor:<id>`"),
        ("search" = Option<String>, Query, description = "Beginnings of words in messages, name, e-mail or id; up to 200 characters"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "50 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, body = AdminSessions, description = "A page")))]
pub(crate) async fn list_all_sessions(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<AdminSessions>, Problem> {
    let listed = app.desk.inbox(&caller.actor, inbox(&query)).await?;
    let reader = Reader::of(&caller.actor);
    Ok(Json(AdminSessions {
        sessions: listed.rows.iter().map(|row| reader.listed(row)).collect(),
        total: listed.total.into(),
        next_cursor: listed.next.map(|key| key.to_string()),
        cursor: app.cursor(listed.position).await?,
    }))
}

/// Takes a session, hands it over or releases it (`agent_id: null`), and says what it is about. What is absent stays.
///
/// It waits again once it is released by those who never wrote. Who has one that is over does not change.
#[utoipa::path(patch, path = "/admin/chat/session/{id}", tag = "admin", security(("token" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    request_body(content = AmendSession),
    responses((status = 200, body = Session, description = "The session as it is then")))]
pub(crate) async fn amend_session(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<Session>, Problem> {
    let amendment =
        body.read::<AmendSession>().map(|AmendSession { agent_id, subject, tags }| Amendment {
            agent: wire::amend(agent_id),
            subject: wire::amend(subject),
            tags: wire::amend(tags),
        });
    let view = app.desk.amend(&caller.actor, desks_session(&id), amendment).await?;
    Ok(Json(Reader::of(&caller.actor).session(&view.value)))
}

fn inbox(query: &QueryValues) -> Given<Inbox> {
    let status = match query.text("status")? {
        None => StatusFilter::Any,
        Some("open") => StatusFilter::Open,
        Some("waiting") => StatusFilter::Waiting,
        Some("active") => StatusFilter::Active,
        Some("ended") => StatusFilter::Ended,
        Some(_) => return Err(invalid("status", "is not one of waiting, active, ended, open")),
    };
    let limit = query.number("limit", &(1..=200))?.unwrap_or(50);
    let agent = match query.text("agent")? {
        None => AgentFilter::Any,
        Some("none") => AgentFilter::Nobody,
        Some(id) if !id.is_empty() && id.chars().count() <= 256 => {
            AgentFilter::Agent(id.to_owned())
        }
        Some(_) => {
            return Err(invalid("agent", "is neither none nor an id of 1 to 256 characters"));
        }
    };
    let (customer, search) = (query.parsed("user_id")?, search(query)?);
    Ok(Inbox { status, agent, customer, search, after: query.parsed("cursor")?, limit })
}

fn people(query: &QueryValues) -> Given<People> {
    let limit = query.number("limit", &(1..=200))?.unwrap_or(50);
    let after = query.parsed("cursor")?;
    let is_searched = query.text("search")?.is_some();
    let Some(ids) = query.text("ids")? else {
        return Ok(People::Page { search: search(query)?, after, limit });
    };
    if is_searched || after.is_some() {
        return Err(invalid("ids", "cannot go with search or cursor"));
    }
    let ids: Vec<&str> = ids.split(',').filter(|id| !id.is_empty()).collect();
    if ids.len() > 200 {
        let n_ids = ids.len();
        return Err(invalid("ids", format!("has {n_ids} ids; at most 200 are answered")));
    }
    let address =
        |id: &&str| id.parse::<Address>().map_err(|error| invalid("ids", error.to_string()));
    ids.iter().map(address).collect::<Result<_, _>>().map(People::At)
}

/// One row for each id, in the order asked; defaults for who is not known yet.
fn rows_for(
    addresses: &[Address],
    rows: &[ContactView],
    app: &App,
) -> Vec<chatdesk_api::AdminUser> {
    let known: HashMap<_, _> = rows.iter().map(|row| (&row.contact.address, row)).collect();
    let row = |address| match known.get(address) {
        Some(row) => admin_user(row),
        None => unknown_user(address, app.desk.policy()),
    };
    addresses.iter().map(row).collect()
}
