#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod options;
mod texts;
mod tokens;
mod widget;
mod window;

pub use widget::{Widget, begin};
