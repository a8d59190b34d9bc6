#![doc = include_str!("../README.md")]

mod texts;
mod tokens;
mod widget;
mod window;

pub use widget::{Widget, begin};
