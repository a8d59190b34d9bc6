//! What is told to other systems, by the real server: at least once, in order, over kills, by several processes; and to
//! nobody who must not be reached.
#![expect(clippy::unwrap_used, reason = "a failed step of a test is a failed test")]

mod addresses;
mod down;
mod kills;
mod processes;
mod receiver;
mod scene;
mod stopped;
mod told;
