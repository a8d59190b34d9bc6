#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

#[expect(dead_code, reason = "keys and the command bar, which call the rest, are still to come")]
mod actions;
mod address;
mod amends;
mod console;
mod crew;
mod door;
mod inbox;
mod lines;
mod me;
mod mounted;
mod names;
mod panel;
mod people;
#[expect(dead_code, reason = "the page that changes them is still to come")]
mod personal;
mod presence;
mod root;
mod show;
mod switches;
mod view;
mod wiring;

pub use mounted::{Mounted, mount};
