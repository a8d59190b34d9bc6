#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod address;
mod console;
mod door;
mod me;
mod mounted;
mod names;
mod people;
#[expect(dead_code, reason = "the page that changes them is still to come")]
mod personal;
mod presence;
mod root;
mod switches;
mod view;
mod wiring;

pub use mounted::{Mounted, mount};
