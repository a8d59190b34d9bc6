//! The examples' hosts, each a real program with its own logins, before the real server: crowds, restarts, odd ids.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test, and says so on standard error"
)]

mod admin;
mod crowd;
mod django;
mod express;
mod host;
mod ids;
mod patience;
mod reader;
mod restarts;
mod stored;
mod user;
