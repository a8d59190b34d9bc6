//! What a desk promises, asked of a real store by those who use it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod stage;

mod access;
mod accounts;
mod alerts;
mod channels;
mod conversations;
mod ending;
mod erasing;
mod exporting;
mod opening;
mod outbox;
mod processes;
mod profiles;
mod readiness;
mod retention;
mod revoking;
mod sending;
mod streams;
mod tickets;
mod time;
mod toggle;
mod unread;
mod vanishing;
