#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod calls;
mod clock;
mod colleagues;
mod dom;
mod events;
mod host;
mod json;
mod log;
mod options;
mod page;
mod record;
mod requests;
mod rows;
mod stream;
pub mod times;
mod wire;
mod words;

pub use clock::{client_id, now_ms};
pub use dom::{
    Node, is_touched, is_visible, key, listen, listen_to_page, soon, stop, stop_listening,
};
pub use host::{Granted, Host, TokenSource, View};
pub use json::{Json, Writer, digits, joined, list, quote};
pub use log::Log;
pub use options::{Options, find_token, in_turn, subject};
pub use record::Record;
pub use requests::{Answered, Api, Done, encode};
pub use rows::{Bubble, Names, Row, Shape, Voice, rows};
pub use wire::Decode;
pub use words::{language, number, say, say_count, say_with};
