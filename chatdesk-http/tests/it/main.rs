//! The router inside a host: what a server that is asked from outside cannot show.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod stage;

mod answers;
mod authenticator;
mod deliveries;
mod forged;
mod limits;
mod mount;
mod panics;
mod retention;
mod sockets;
mod streams;
mod trials;
mod webhooks;
