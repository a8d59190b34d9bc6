//! What this store promises beyond the contract of all stores: its file.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test"
)]

mod backup;
mod close;
mod migrations;
mod open;
mod processes;
mod restore;
mod rows;
mod traces;
mod words;
