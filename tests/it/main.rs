//! Tests of the real `chatdesk-server` over real HTTP, written from the contract.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test, and says so on standard error"
)]

mod bad_input;
mod behind;
mod contract;
mod conversations;
mod crash;
mod operations;
mod panel;
mod races;
mod replay;
mod server;
mod streams;
mod tickets;
mod tokens;
mod view;
