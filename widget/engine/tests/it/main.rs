//! The engine against a server that is a few vectors: what is promised has to hold in every order.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a step of a test that fails is a failed test"
)]

mod conversations;
mod desk;
mod hints;
mod interleavings;
mod look;
mod model;
mod outages;
mod page;
mod removal;
mod stories;
mod tabs;
mod team;
mod ways;
