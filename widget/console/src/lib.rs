#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod actions;
mod address;
mod amends;
mod attention;
mod commands;
mod console;
mod crew;
mod deliveries;
mod door;
mod draw;
mod entering;
mod going;
mod inbox;
mod keys;
mod letters;
mod me;
mod mounted;
mod names;
mod page;
mod panel;
mod people;
mod personal;
mod presence;
mod root;
mod sending;
mod settings;
mod show;
mod soon;
mod state;
mod switches;
mod talks;
mod team;
mod tickets;
mod view;
mod ways;
mod wiring;
mod writing;

pub use mounted::{Mounted, mount};
