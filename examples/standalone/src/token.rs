//! `chatdesk-server token`: logs somebody in without a host.

use chatdesk_core::{Clock, SystemClock};
use chatdesk_http::Grant;

use crate::{
    cli::{Role, TokenArgs},
    config::Config,
    data::DataFolder,
    failure::Failure,
    keys,
    secret::FolderSecret,
};

/// A JWT as a host would issue it.
///
/// # Errors
/// When there is no secret and none can be made.
pub(crate) fn make(config: &Config, args: TokenArgs) -> Result<String, Failure> {
    let data = DataFolder::open(&config.server.data)?;
    let secret = FolderSecret::open(&data.secret())?;
    let role = match args.role {
        Role::User => "user",
        Role::Agent => "agent",
        Role::Admin => "admin",
        Role::Host => "host",
    };
    let grant = Grant { sub: args.sub, role: role.to_owned(), name: args.name, ttl: args.ttl };
    Ok(keys::jwt(&config.auth, &secret)?.sign(&grant, SystemClock.now())?)
}
