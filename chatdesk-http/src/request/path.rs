use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use chatdesk_core::{Address, Channel, EntryId, Given, Invalid, SessionId, TicketNumber};
use http::request::Parts;

use crate::{App, problem::Problem, wire::DELIVERY};

/// The one id in a path, percent-decoded; `None` for bytes that are no text. What does not fit is refused in its turn.
pub(crate) struct PathId(Option<String>);

impl FromRequestParts<App> for PathId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        Ok(Self(path.ok().map(|Path(id)| id)))
    }
}

/// The session that a path names. Text that is no session's id names none.
pub(crate) fn session_id(PathId(id): &PathId) -> Result<SessionId, Problem> {
    id.as_ref().and_then(|id| id.parse().ok()).ok_or_else(Problem::not_found)
}

/// The same where only the desk may ask: whoever else does is refused before anything is looked for. Text that is no id
/// becomes one that nothing has.
pub(crate) fn desks_session(PathId(id): &PathId) -> SessionId {
    let id = id.as_ref().and_then(|id| id.parse().ok());
    id.unwrap_or_else(|| SessionId::from_uuid(uuid::Uuid::nil()))
}

/// The name that a path gives, where only the desk may ask. Bytes that are no text become a name that nothing has.
pub(crate) fn desks_name(PathId(name): &PathId) -> &str {
    name.as_deref().unwrap_or_default()
}

/// The entry that a path names, where only the desk may ask. Text that is no id becomes one that nothing has.
pub(crate) fn desks_entry(PathId(id): &PathId) -> EntryId {
    let id = id.as_ref().and_then(|id| id.parse().ok());
    id.unwrap_or_else(|| EntryId::from_uuid(uuid::Uuid::nil()))
}

/// The number of the delivery that a path names, where only the desk may ask. Text that is no id becomes one that nothing
/// has.
pub(crate) fn desks_delivery(PathId(id): &PathId) -> u64 {
    let number = id.as_ref().and_then(|id| id.strip_prefix(DELIVERY));
    let is_plain = |digits: &&str| digits.bytes().all(|b| b.is_ascii_digit());
    number.filter(is_plain).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Somebody of a text channel whom a path names: by the phone number, or by the channel and their number there.
pub(crate) fn somebody_by_text(PathId(id): &PathId) -> Given<Address> {
    let invalid = |detail: &str| Invalid::new("{phone}", detail);
    let id = id.as_ref().ok_or_else(|| invalid("is not UTF-8"))?;
    let named = |channel: &Channel| id.starts_with(&format!("{}:", channel.as_str()));
    let channel = Channel::BY_TEXT.into_iter().find(named).unwrap_or(Channel::Whatsapp);
    Address::of_channel(channel, id).map_err(|error| invalid(&error.to_string()))
}

/// The ticket that a path names. Text that is no number becomes one that no ticket has.
pub(crate) fn ticket_number(PathId(id): &PathId) -> TicketNumber {
    let is_plain = |digits: &&String| digits.bytes().all(|b| b.is_ascii_digit());
    let number = id.as_ref().filter(is_plain).and_then(|digits| digits.parse().ok());
    TicketNumber::new(number.unwrap_or(0))
}

/// The person that a path names.
pub(crate) fn person(PathId(id): &PathId) -> Given<Address> {
    let invalid = |detail: &str| Invalid::new("{userId}", detail);
    let id = id.as_ref().ok_or_else(|| invalid("the id is not UTF-8"))?;
    id.parse().map_err(|error: chatdesk_core::ParseAddressError| invalid(&error.to_string()))
}
