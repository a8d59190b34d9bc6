//! Telegram: what is sent by the Bot API, what its answers mean, and what is read of what it posts.
//!
//! The bodies stand in `tests/golden`. With `CHATDESK_TEST_WRITE_GOLDEN` set they are written instead of compared.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod account;
mod alerts;
mod bodies;
mod faults;
mod given;
#[path = "../whatsapp/golden.rs"]
mod golden;
mod mutations;
mod posts;
mod provider;
mod repeats;
mod settings;
mod topics;
