//! Who asks: tokens as the host would sign them.

use std::time::Duration;

use chatdesk_core::{Clock as _, SystemClock};
use chatdesk_http::{Grant, Jwt};

use crate::Outcome;

/// What the measured server shares with its host, which the bench plays.
pub(crate) const SECRET: &str = "a-secret-for-benches-of-forty-characters";

/// Longer than any measurement takes.
const TOKEN_FOR: Duration = Duration::from_hours(6);

/// A token of the user with this id.
///
/// # Errors
/// When it cannot be signed.
pub(crate) fn user_token(id: &str) -> Outcome<String> {
    token(id, "user")
}

/// A token of the agent with this id.
///
/// # Errors
/// When it cannot be signed.
pub(crate) fn agent_token(id: &str) -> Outcome<String> {
    token(id, "agent")
}

fn token(id: &str, role: &str) -> Outcome<String> {
    let grant = Grant { sub: id.to_owned(), role: role.to_owned(), name: None, ttl: TOKEN_FOR };
    Ok(Jwt::hs256(SECRET.as_bytes())?.sign(&grant, SystemClock.now())?)
}
